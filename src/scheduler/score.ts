// How good each suitable node is: kube-scheduler's default scores and weights, v1.36, over the columns.
// NodeResourcesFit (LeastAllocated) ×1, NodeResourcesBalancedAllocation ×1, NodeAffinity ×2, TaintToleration ×3.

import type { NodeTable } from "./node-table.ts";
import type { PodClass } from "./pod-class.ts";
import type { Requests } from "./requests.ts";
import { discouragements } from "./tolerations.ts";

const SCORE_MAX = 100;
const WEIGHT_AFFINITY = 2;
const WEIGHT_TAINTS = 3;

/** Writes the score of each of the first `count` slots into `scores`. */
export function scoreAll(
  podClass: PodClass,
  nodes: NodeTable,
  slots: Int32Array,
  count: number,
  scores: Float64Array,
): void {
  scoreResources(podClass.requests, nodes, slots, count, scores);
  if (podClass.preferences.length > 0) addAffinity(podClass, nodes, slots, count, scores);
  if (nodes.discouraging > 0) addTaints(podClass, nodes, slots, count, scores);
}

function scoreResources(
  requests: Requests,
  nodes: NodeTable,
  slots: Int32Array,
  count: number,
  scores: Float64Array,
): void {
  const { scoredCpuMilli, scoredMemoryBytes, cpuMilli, memoryBytes } = requests;
  // A pod that asks for nothing balances nothing: kube-scheduler then leaves the balance out.
  const balances = cpuMilli > 0 || memoryBytes > 0;
  for (let at = 0; at < count; at++) {
    const slot = slots[at]!;
    const cpu = nodes.cpuMilli[slot]!;
    const memory = nodes.memoryBytes[slot]!;
    let score = leastAllocated(
      nodes.scoredCpuMilliUsed[slot]! + scoredCpuMilli,
      cpu,
      nodes.scoredMemoryBytesUsed[slot]! + scoredMemoryBytes,
      memory,
    );
    if (balances) {
      const cpuUsed = nodes.cpuMilliUsed[slot]!;
      const memoryUsed = nodes.memoryBytesUsed[slot]!;
      const before = balance(cpuUsed, cpu, memoryUsed, memory);
      const after = balance(cpuUsed + cpuMilli, cpu, memoryUsed + memoryBytes, memory);
      score += SCORE_MAX / 2 + Math.trunc((SCORE_MAX / 2 + after - before) / 2);
    }
    scores[at] = score;
  }
}

/** The mean, over the resources the node has, of the share that would stay free; whole numbers throughout, as in Go. */
export function leastAllocated(
  cpuUsed: number,
  cpu: number,
  memoryUsed: number,
  memory: number,
): number {
  const resources = Number(cpu > 0) + Number(memory > 0);
  if (resources === 0) return 0;
  return Math.trunc((freeShare(cpuUsed, cpu) + freeShare(memoryUsed, memory)) / resources);
}

function freeShare(used: number, capacity: number): number {
  if (capacity === 0 || used > capacity) return 0;
  return Math.trunc(((capacity - used) * SCORE_MAX) / capacity);
}

/** 100 less the standard deviation of the shares in use. */
export function balance(cpuUsed: number, cpu: number, memoryUsed: number, memory: number): number {
  if (cpu === 0 || memory === 0) return SCORE_MAX;
  const cpuShare = Math.min(1, cpuUsed / cpu);
  const memoryShare = Math.min(1, memoryUsed / memory);
  return Math.trunc((1 - Math.abs((cpuShare - memoryShare) / 2)) * SCORE_MAX);
}

function addAffinity(
  podClass: PodClass,
  nodes: NodeTable,
  slots: Int32Array,
  count: number,
  scores: Float64Array,
): void {
  const raw = new Float64Array(count);
  let highest = 0;
  for (let at = 0; at < count; at++) {
    const slot = slots[at]!;
    let weight = 0;
    for (const preference of podClass.preferences)
      if (preference.matches(nodes.labels[slot]!, nodes.names[slot]!)) weight += preference.weight;
    raw[at] = weight;
    highest = Math.max(highest, weight);
  }
  if (highest === 0) return;
  for (let at = 0; at < count; at++)
    scores[at]! += WEIGHT_AFFINITY * Math.trunc((SCORE_MAX * raw[at]!) / highest);
}

/** The more PreferNoSchedule taints a node has that the pod does not tolerate, the lower; none scores highest. */
function addTaints(
  podClass: PodClass,
  nodes: NodeTable,
  slots: Int32Array,
  count: number,
  scores: Float64Array,
): void {
  const raw = new Float64Array(count);
  // Only tolerations that could speak of this effect count.
  const tolerations = podClass.tolerations.filter(
    ({ effect }) => !effect || effect === "PreferNoSchedule",
  );
  let highest = 0;
  for (let at = 0; at < count; at++) {
    raw[at] = discouragements(nodes.taints[slots[at]!]!, tolerations);
    highest = Math.max(highest, raw[at]!);
  }
  for (let at = 0; at < count; at++) {
    const share = highest === 0 ? 0 : Math.trunc((SCORE_MAX * raw[at]!) / highest);
    scores[at]! += WEIGHT_TAINTS * (SCORE_MAX - share);
  }
}
