// Writes at a steady rate, each stamped with the moment it was sent.

import { type Client, patchRequest } from "../../src/client/index.ts";
import { resources } from "../../src/kube/index.ts";

/** The annotation with the wall-clock moment of sending, in milliseconds with fractions. */
export const SENT = "bench/sent";

const TICK_MS = 5;

/** Patches the pods in turn, open loop, until `count` writes are acknowledged; gives the rate that was reached. */
export async function writeSteadily(
  client: Client,
  names: readonly string[],
  { perSecond, count }: { readonly perSecond: number; readonly count: number },
): Promise<number> {
  const startMs = performance.now();
  const sent: Promise<void>[] = [];
  while (sent.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - startMs) / 1000) * perSecond));
    while (sent.length < due) {
      const name = names[sent.length % names.length]!;
      const annotations = { [SENT]: (performance.timeOrigin + performance.now()).toFixed(3) };
      const patch = { metadata: { annotations } };
      const ref = { name, namespace: "default" };
      sent.push(client.discard(patchRequest(resources.pods, ref, "merge", patch)));
    }
    await Bun.sleep(TICK_MS);
  }
  await Promise.all(sent);
  return count / ((performance.now() - startMs) / 1000);
}
