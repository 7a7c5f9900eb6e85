// What this scheduler cannot honour is never ignored: the pod stays Pending, and its condition names the field.

import type { PodSpec } from "./pod-spec.ts";

/** Volumes that the real scheduler binds to nodes, limits per node, or keeps from being shared. */
const VOLUMES_UNSUPPORTED: ReadonlySet<string> = new Set([
  "persistentVolumeClaim",
  "ephemeral",
  "csi",
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "azureDisk",
  "cinder",
  "iscsi",
  "rbd",
]);

/** The first field of the pod that this scheduler cannot honour, by its path; undefined when it can place the pod. */
export function unsupportedField(spec: PodSpec): string | undefined {
  if (spec.topologySpreadConstraints?.length) return "spec.topologySpreadConstraints";
  if (hasTerms(spec.affinity?.podAffinity)) return "spec.affinity.podAffinity";
  if (hasTerms(spec.affinity?.podAntiAffinity)) return "spec.affinity.podAntiAffinity";
  if (spec.resourceClaims?.length) return "spec.resourceClaims";
  if (spec.schedulingGroup !== undefined) return "spec.schedulingGroup";
  if (spec.workloadRef !== undefined) return "spec.workloadRef";
  return unsupportedVolume(spec);
}

/** The sentence of the pod's condition. */
export function unsupportedMessage(field: string): string {
  return `kwokbench's scheduler cannot honour ${field} and does not ignore it; use the real kube-scheduler for this pod.`;
}

function unsupportedVolume(spec: PodSpec): string | undefined {
  for (const volume of spec.volumes ?? [])
    for (const kind in volume)
      if (VOLUMES_UNSUPPORTED.has(kind) && volume[kind] !== null) return `spec.volumes[].${kind}`;
  return undefined;
}

function hasTerms(
  affinity:
    | {
        readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly unknown[];
        readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly unknown[];
      }
    | undefined,
): boolean {
  return Boolean(
    affinity?.requiredDuringSchedulingIgnoredDuringExecution?.length ||
    affinity?.preferredDuringSchedulingIgnoredDuringExecution?.length,
  );
}
