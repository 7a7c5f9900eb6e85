// Pods that ask for the same are one class: what they demand is compiled once, and every node is judged once for all of
// them. (kube-scheduler 1.36 has the same idea as pod signatures, for opportunistic batching.)

import type { NodeTable } from "./node-table.ts";
import {
  type NodePredicate,
  type Preference,
  preferredNodes,
  requiredNames,
  requiredNodes,
} from "./node-selector.ts";
import type { PodSpec, Toleration } from "./pod-spec.ts";
import { type Requests, requestsKey, requestsOf } from "./requests.ts";
import { TAINT_UNSCHEDULABLE, repels, tolerates } from "./tolerations.ts";

/** Why a node does not suit, as bits: a node may lack several resources at once. */
export const reasonBits = {
  unschedulable: 1 << 0,
  taint: 1 << 1,
  affinity: 1 << 2,
  hostPorts: 1 << 3,
  pods: 1 << 4,
  cpu: 1 << 5,
  memory: 1 << 6,
  ephemeral: 1 << 7,
} as const;

/** The bit of the class's first extended resource; the others follow. */
const EXTENDED_BIT_FIRST = 8;
export const EXTENDED_RESOURCES_MAX = 22;

const NO_TOLERATIONS: readonly Toleration[] = [];

/** kube-scheduler's wording of each reason, v1.36. */
const SENTENCES: readonly string[] = [
  "node(s) were unschedulable",
  "node(s) had untolerated taint(s)",
  "node(s) didn't match Pod's node affinity/selector",
  "node(s) didn't have free ports for the requested pod ports",
  "Too many pods",
  "Insufficient cpu",
  "Insufficient memory",
  "Insufficient ephemeral-storage",
];

export interface PodClass {
  /** The same text for pods of the same class. */
  readonly key: string;
  readonly requests: Requests;
  readonly tolerations: readonly Toleration[];
  readonly required: NodePredicate | undefined;
  readonly preferences: readonly Preference[];
  /** Only these nodes come into question, where the pods name nodes; empty when their terms contradict each other. */
  readonly names: ReadonlySet<string> | undefined;
}

/** What makes two pods the same to the scheduler. */
export function classKey(spec: PodSpec, requests: Requests): string {
  const { nodeSelector, tolerations, affinity } = spec;
  let key = requestsKey(requests);
  if (tolerations?.length) key += ` t${JSON.stringify(tolerations)}`;
  if (nodeSelector) key += ` s${JSON.stringify(nodeSelector)}`;
  if (affinity?.nodeAffinity) key += ` a${JSON.stringify(affinity.nodeAffinity)}`;
  return key;
}

export function podClass(
  spec: PodSpec,
  requests = requestsOf(spec),
  key = classKey(spec, requests),
): PodClass {
  return {
    key,
    requests,
    tolerations: spec.tolerations ?? NO_TOLERATIONS,
    required: requiredNodes(spec),
    preferences: preferredNodes(spec),
    names: requiredNames(spec),
  };
}

/**
 * Why the node in `slot` does not suit a pod of the class: 0 when it does. Filters run in kube-scheduler's order, and the
 * first that fails speaks alone.
 */
export function judge(podClass: PodClass, nodes: NodeTable, slot: number): number {
  const { tolerations, required, requests } = podClass;
  if (nodes.unschedulable[slot] === 1 && !tolerates(tolerations, TAINT_UNSCHEDULABLE))
    return reasonBits.unschedulable;
  const taints = nodes.taints[slot]!;
  if (taints.length > 0 && repels(taints, tolerations)) return reasonBits.taint;
  if (required !== undefined && !required(nodes.labels[slot]!, nodes.names[slot]!))
    return reasonBits.affinity;
  if (requests.hostPorts.length > 0 && nodes.hostPorts.conflicts(slot, requests.hostPorts))
    return reasonBits.hostPorts;
  return lackingResources(requests, nodes, slot);
}

/** NodeResourcesFit: every resource that is short, together. */
function lackingResources(requests: Requests, nodes: NodeTable, slot: number): number {
  let reasons = 0;
  if (nodes.podsUsed[slot]! + 1 > nodes.podsMax[slot]!) reasons |= reasonBits.pods;
  const { cpuMilli, memoryBytes, ephemeralBytes, extended } = requests;
  if (cpuMilli > 0 && cpuMilli > nodes.cpuMilli[slot]! - nodes.cpuMilliUsed[slot]!)
    reasons |= reasonBits.cpu;
  if (memoryBytes > 0 && memoryBytes > nodes.memoryBytes[slot]! - nodes.memoryBytesUsed[slot]!)
    reasons |= reasonBits.memory;
  if (
    ephemeralBytes > 0 &&
    ephemeralBytes > nodes.ephemeralBytes[slot]! - nodes.ephemeralBytesUsed[slot]!
  )
    reasons |= reasonBits.ephemeral;
  for (let at = 0; at < extended.length; at++) {
    const [name, amount] = extended[at]!;
    const column = nodes.extended.get(name);
    const free = column ? column.allocatable[slot]! - column.used[slot]! : 0;
    if (amount > free) reasons |= 1 << (EXTENDED_BIT_FIRST + at);
  }
  return reasons;
}

/** The sentences of a set of reason bits. */
export function sentencesOf(podClass: PodClass, reasons: number): string[] {
  const sentences = SENTENCES.filter((_, bit) => (reasons & (1 << bit)) !== 0);
  podClass.requests.extended.forEach(([name], at) => {
    if ((reasons & (1 << (EXTENDED_BIT_FIRST + at))) !== 0) sentences.push(`Insufficient ${name}`);
  });
  return sentences;
}
