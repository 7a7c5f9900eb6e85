// What is watched for on each kind of object: the milestones of pods and nodes, and when a workload's status has caught up.

import { type KubeObject, conditionStatus } from "../kube/index.ts";
import type { TrackedObject } from "./journey.ts";

export interface Milestone {
  /** In timelines: `scheduled`. */
  readonly name: string;
  /** Where its moment is kept. */
  readonly moment: keyof Pick<TrackedObject, "scheduledMs" | "runningMs" | "readyMs">;
  /** Events per second: `pods_bound`. */
  readonly series: string;
  /** Intended create → this milestone; undefined where the design has no such metric. */
  readonly metric: string | undefined;
  readonly reached: (object: KubeObject) => boolean;
  /** What makes the object wait for it: having been seen, or an earlier milestone. For the longest stall. */
  readonly since: "seen" | "scheduled";
}

export interface Lifecycle {
  /** Prefix of the series: `pods`. */
  readonly plural: string;
  /** In order; the last is what the goal `ready` means. */
  readonly milestones: readonly Milestone[];
  readonly deletionMetric: string | undefined;
  /** Workloads only: whether the status says that everything asked for is there. */
  readonly settled: ((object: KubeObject) => boolean) | undefined;
}

const ready = (object: KubeObject): boolean => conditionStatus(object, "Ready") === "True";

interface PodFields {
  readonly spec?: { readonly nodeName?: string };
  readonly status?: { readonly phase?: string };
}

export const podLifecycle: Lifecycle = {
  plural: "pods",
  milestones: [
    {
      name: "scheduled",
      moment: "scheduledMs",
      series: "pods_bound",
      metric: "pod_scheduling",
      reached: (pod) => Boolean((pod as PodFields).spec?.nodeName),
      since: "seen",
    },
    {
      name: "running",
      moment: "runningMs",
      series: "pods_running",
      metric: undefined,
      reached: (pod) => (pod as PodFields).status?.phase === "Running",
      since: "scheduled",
    },
    {
      name: "ready",
      moment: "readyMs",
      series: "pods_ready",
      metric: "pod_startup",
      reached: ready,
      since: "scheduled",
    },
  ],
  deletionMetric: "pod_deletion",
  settled: undefined,
};

export const nodeLifecycle: Lifecycle = {
  plural: "nodes",
  milestones: [
    {
      name: "ready",
      moment: "readyMs",
      series: "nodes_ready",
      metric: "node_ready",
      reached: ready,
      since: "seen",
    },
  ],
  deletionMetric: "node_deletion",
  settled: undefined,
};

/** Deployments, ReplicaSets, StatefulSets, Jobs. `plural` is the resource's. */
export function workloadLifecycle(plural: string): Lifecycle {
  return {
    plural,
    milestones: [],
    deletionMetric: undefined,
    settled: settledOf(plural),
  };
}

interface ReplicaFields {
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
  };
}

function settledOf(plural: string): (object: KubeObject) => boolean {
  switch (plural) {
    case "jobs":
      return jobComplete;
    case "replicasets":
      return replicasReady;
    default:
      return (object) => replicasReady(object) && replicasUpdated(object);
  }
}

/** The generation observed, none too many, none missing, all ready. */
function replicasReady(object: KubeObject): boolean {
  const { spec, status } = object as ReplicaFields;
  const wanted = spec?.replicas ?? 1;
  return (
    (status?.observedGeneration ?? 0) >= (object.metadata.generation ?? 1) &&
    (status?.replicas ?? 0) === wanted &&
    (status?.readyReplicas ?? 0) === wanted
  );
}

/** None of an old template, as `kubectl rollout status` asks. A count of zero is left out of a status. */
function replicasUpdated(object: KubeObject): boolean {
  const { spec, status } = object as ReplicaFields;
  return (status?.updatedReplicas ?? 0) === (spec?.replicas ?? 1);
}

function jobComplete(object: KubeObject): boolean {
  return conditionStatus(object, "Complete") === "True";
}
