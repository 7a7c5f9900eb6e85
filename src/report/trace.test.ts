import { expect, test } from "bun:test";
import { perfettoTrace, traceLine } from "./index.ts";

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

interface Event {
  readonly ph: string;
  readonly name: string;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
}
const slices = (trace: string): Event[] =>
  (JSON.parse(trace) as { traceEvents: Event[] }).traceEvents.filter(({ ph }) => ph === "X");

test("a line of JSON has a column for each milestone, in ms", () => {
  expect(JSON.parse(traceLine(pod(1, 5.00049)))).toMatchObject({
    kind: "Pod",
    object: "bench/pod-1",
    uid: "u1",
    intended: 5,
    ready: 35,
  });
});

test("a pod's steps follow one another, though its event overtook the acknowledgement", () => {
  expect(slices(perfettoTrace([pod(1, 0)])).map(({ name, ts, dur }) => [name, ts, dur])).toEqual([
    ["waiting to be sent", 0, 1000],
    ["create", 1000, 2000],
    ["scheduling", 3000, 7000],
    ["starting", 10_000, 20_000],
  ]);
});

test("pods on their way at once have a row each; a later one takes a free row", () => {
  const trace = perfettoTrace([pod(1, 0), pod(2, 5), pod(3, 100)]);
  expect(new Set(slices(trace).map(({ tid }) => tid)).size).toBe(2);
  expect(slices(trace).at(-1)?.tid).toBe(0);
});

test("creation and deletion are journeys of their own", () => {
  const deletion = {
    deleteIntended: 60_000,
    deleteSent: 60_000,
    terminating: 60_004,
    gone: 60_020,
  };
  const trace = slices(perfettoTrace([pod(1, 0, deletion), pod(2, 50)]));
  expect(trace.map(({ tid }) => tid)).toEqual(trace.map(() => 0));
  expect(trace.at(-1)).toMatchObject({ name: "going", ts: 60_004_000, dur: 16_000 });
});
