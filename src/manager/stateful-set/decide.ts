// StatefulSet: pods with names that stay, made in order, removed and updated in reverse. One step at a time.
// Source of the rules: kubernetes/pkg/controller/statefulset, v1.36.

import type { KubeObject, LabelSelectorObject } from "../../kube/index.ts";
import { kinds } from "../kinds.ts";
import type { Write } from "../wire/write.ts";
import { type PodView, isAvailable } from "../workload/pod-view.ts";
import {
  type WorkloadCondition,
  conditionsOf,
  statusWrite,
  withCondition,
} from "../workload/status.ts";
import { type PodTemplate, templateHash } from "../workload/template.ts";

export const REVISION_LABEL = "controller-revision-hash";

export interface StatefulSetObject extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly serviceName?: string;
    readonly minReadySeconds?: number;
    readonly podManagementPolicy?: string;
    readonly ordinals?: { readonly start?: number };
    readonly updateStrategy?: {
      readonly type?: string;
      readonly rollingUpdate?: { readonly partition?: number };
    };
    readonly volumeClaimTemplates?: readonly unknown[];
    readonly selector?: LabelSelectorObject;
    readonly template?: PodTemplate;
  };
  readonly status?: {
    readonly currentRevision?: string;
    readonly updateRevision?: string;
    readonly updatedReplicas?: number;
  };
}

export interface StatefulSetDecision {
  /** Ordinals to make pods for. */
  readonly create: readonly number[];
  readonly remove: readonly PodView[];
  readonly status: readonly Write[];
}

/** The revision of the set's template: what its pods are labelled with. */
export function revisionOf(set: StatefulSetObject): string {
  return `${set.metadata.name}-${templateHash(set.spec?.template ?? {}, 0)}`;
}

export function ordinalOf(set: StatefulSetObject, pod: PodView): number | undefined {
  const prefix = `${set.metadata.name}-`;
  const rest = pod.name.startsWith(prefix) ? pod.name.slice(prefix.length) : "";
  return /^\d+$/.test(rest) ? Number(rest) : undefined;
}

export function decideStatefulSet(
  set: StatefulSetObject,
  pods: readonly PodView[],
  wallMs: number,
): StatefulSetDecision {
  const byOrdinal = new Map<number, PodView>();
  for (const pod of pods) {
    const ordinal = ordinalOf(set, pod);
    if (ordinal !== undefined) byOrdinal.set(ordinal, pod);
  }
  const held = (set.spec?.volumeClaimTemplates?.length ?? 0) > 0;
  const idle = held || set.metadata.deletionTimestamp !== undefined;
  const step = idle ? NO_STEP : nextStep(set, byOrdinal, wallMs);
  return {
    ...step,
    status: statusWrite(kinds.statefulSets, set, statusOf(set, byOrdinal, held, wallMs)),
  };
}

interface Step {
  readonly create: readonly number[];
  readonly remove: readonly PodView[];
}
const NO_STEP: Step = { create: [], remove: [] };

function nextStep(
  set: StatefulSetObject,
  byOrdinal: ReadonlyMap<number, PodView>,
  wallMs: number,
): Step {
  const start = set.spec?.ordinals?.start ?? 0;
  const end = start + (set.spec?.replicas ?? 1);
  const inOrder = set.spec?.podManagementPolicy !== "Parallel";
  const minReadySeconds = set.spec?.minReadySeconds ?? 0;
  const create: number[] = [];
  const remove: PodView[] = [];
  for (let ordinal = start; ordinal < end; ordinal++) {
    const pod = byOrdinal.get(ordinal);
    const ended = pod && (pod.phase === "Failed" || pod.phase === "Succeeded");
    if (!pod) create.push(ordinal);
    else if (ended && !pod.deleting) remove.push(pod);
    const healthy = pod && !ended && !pod.deleting && isAvailable(pod, minReadySeconds, wallMs);
    // In order: nobody comes before its predecessor is there.
    if (inOrder && !healthy) return { create, remove };
  }
  const condemned = [...byOrdinal]
    .filter(([ordinal]) => ordinal < start || ordinal >= end)
    .toSorted(([left], [right]) => right - left)
    .map(([, pod]) => pod);
  if (condemned.length > 0) {
    // In order: the last goes first, and the next only when it is gone.
    const going = inOrder ? condemned.slice(0, 1) : condemned;
    return { create, remove: [...remove, ...going.filter(({ deleting }) => !deleting)] };
  }
  if (create.length > 0 || remove.length > 0) return { create, remove };
  return { create, remove: nextUpdated(set, byOrdinal, start, end, wallMs) };
}

/** The highest ordinal whose pod is of an older template, once all above it are healthy. */
function nextUpdated(
  set: StatefulSetObject,
  byOrdinal: ReadonlyMap<number, PodView>,
  start: number,
  end: number,
  wallMs: number,
): readonly PodView[] {
  const { type = "RollingUpdate", rollingUpdate } = set.spec?.updateStrategy ?? {};
  if (type === "OnDelete") return [];
  const lowest = Math.max(start, rollingUpdate?.partition ?? 0);
  const revision = revisionOf(set);
  for (let ordinal = end - 1; ordinal >= lowest; ordinal--) {
    const pod = byOrdinal.get(ordinal);
    if (!pod || pod.deleting) return [];
    if (pod.labels[REVISION_LABEL] !== revision) return [pod];
    if (!isAvailable(pod, set.spec?.minReadySeconds ?? 0, wallMs)) return [];
  }
  return [];
}

function statusOf(
  set: StatefulSetObject,
  byOrdinal: ReadonlyMap<number, PodView>,
  held: boolean,
  wallMs: number,
): Readonly<Record<string, unknown>> {
  const pods = [...byOrdinal.values()].filter(({ deleting }) => !deleting);
  const updateRevision = revisionOf(set);
  const updated = pods.filter(({ labels }) => labels[REVISION_LABEL] === updateRevision);
  const before = set.status?.currentRevision || updateRevision;
  // The update is over when every pod is of the new template: then it is the current one.
  const done = updated.length === pods.length && updated.length === (set.spec?.replicas ?? 1);
  const currentRevision = done ? updateRevision : before;
  return {
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    readyReplicas: pods.filter(({ ready }) => ready).length,
    availableReplicas: pods.filter((pod) =>
      isAvailable(pod, set.spec?.minReadySeconds ?? 0, wallMs),
    ).length,
    currentReplicas: pods.filter(({ labels }) => labels[REVISION_LABEL] === currentRevision).length,
    updatedReplicas: updated.length,
    currentRevision,
    updateRevision,
    collisionCount: 0,
    ...(held && { conditions: heldConditions(set, wallMs) }),
  };
}

/** Volumes are not made, and a set that asks for them is not played without. */
function heldConditions(set: StatefulSetObject, wallMs: number): readonly WorkloadCondition[] {
  return withCondition(
    conditionsOf(set),
    {
      type: "Unsupported",
      status: "True",
      reason: "VolumeClaimTemplates",
      message:
        "kwokbench's controller manager makes no volumes and does not ignore spec.volumeClaimTemplates; use the real kube-controller-manager for this set.",
    },
    wallMs,
  );
}
