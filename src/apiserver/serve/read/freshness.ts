// A client may ask for a state at least as new as one it has seen. Here every write is visible at once, so such a
// state is only missing when it comes from another server's life; upstream waits three seconds, and so do we.

import { status } from "../../../kube/index.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";

const WAIT_MS = 3000;
const POLL_MS = 50;

/** Undefined where the state is there; else a promise that resolves when it is, or rejects with 504. */
export function freshAsOf(
  { api }: Call,
  resourceVersion: number | undefined,
): Promise<void> | undefined {
  if (resourceVersion === undefined || resourceVersion <= api.store.resourceVersion)
    return undefined;
  return waitFor(api, resourceVersion);
}

async function waitFor(api: Call["api"], resourceVersion: number): Promise<void> {
  const deadlineMs = api.clock.nowMs() + WAIT_MS;
  while (api.store.resourceVersion < resourceVersion) {
    if (api.clock.nowMs() >= deadlineMs)
      refuse(status.resourceVersionTooLarge(resourceVersion, api.store.resourceVersion));
    await new Promise<void>((resolve) => void api.later(POLL_MS, resolve));
  }
}
