// The simulated log as a source: what there is by now, then each line when it is due, while the pod is there.

import type { Clock } from "../../base/index.ts";
import type { PodObject } from "../../kube/index.ts";
import type { LogBatch } from "./read-log.ts";
import { simulatedLog } from "./simulated-log.ts";

/** How often a followed pod is looked at, so that the following ends soon after the container. */
const POLL_MS = 2_000;

export interface SimulatedReading {
  readonly container: string;
  readonly follow: boolean;
  /** Nothing of what is there at the beginning. */
  readonly fromEnd?: boolean;
  /** The pod as it is now; undefined when it is gone. */
  readonly pod: () => Promise<PodObject | undefined>;
  readonly clock: Clock;
  readonly gone: AbortSignal;
}

export async function* simulatedSource(
  reading: SimulatedReading,
): AsyncGenerator<LogBatch, void, undefined> {
  const { container, follow, fromEnd = false, clock, gone } = reading;
  let pod = await reading.pod();
  if (!pod) return;
  const past = simulatedLog(pod, container, clock.wallMs());
  if (!fromEnd) yield { lines: past.lines, isPast: true };
  yield { lines: [], isPast: false };
  let seenMs = past.lines.at(-1)?.timeMs ?? -Infinity;
  let nextMs = past.nextMs;
  if (!follow) return;
  while (nextMs !== undefined && !gone.aborted) {
    await Bun.sleep(Math.max(1, Math.min(POLL_MS, nextMs - clock.wallMs())));
    pod = await reading.pod();
    if (!pod) return;
    const later = simulatedLog(pod, container, clock.wallMs(), seenMs);
    if (later.lines.length > 0) yield { lines: later.lines, isPast: false };
    seenMs = later.lines.at(-1)?.timeMs ?? seenMs;
    nextMs = later.nextMs;
  }
}
