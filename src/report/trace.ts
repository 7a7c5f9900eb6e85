// Every object's timeline for other tools: JSON Lines for data frames, and Chrome's trace format for Perfetto.
// https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU: complete events, times in µs.

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
 * A Chrome trace: a process for each kind, and as many rows as objects were on their way at once, so that a stall is
 * seen as a wall. Takes all timelines at once, since rows are given out by time.
 */
export function perfettoTrace(timelines: readonly TraceTimeline[]): string {
  const kinds = [...new Set(timelines.map(({ kind }) => kind))].sort();
  const events: object[] = kinds.map((kind, index) => ({
    ph: "M",
    name: "process_name",
    pid: index + 1,
    args: { name: kind },
  }));
  for (const [index, kind] of kinds.entries())
    events.push(
      ...kindEvents(
        index + 1,
        timelines.filter((timeline) => timeline.kind === kind),
      ),
    );
  return `${JSON.stringify({ displayTimeUnit: "ms", traceEvents: events })}\n`;
}

function kindEvents(pid: number, timelines: readonly TraceTimeline[]): object[] {
  const rows = new Rows();
  return timelines
    .flatMap((timeline) => journeys(timeline))
    .sort((left, right) => left.slices[0]!.fromMs - right.slices[0]!.fromMs)
    .flatMap(({ object, slices }) => {
      const tid = rows.take(slices[0]!.fromMs, slices.at(-1)!.toMs);
      return slices.map(({ step, fromMs, toMs }) => ({
        ph: "X",
        name: step,
        cat: step,
        pid,
        tid,
        ts: microseconds(fromMs),
        dur: Math.max(1, microseconds(toMs - fromMs)),
        args: { object },
      }));
    });
}

/** Creation and deletion are journeys of their own: a pod that lives for an hour must not hold a row for it. */
function journeys({ object, milestones }: TraceTimeline): { object: string; slices: Slice[] }[] {
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

/** Rows given out by time: the first that is free, or a new one. */
class Rows {
  private readonly freeFromMs: number[] = [];

  take(fromMs: number, toMs: number): number {
    const free = this.freeFromMs.findIndex((freeMs) => freeMs <= fromMs);
    const row = free < 0 ? this.freeFromMs.length : free;
    this.freeFromMs[row] = toMs;
    return row;
  }
}

function microseconds(ms: number): number {
  return Math.round(ms * 1000);
}
