// Deployments and their ReplicaSets, as the deployment controller sees them.

import type { KubeObject, LabelSelectorObject } from "../../kube/index.ts";
import type { ReplicaSetObject } from "../replica-set/decide.ts";
import { type ChildView, childView } from "../workload/pod-view.ts";
import { type PodTemplate, canonical } from "../workload/template.ts";

export const HASH_LABEL = "pod-template-hash";
export const REVISION = "deployment.kubernetes.io/revision";
/** The revisions a ReplicaSet had before it was rolled back to. */
export const REVISION_HISTORY = "deployment.kubernetes.io/revision-history";
export const DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas";
export const MAX_REPLICAS = "deployment.kubernetes.io/max-replicas";

export interface DeploymentObject extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly paused?: boolean;
    readonly minReadySeconds?: number;
    readonly progressDeadlineSeconds?: number;
    readonly revisionHistoryLimit?: number;
    readonly selector?: LabelSelectorObject;
    readonly template?: PodTemplate;
    readonly strategy?: {
      readonly type?: string;
      readonly rollingUpdate?: {
        readonly maxSurge?: number | string;
        readonly maxUnavailable?: number | string;
      };
    };
  };
  readonly status?: {
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly observedGeneration?: number;
    readonly collisionCount?: number;
  };
}

/** A ReplicaSet as one of a Deployment's. */
export interface RevisionView extends ChildView {
  readonly object: ReplicaSetObject;
  /** Its template without the hash label, in canonical form: what makes it the one of the Deployment's template. */
  readonly template: string;
  /** What it should have, and what it has. */
  readonly replicas: number;
  readonly actual: number;
  readonly ready: number;
  readonly available: number;
  readonly revision: number;
}

/** `before`, its view of earlier, saves working out a template that has not changed. */
export function revisionView(object: ReplicaSetObject, before?: RevisionView): RevisionView {
  const { spec = {}, status = {} } = object;
  const { uid, generation } = object.metadata;
  const known = before?.uid === uid && generation !== undefined ? before : undefined;
  const sameSpec = known?.object.metadata.generation === generation;
  return {
    ...childView(object),
    object,
    template: known && sameSpec ? known.template : templateText(spec.template ?? {}),
    replicas: spec.replicas ?? 1,
    actual: status.replicas ?? 0,
    ready: status.readyReplicas ?? 0,
    available: status.availableReplicas ?? 0,
    revision: Number(object.metadata.annotations?.[REVISION] ?? 0),
  };
}

/** The template in canonical form, without the hash label. */
export function templateText(template: PodTemplate): string {
  const { [HASH_LABEL]: _, ...labels } = template.metadata?.labels ?? {};
  const { creationTimestamp: __, ...metadata } = (template.metadata ?? {}) as Record<
    string,
    unknown
  >;
  return canonical({ ...template, metadata: { ...metadata, labels } });
}

export function desiredReplicas({ spec }: DeploymentObject): number {
  return spec?.replicas ?? 1;
}

/** How many pods a rolling update may be above and below the desired number. */
export interface Leeway {
  readonly surge: number;
  readonly unavailable: number;
}

/** Percentages of the desired number, surge rounded up and unavailable down; never both zero. */
export function leewayOf(deployment: DeploymentObject): Leeway {
  const replicas = desiredReplicas(deployment);
  if (deployment.spec?.strategy?.type === "Recreate") return { surge: 0, unavailable: replicas };
  const { maxSurge = "25%", maxUnavailable = "25%" } =
    deployment.spec?.strategy?.rollingUpdate ?? {};
  const surge = scaled(maxSurge, replicas, Math.ceil);
  const unavailable = Math.min(scaled(maxUnavailable, replicas, Math.floor), replicas);
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}

function scaled(value: number | string, of: number, round: (value: number) => number): number {
  if (typeof value === "number") return value;
  return round((Number.parseInt(value, 10) * of) / 100);
}

export function sum<T>(items: readonly T[], amount: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += amount(item);
  return total;
}
