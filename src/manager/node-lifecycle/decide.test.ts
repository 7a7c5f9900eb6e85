import { expect, test } from "bun:test";
import type { Toleration } from "../workload/pod-view.ts";
import {
  type NodeView,
  type TimedTaint,
  evictionMs,
  silenceWrites,
  taintWrites,
} from "./decide.ts";

const NOW_MS = Date.UTC(2026, 0, 1, 0, 10);
const node = (fields: Partial<NodeView>): NodeView => ({
  name: "n",
  uid: "u",
  resourceVersion: "7",
  unschedulable: false,
  taints: [],
  conditions: {},
  heartbeat: "",
  ...fields,
});

/** The taints a node is given, as `key:effect`; undefined when they stay as they are. */
function taintsAfter(view: NodeView): string[] | undefined {
  const [write] = taintWrites(view, NOW_MS);
  if (write?.kind !== "patch") return undefined;
  const { taints } = (write.patch as { spec: { taints: TimedTaint[] } }).spec;
  return taints.map(({ key, effect }) => `${key.replace("node.kubernetes.io/", "")}:${effect}`);
}

const notReady = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };
const own = { key: "dedicated", effect: "NoSchedule" };

test.each<[string, Partial<NodeView>, string[] | undefined]>([
  ["before its first report it keeps what admission gave it", { taints: [notReady] }, undefined],
  [
    "ready: what was managed goes, the rest stays",
    { conditions: { Ready: "True" }, taints: [notReady, own] },
    ["dedicated:NoSchedule"],
  ],
  [
    "not ready",
    { conditions: { Ready: "False" } },
    ["not-ready:NoSchedule", "not-ready:NoExecute"],
  ],
  [
    "unknown, after not ready",
    { conditions: { Ready: "Unknown" }, taints: [notReady] },
    ["unreachable:NoSchedule", "unreachable:NoExecute"],
  ],
  [
    "under pressure",
    { conditions: { Ready: "True", DiskPressure: "True" } },
    ["disk-pressure:NoSchedule"],
  ],
  [
    "cordoned",
    { conditions: { Ready: "True" }, unschedulable: true },
    ["unschedulable:NoSchedule"],
  ],
  ["as it should be", { conditions: { Ready: "True" }, taints: [own] }, undefined],
])("%s", (_, fields, expected) => {
  expect(taintsAfter(node(fields))).toEqual(expected);
});

test("a silent node: what it reported is unknown, what it never reported too", () => {
  const [write] = silenceWrites(
    node({ conditions: { Ready: "True", MemoryPressure: "Unknown" } }),
    NOW_MS,
  );
  const conditions =
    write?.kind === "patch"
      ? (write.patch as { status: { conditions: { type: string; reason: string }[] } }).status
          .conditions
      : [];
  expect(conditions.map(({ type, reason }) => `${type} ${reason}`)).toEqual([
    "Ready NodeStatusUnknown",
    "DiskPressure NodeStatusNeverUpdated",
    "PIDPressure NodeStatusNeverUpdated",
  ]);
});

test("a node that is marked already is not marked again", () => {
  const unknown = {
    Ready: "Unknown",
    MemoryPressure: "Unknown",
    DiskPressure: "Unknown",
    PIDPressure: "Unknown",
  };
  expect(silenceWrites(node({ conditions: unknown }), NOW_MS)).toEqual([]);
});

const taint = (key: string, minutesAgo = 0): TimedTaint => ({
  key,
  effect: "NoExecute",
  timeAdded: new Date(NOW_MS - minutesAgo * 60_000).toISOString(),
});
const for5m = (key: string): Toleration => ({
  key,
  operator: "Exists",
  effect: "NoExecute",
  tolerationSeconds: 300,
});

test.each<[string, readonly Toleration[], readonly TimedTaint[], number | undefined]>([
  ["no taint: never", [], [], undefined],
  ["NoSchedule expels nobody", [], [{ ...taint("a"), effect: "NoSchedule" }], undefined],
  ["not tolerated: at once", [], [taint("a")], 0],
  ["tolerated without limit: never", [{ operator: "Exists" }], [taint("a")], undefined],
  ["tolerated for five minutes, from the taint on", [for5m("a")], [taint("a", 2)], 180],
  ["time is up", [for5m("a")], [taint("a", 6)], -60],
  [
    "of two limits the shorter counts",
    [for5m("a"), { ...for5m("b"), tolerationSeconds: 30 }],
    [taint("a"), taint("b")],
    30,
  ],
  ["one of two taints not tolerated: at once", [for5m("a")], [taint("a"), taint("b")], 0],
])("%s", (_, tolerations, taints, seconds) => {
  const atMs = evictionMs(tolerations, taints, NOW_MS);
  expect(atMs === undefined ? undefined : (atMs - NOW_MS) / 1000).toBe(seconds as number);
});
