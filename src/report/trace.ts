// Every object's timeline for other tools: JSON Lines for data frames, and Chrome's trace format for Perfetto.
// https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU: complete events, times in µs.

import { TraceRows } from "./trace-rows.ts";

/** One object's life; milestone → ms since the run's start, in order of time. */
export interface TraceTimeline {
  readonly kind: string;
  readonly object: string;
  readonly uid: string;
  readonly milestones: Readonly<Record<string, number>>;
}

/** One line of JSON, ended: a column for each milestone, in ms since the run's start. */
export function traceLine({ kind, object, uid, milestones }: TraceTimeline): string {
  const rounded = Object.entries(milestones).map(([name, ms]) => [name, microseconds(ms) / 1000]);
  return `${JSON.stringify({ kind, object, uid, ...Object.fromEntries(rounded) })}\n`;
}

/** The reverse of `traceLine`. */
export function parseTraceLine(line: string): TraceTimeline {
  const { kind, object, uid, ...milestones } = JSON.parse(line) as Record<string, string | number>;
  return {
    kind: String(kind),
    object: String(object),
    uid: String(uid),
    milestones: milestones as Record<string, number>,
  };
}

/** Between which milestones an object is said to be in which step; the first that was reached begins it. */
const STEPS: readonly {
  readonly name: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}[] = [
  { name: "waiting to be sent", from: ["intended"], to: ["sent"] },
  { name: "create", from: ["sent"], to: ["acknowledged"] },
  { name: "scheduling", from: ["seen"], to: ["scheduled"] },
  { name: "starting", from: ["scheduled", "seen"], to: ["ready", "settled"] },
  { name: "waiting to be deleted", from: ["deleteIntended"], to: ["deleteSent"] },
  { name: "delete", from: ["deleteSent"], to: ["deleteAcknowledged"] },
  { name: "going", from: ["terminating", "deleteAcknowledged"], to: ["gone"] },
];

interface Slice {
  readonly step: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * A Chrome trace, in pieces: a process for each kind, and as many rows as objects were on their way at once, so that a
 * stall is seen as a wall. `timelines` is gone through twice, since rows are given out by time: only two moments and a row
 * of each journey are kept, so a million objects in a file need not be in memory.
 */
export function* perfettoTrace(timelines: () => Iterable<TraceTimeline>): Generator<string> {
  const processes = new Map<string, TraceRows>();
  for (const timeline of timelines())
    for (const { slices } of journeys(timeline)) {
      let rows = processes.get(timeline.kind);
      if (!rows) processes.set(timeline.kind, (rows = new TraceRows()));
      rows.add(slices[0]!.fromMs, slices.at(-1)!.toMs);
    }
  const kinds = [...processes.keys()].sort();
  for (const rows of processes.values()) rows.assign();
  yield '{"displayTimeUnit":"ms","traceEvents":[';
  yield kinds.map((kind, index) => JSON.stringify(processName(index + 1, kind))).join(",\n");
  for (const timeline of timelines())
    for (const journey of journeys(timeline)) {
      const pid = kinds.indexOf(timeline.kind) + 1;
      yield* journeyEvents(journey, pid, processes.get(timeline.kind)!.next());
    }
  yield "]}\n";
}

function processName(pid: number, kind: string): object {
  return { ph: "M", name: "process_name", pid, args: { name: kind } };
}

function* journeyEvents({ object, slices }: Journey, pid: number, tid: number): Generator<string> {
  for (const { step, fromMs, toMs } of slices) {
    const ts = microseconds(fromMs);
    // Of the rounded ends, or it would reach a microsecond into the next step.
    const dur = microseconds(toMs) - ts;
    const event = { ph: "X", name: step, cat: step, pid, tid, ts, dur, args: { object } };
    yield `,\n${JSON.stringify(event)}`;
  }
}

interface Journey {
  readonly object: string;
  readonly slices: readonly Slice[];
}

/** Creation and deletion are journeys of their own: a pod that lives for an hour must not hold a row for it. */
function journeys({ object, milestones }: TraceTimeline): Journey[] {
  const creation = STEPS.slice(0, 4).flatMap((step) => sliceOf(step, milestones));
  const deletion = STEPS.slice(4).flatMap((step) => sliceOf(step, milestones));
  return [creation, deletion].flatMap((slices) =>
    slices.length > 0 ? [{ object, slices: inOrder(slices) }] : [],
  );
}

function sliceOf(
  { name, from, to }: (typeof STEPS)[number],
  milestones: Readonly<Record<string, number>>,
): Slice[] {
  const reached = (names: readonly string[]): number | undefined =>
    names.map((each) => milestones[each]).find((ms) => ms !== undefined);
  const [fromMs, toMs] = [reached(from), reached(to)];
  return fromMs === undefined || toMs === undefined || toMs < fromMs
    ? []
    : [{ step: name, fromMs, toMs }];
}

/** One after another: an event that overtook its acknowledgement would overlap it, which the format cannot draw. */
function inOrder(slices: readonly Slice[]): Slice[] {
  let endMs = -Infinity;
  return slices
    .toSorted((left, right) => left.fromMs - right.fromMs)
    .map(({ step, fromMs, toMs }) => {
      const start = Math.max(fromMs, endMs);
      endMs = Math.max(start, toMs);
      return { step, fromMs: start, toMs: endMs };
    });
}

function microseconds(ms: number): number {
  return Math.round(ms * 1000);
}
