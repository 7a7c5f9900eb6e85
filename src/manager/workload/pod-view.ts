// What controllers need of a pod, and nothing else: ten thousand whole pods would be forty megabytes.

import type { Condition, OwnerReference, PodObject } from "../../kube/index.ts";
import { keyOf } from "../../kube/index.ts";

/** A child of some controller: what adopting and counting need. */
export interface ChildView {
  readonly key: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The reference that says `controller: true`. */
  readonly owner: OwnerReference | undefined;
  readonly deleting: boolean;
  readonly createdMs: number;
}

export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}

export interface PodView extends ChildView {
  readonly nodeName: string;
  readonly phase: string;
  readonly ready: boolean;
  /** When it became ready, or what it is now; wall-clock milliseconds. */
  readonly readySinceMs: number;
  readonly restarts: number;
  readonly tolerations: readonly Toleration[];
  /** Its index in an Indexed Job. */
  readonly completionIndex: number | undefined;
}

interface PodSpecPart {
  readonly nodeName?: string;
  readonly tolerations?: readonly Toleration[];
}

interface PodStatusPart {
  readonly phase?: string;
  readonly conditions?: readonly Condition[];
  readonly containerStatuses?: readonly { readonly restartCount?: number }[];
}

const NO_LABELS: Readonly<Record<string, string>> = {};
const COMPLETION_INDEX = "batch.kubernetes.io/job-completion-index";

export function podView(pod: PodObject): PodView {
  const spec = (pod.spec ?? {}) as PodSpecPart;
  const status = (pod.status ?? {}) as PodStatusPart;
  const ready = status.conditions?.find(({ type }) => type === "Ready");
  const index = pod.metadata.annotations?.[COMPLETION_INDEX];
  return {
    ...childView(pod),
    nodeName: spec.nodeName ?? "",
    phase: status.phase ?? "Pending",
    ready: ready?.status === "True",
    readySinceMs: Date.parse(ready?.lastTransitionTime ?? "") || 0,
    restarts: Math.max(0, ...(status.containerStatuses ?? []).map((one) => one.restartCount ?? 0)),
    tolerations: shared(spec.tolerations ?? []),
    completionIndex: index === undefined ? undefined : Number(index),
  };
}

export function childView({ metadata }: Pick<PodObject, "metadata">): ChildView {
  return {
    key: keyOf(metadata),
    name: metadata.name,
    namespace: metadata.namespace ?? "",
    uid: metadata.uid ?? "",
    labels: metadata.labels ?? NO_LABELS,
    owner: metadata.ownerReferences?.find(({ controller }) => controller === true),
    deleting: metadata.deletionTimestamp !== undefined,
    createdMs: Date.parse(metadata.creationTimestamp ?? "") || 0,
  };
}

/** Neither ended nor on its way out. */
export function isActive(pod: PodView): boolean {
  return !pod.deleting && pod.phase !== "Succeeded" && pod.phase !== "Failed";
}

/** Ready for at least `minReadySeconds`. */
export function isAvailable(pod: PodView, minReadySeconds: number, wallMs: number): boolean {
  if (!pod.ready) return false;
  return minReadySeconds === 0 || pod.readySinceMs + minReadySeconds * 1000 <= wallMs;
}

const TOLERATIONS_REMEMBERED_MAX = 256;
const knownTolerations = new Map<string, readonly Toleration[]>();

/** Nearly all pods carry the same two tolerations; they share one array. */
function shared(tolerations: readonly Toleration[]): readonly Toleration[] {
  const text = JSON.stringify(tolerations);
  const known = knownTolerations.get(text);
  if (known) return known;
  if (knownTolerations.size >= TOLERATIONS_REMEMBERED_MAX) knownTolerations.clear();
  knownTolerations.set(text, tolerations);
  return tolerations;
}
