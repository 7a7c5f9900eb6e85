// ReplicaSet: keep so many pods. Given the set and its pods, which to make and which to remove.
// Source of the rules: kubernetes/pkg/controller/replicaset and controller.ActivePodsWithRanks, v1.36.

import type { KubeObject, LabelSelectorObject } from "../../kube/index.ts";
import type { Write } from "../wire/write.ts";
import { type PodView, isActive, isAvailable } from "../workload/pod-view.ts";
import { statusWrite } from "../workload/status.ts";
import type { PodTemplate } from "../workload/template.ts";
import { kinds } from "../kinds.ts";

/** Pods made or removed in one go; the rest comes with the next look. */
export const BURST_PODS_MAX = 500;

export interface ReplicaSetObject extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly selector?: LabelSelectorObject;
    readonly template?: PodTemplate;
  };
  readonly status?: {
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly fullyLabeledReplicas?: number;
    readonly observedGeneration?: number;
  };
}

export interface ReplicaSetDecision {
  readonly createCount: number;
  readonly remove: readonly PodView[];
  readonly status: readonly Write[];
  /** When a pod will have been ready for long enough. */
  readonly lookAgainMs: number | undefined;
}

/**
 * `pods` are those the set owns. `settled` says whether all that was decided before has shown on the watch: until then
 * nothing is made or removed.
 */
export function decideReplicaSet(
  set: ReplicaSetObject,
  pods: readonly PodView[],
  settled: boolean,
  wallMs: number,
): ReplicaSetDecision {
  const active = pods.filter(isActive);
  const missing = (set.spec?.replicas ?? 1) - active.length;
  const acts = settled && set.metadata.deletionTimestamp === undefined;
  return {
    createCount: acts ? Math.max(0, Math.min(missing, BURST_PODS_MAX)) : 0,
    remove: acts && missing < 0 ? leastWanted(active, Math.min(-missing, BURST_PODS_MAX)) : [],
    status: statusWrite(kinds.replicaSets, set, statusOf(set, active, wallMs)),
    lookAgainMs: nextAvailableMs(active, set.spec?.minReadySeconds ?? 0, wallMs),
  };
}

function statusOf(
  set: ReplicaSetObject,
  active: readonly PodView[],
  wallMs: number,
): Readonly<Record<string, unknown>> {
  const wanted = Object.entries(set.spec?.template?.metadata?.labels ?? {});
  const minReadySeconds = set.spec?.minReadySeconds ?? 0;
  return {
    replicas: active.length,
    fullyLabeledReplicas: active.filter(({ labels }) =>
      wanted.every(([key, value]) => labels[key] === value),
    ).length,
    readyReplicas: active.filter(({ ready }) => ready).length,
    availableReplicas: active.filter((pod) => isAvailable(pod, minReadySeconds, wallMs)).length,
    observedGeneration: set.metadata.generation,
  };
}

/** How long until the next ready pod counts as available; undefined when none is about to. */
export function nextAvailableMs(
  pods: readonly PodView[],
  minReadySeconds: number,
  wallMs: number,
): number | undefined {
  if (minReadySeconds === 0) return undefined;
  const waits = pods
    .filter((pod) => pod.ready && !isAvailable(pod, minReadySeconds, wallMs))
    .map(({ readySinceMs }) => readySinceMs + minReadySeconds * 1000 - wallMs);
  return waits.length > 0 ? Math.min(...waits) : undefined;
}

/** The `count` pods to part with first. */
export function leastWanted(pods: readonly PodView[], count: number): readonly PodView[] {
  if (count >= pods.length) return pods;
  const onNode = new Map<string, number>();
  for (const { nodeName } of pods) onNode.set(nodeName, (onNode.get(nodeName) ?? 0) + 1);
  return pods.toSorted((left, right) => byWorth(left, right, onNode)).slice(0, count);
}

const PHASE_ORDER: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/**
 * Least wanted first: without a node, then pending, then not ready, then doubled up on a node, then ready for a shorter time, then
 * restarted more often, then younger.
 */
function byWorth(left: PodView, right: PodView, onNode: ReadonlyMap<string, number>): number {
  return (
    Number(left.nodeName !== "") - Number(right.nodeName !== "") ||
    (PHASE_ORDER[left.phase] ?? 0) - (PHASE_ORDER[right.phase] ?? 0) ||
    Number(left.ready) - Number(right.ready) ||
    (onNode.get(right.nodeName) ?? 0) - (onNode.get(left.nodeName) ?? 0) ||
    (left.ready && right.ready ? right.readySinceMs - left.readySinceMs : 0) ||
    right.restarts - left.restarts ||
    right.createdMs - left.createdMs
  );
}
