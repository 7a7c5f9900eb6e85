// The fields of a pod's spec that scheduling reads, as the API server gives them.

import type { PodObject } from "../kube/index.ts";

export type ResourceList = Readonly<Record<string, string>>;

export interface ContainerPort {
  readonly hostPort?: number;
  readonly hostIP?: string;
  readonly protocol?: string;
}

export interface Container {
  readonly restartPolicy?: string;
  readonly ports?: readonly ContainerPort[];
  readonly resources?: ResourceRequirements;
}

export interface ResourceRequirements {
  readonly requests?: ResourceList;
  readonly limits?: ResourceList;
}

export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

export interface NodeSelectorRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface NodeSelectorTerm {
  readonly matchExpressions?: readonly NodeSelectorRequirement[];
  readonly matchFields?: readonly NodeSelectorRequirement[];
}

export interface PreferredSchedulingTerm {
  readonly weight: number;
  readonly preference: NodeSelectorTerm;
}

export interface NodeAffinity {
  readonly requiredDuringSchedulingIgnoredDuringExecution?: {
    readonly nodeSelectorTerms: readonly NodeSelectorTerm[];
  };
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly PreferredSchedulingTerm[];
}

export interface PodAffinity {
  readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly unknown[];
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly unknown[];
}

export interface PodSpec {
  readonly nodeName?: string;
  readonly schedulerName?: string;
  readonly schedulingGates?: readonly unknown[];
  readonly priority?: number;
  readonly preemptionPolicy?: string;
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly overhead?: ResourceList;
  readonly resources?: ResourceRequirements;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly affinity?: {
    readonly nodeAffinity?: NodeAffinity;
    readonly podAffinity?: PodAffinity;
    readonly podAntiAffinity?: PodAffinity;
  };
  readonly tolerations?: readonly Toleration[];
  readonly topologySpreadConstraints?: readonly unknown[];
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
  readonly resourceClaims?: readonly unknown[];
  readonly schedulingGroup?: unknown;
  readonly workloadRef?: unknown;
}

export const SCHEDULER_NAME_DEFAULT = "default-scheduler";

const NO_SPEC: PodSpec = {};

export function specOf(pod: PodObject): PodSpec {
  return (pod.spec as PodSpec | undefined) ?? NO_SPEC;
}

export function schedulerNameOf(spec: PodSpec): string {
  return spec.schedulerName ?? SCHEDULER_NAME_DEFAULT;
}

/** A pod that has ended holds nothing of its node: Kubernetes counts only the others. */
export function hasEnded(pod: PodObject): boolean {
  const phase = pod.status?.phase;
  return phase === "Succeeded" || phase === "Failed";
}

export function isDeleted(pod: PodObject): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}
