// An object's life in words and numbers: for the list of the slowest, and for traces.

import type { SlowObject } from "../result/index.ts";
import { type TrackedObject, reached } from "./journey.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Timeline } from "./types.ts";

/** Moments are kept to a microsecond, and differences of them may be off by less. */
const ROUNDING_MS = 0.001;

/** Every milestone reached, ms on the run's clock counted from `zeroMs`. */
export function timelineOf(
  kind: string,
  tracked: TrackedObject,
  lifecycle: Lifecycle,
  zeroMs: number,
  goneMs?: number,
  { change, deletion }: Pick<TrackedObject, "change" | "deletion"> = tracked,
): Timeline {
  const moments: [string, number | undefined][] = [
    ["intended", change ? change.operation.intendedMs : tracked.intendedMs],
    ["sent", change ? change.sentMs : tracked.sentMs],
    ["acknowledged", change ? change.acknowledgedMs : tracked.acknowledgedMs],
    ["seen", tracked.seenMs],
    ...lifecycle.milestones.map(({ name, moment }): [string, number] => [name, tracked[moment]]),
    ["settled", tracked.settlement?.settledMs],
    ["deleteIntended", deletion?.operation.intendedMs],
    ["deleteSent", deletion?.sentMs],
    ["deleteAcknowledged", deletion?.acknowledgedMs],
    ["terminating", tracked.terminatingMs],
    ["gone", goneMs],
  ];
  const milestones = moments
    .filter((moment): moment is [string, number] => moment[1] !== undefined && reached(moment[1]))
    .map(([name, atMs]): [string, number] => [name, atMs - zeroMs]);
  return {
    kind,
    object: tracked.key,
    uid: tracked.uid,
    milestones: Object.fromEntries(milestones),
  };
}

/** The same as an entry among the slowest, up to its end: seconds since `fromMs`, rounded to microseconds. */
export function slowObject(
  timeline: Timeline,
  zeroMs: number,
  fromMs: number,
  latencyMs: number,
): SlowObject {
  const endMs = fromMs + latencyMs + ROUNDING_MS;
  const seconds = (ms: number): number => Math.round(ms * 1000) / 1e6;
  const entries = Object.entries(timeline.milestones)
    .filter(([, atMs]) => atMs + zeroMs >= fromMs && atMs + zeroMs <= endMs)
    .map(([name, atMs]): [string, number] => [name, seconds(atMs + zeroMs - fromMs)]);
  return {
    object: timeline.object,
    seconds: seconds(latencyMs),
    timeline: Object.fromEntries(entries),
  };
}
