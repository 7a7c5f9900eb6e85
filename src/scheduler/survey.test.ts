import { expect, test } from "bun:test";
import { prng } from "../base/index.ts";
import { node, pod } from "./core.test-kit.ts";
import { SchedulerCore } from "./core.ts";
import { NODES_SCORED_MAX } from "./decide.ts";
import { NodeTable } from "./node-table.ts";
import { podClass } from "./pod-class.ts";
import { Survey } from "./survey.ts";

function clusterOf(nodeCount: number, fields = {}): SchedulerCore {
  const core = new SchedulerCore("default-scheduler", prng(1), 0);
  for (let at = 0; at < nodeCount; at++)
    core.observeNode({ type: "ADDED", object: node(`n${at}`, fields) });
  return core;
}

/** Places pods and says how many nodes were looked at for it. */
function place(core: SchedulerCore, podCount: number, name = "p", cpu = () => "100m"): number {
  const before = core.nodesJudged;
  for (let at = 0; at < podCount; at++) {
    const object = pod(`${name}-${at}`, { requests: { cpu: cpu() } });
    core.observePod({ type: "ADDED", object });
    const outcome = core.attempt();
    if (outcome?.kind === "bind") core.bound(outcome.record);
  }
  return core.nodesJudged - before;
}

test("the first pod of a class looks at a hundred nodes, in a cluster of any size", () => {
  for (const nodeCount of [1_000, 10_000])
    expect(place(clusterOf(nodeCount), 1)).toBeLessThanOrEqual(NODES_SCORED_MAX + 1);
});

test("alike pods: each node is looked at once, then once for each pod placed", () => {
  const [small, large] = [1_000, 10_000].map((nodeCount) => {
    const core = clusterOf(nodeCount);
    place(core, 200, "first");
    return place(core, 1_000);
  });
  expect(small).toBe(1_000);
  expect(large).toBe(1_000);
});

test("pods no two of which are alike look at no more than a hundred nodes each, and at theirs", () => {
  const costs = [1_000, 10_000].map((nodeCount) => {
    let cpu = 0;
    return place(clusterOf(nodeCount), 300, "p", () => `${++cpu}m`) / 300;
  });
  // Up to 64 classes are kept current when a pod takes room.
  for (const cost of costs) expect(cost).toBeLessThan(NODES_SCORED_MAX + 64);
  expect(costs[1]! / costs[0]!).toBeLessThan(1.01);
});

test("a full cluster costs a refused pod nothing once it was looked at", () => {
  const core = clusterOf(5_000, { cpu: "50m" });
  expect(place(core, 1)).toBe(5_000);
  expect(place(core, 500, "q")).toBe(0);
  expect(core.counts.unschedulable).toBe(501);
});

test("an almost full cluster costs no more than an empty one", () => {
  const core = clusterOf(5_000, { cpu: "50m" });
  for (let at = 0; at < 300; at++) core.observeNode({ type: "ADDED", object: node(`free${at}`) });
  place(core, 1);
  expect(place(core, 1_000, "q") / 1_000).toBeLessThan(6.5);
});

test("alike pods spread over all nodes alike", () => {
  const core = clusterOf(1_000);
  place(core, 10_000);
  const used = core.nodes.podsUsed.subarray(0, 1_000);
  expect(Math.max(...used)).toBeLessThanOrEqual(12);
  expect(Math.min(...used)).toBeGreaterThanOrEqual(8);
});

test("no node is a candidate twice", () => {
  const table = new NodeTable();
  for (let at = 0; at < 250; at++) table.set(node(`n${at}`));
  const survey = new Survey(podClass({}), table, 40);
  const out = new Int32Array(100);
  const seen = new Set<number>();
  for (let round = 0; round < 5; round++) {
    const found = survey.candidates(out);
    expect(new Set(out.subarray(0, found)).size).toBe(found);
    expect(found).toBe(100);
    for (const slot of out) seen.add(slot);
  }
  expect(seen.size).toBe(250);
});
