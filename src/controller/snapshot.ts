// An object that waits for its stage, kept as cheaply as its wait deserves: parsed when it plays at once, as text while
// it waits for seconds, not at all when it waits for minutes (then it is read again).

import type { KubeObject } from "../kube/index.ts";

export type Snapshot =
  | { readonly form: "object"; readonly object: KubeObject }
  | { readonly form: "text"; readonly text: string }
  | { readonly form: "absent" };

export const absent: Snapshot = { form: "absent" };

/** A longer wait than this is not worth the text's memory. */
const KEPT_DELAY_MS_MAX = 60_000;
const KEPT_OBJECTS_MAX = 20_000;

/** For a stage that waits in the wheel, with `waiting` others. */
export function waitingSnapshot(object: KubeObject, delayMs: number, waiting: number): Snapshot {
  if (delayMs > KEPT_DELAY_MS_MAX || waiting >= KEPT_OBJECTS_MAX) return absent;
  return { form: "text", text: JSON.stringify(object) };
}
