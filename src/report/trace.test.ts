import { expect, test } from "bun:test";
import { type TraceTimeline, parseTraceLine, perfettoTrace, traceLine } from "./index.ts";

const pod = (index: number, startMs: number, milestones: Record<string, number> = {}) => ({
  kind: "Pod",
  object: `bench/pod-${index}`,
  uid: `u${index}`,
  milestones: {
    intended: startMs,
    sent: startMs + 1,
    acknowledged: startMs + 3,
    seen: startMs + 2,
    scheduled: startMs + 10,
    running: startMs + 30,
    ready: startMs + 30,
    ...milestones,
  },
});

const traceOf = (timelines: readonly TraceTimeline[]): string =>
  [...perfettoTrace(() => timelines)].join("");

interface Event {
  readonly ph: string;
  readonly name: string;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
}
const slices = (trace: string): Event[] =>
  (JSON.parse(trace) as { traceEvents: Event[] }).traceEvents
    .filter(({ ph }) => ph === "X")
    .sort((left, right) => left.ts - right.ts);

test("a line of JSON has a column for each milestone, in ms", () => {
  expect(JSON.parse(traceLine(pod(1, 5.00049)))).toMatchObject({
    kind: "Pod",
    object: "bench/pod-1",
    uid: "u1",
    intended: 5,
    ready: 35,
  });
  expect(parseTraceLine(traceLine(pod(1, 5)))).toEqual(pod(1, 5));
});

test("a pod's steps follow one another, though its event overtook the acknowledgement", () => {
  expect(slices(traceOf([pod(1, 0)])).map(({ name, ts, dur }) => [name, ts, dur])).toEqual([
    ["waiting to be sent", 0, 1000],
    ["create", 1000, 2000],
    ["scheduling", 3000, 7000],
    ["starting", 10_000, 20_000],
  ]);
});

test("pods on their way at once have a row each; a later one takes a free row", () => {
  const trace = traceOf([pod(1, 0), pod(2, 5), pod(3, 100)]);
  expect(new Set(slices(trace).map(({ tid }) => tid)).size).toBe(2);
  expect(slices(trace).at(-1)?.tid).toBe(0);
});

test("steps of a row meet at the microsecond, however their ends are rounded", () => {
  const odd = pod(1, 0.0004, { sent: 0.4006, acknowledged: 1.0006, seen: 1.2, scheduled: 1.8005 });
  const steps = slices(traceOf([odd]));
  for (const [at, { ts, dur }] of steps.entries())
    expect(ts + dur).toBeLessThanOrEqual(steps[at + 1]?.ts ?? Infinity);
});

test("creation and deletion are journeys of their own", () => {
  const deletion = {
    deleteIntended: 60_000,
    deleteSent: 60_000,
    terminating: 60_004,
    gone: 60_020,
  };
  const trace = slices(traceOf([pod(1, 0, deletion), pod(2, 50)]));
  expect(trace.map(({ tid }) => tid)).toEqual(trace.map(() => 0));
  expect(trace.at(-1)).toMatchObject({ name: "going", ts: 60_004_000, dur: 16_000 });
});

test("no two journeys of a row overlap, and there are no more rows than journeys at once", () => {
  const pods = Array.from({ length: 500 }, (_, index) => pod(index, (index * 7919) % 1009));
  const rows = Map.groupBy(slices(traceOf(pods)), ({ tid }) => tid);
  for (const row of rows.values()) {
    const inOrder = row.toSorted((left, right) => left.ts - right.ts);
    for (const [index, { ts }] of inOrder.slice(1).entries())
      expect(ts).toBeGreaterThanOrEqual(inOrder[index]!.ts + inOrder[index]!.dur);
  }
  const begins = pods.map(({ milestones }) => milestones.intended);
  const atOnce = begins.map(
    (atMs) => begins.filter((other) => other <= atMs && atMs < other + 30).length,
  );
  expect(rows.size).toBe(Math.max(...atOnce));
});

test("a trace of nothing is still a trace", () => {
  expect(slices(traceOf([]))).toEqual([]);
});
