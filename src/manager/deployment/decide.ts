// Deployment: given it and its ReplicaSets, what to write next. One small step at a time; the next look takes the next.

import type { KubeObject, LabelSelectorObject, Resource } from "../../kube/index.ts";
import { kinds } from "../kinds.ts";
import type { Write } from "../wire/write.ts";
import { ownerReference } from "../workload/claims.ts";
import { statusWrite } from "../workload/status.ts";
import { templateHash } from "../workload/template.ts";
import { conditionsNext, countsOf, deadlineMs, isComplete } from "./progress.ts";
import {
  type Scaling,
  isScaling,
  newReplicas,
  rollingStep,
  scaleInProportion,
  stopOld,
} from "./rolling.ts";
import {
  DESIRED_REPLICAS,
  type DeploymentObject,
  HASH_LABEL,
  MAX_REPLICAS,
  REVISION,
  REVISION_HISTORY,
  type RevisionView,
  desiredReplicas,
  leewayOf,
  templateText,
} from "./types.ts";

const REVISIONS_KEPT_DEFAULT = 10;

export interface DeploymentDecision {
  readonly writes: readonly Write[];
  /** When to look again without being told, for the rollout's deadline. */
  readonly lookAgainMs: number | undefined;
}

/** `oldPodsLeft` says whether pods of old ReplicaSets still exist in any state: Recreate waits for that. */
export function decideDeployment(
  deployment: DeploymentObject,
  sets: readonly RevisionView[],
  oldPodsLeft: (old: readonly RevisionView[]) => boolean,
  wallMs: number,
): DeploymentDecision {
  const current = currentOf(deployment, sets);
  const old = sets.filter((set) => set !== current);
  const going = deployment.metadata.deletionTimestamp !== undefined;
  const writes = going ? [] : steps(deployment, current, old, oldPodsLeft);
  return {
    writes: [...writes, ...status(deployment, current, sets, wallMs)],
    // One that is over has been noted in the status.
    lookAgainMs: deadlineMs(deployment, wallMs) || undefined,
  };
}

/** The ReplicaSet of the Deployment's template; the oldest, should there be several. */
export function currentOf(
  deployment: DeploymentObject,
  sets: readonly RevisionView[],
): RevisionView | undefined {
  const text = templateText(deployment.spec?.template ?? {});
  return sets
    .filter(({ template }) => template === text)
    .toSorted((left, right) => left.createdMs - right.createdMs)[0];
}

function steps(
  deployment: DeploymentObject,
  current: RevisionView | undefined,
  old: readonly RevisionView[],
  oldPodsLeft: (old: readonly RevisionView[]) => boolean,
): readonly Write[] {
  const scale = (scalings: readonly Scaling[]): readonly Write[] =>
    scalings.map((scaling) => scaleWrite(deployment, scaling));
  const sets = [...(current ? [current] : []), ...old];
  if (deployment.spec?.paused || isScaling(deployment, sets)) {
    const scalings = scaleInProportion(deployment, current, old);
    return scale([...scalings, ...sizesNoted(deployment, sets, scalings)]);
  }
  const recreates = deployment.spec?.strategy?.type === "Recreate";
  if (recreates) {
    const stops = stopOld(old);
    if (stops.length > 0) return scale(stops);
    if (oldPodsLeft(old)) return [];
  }
  if (!current) return [createWrite(deployment, old)];
  const scalings = recreates ? fill(deployment, current) : rollingStep(deployment, current, old);
  return [
    ...revisionWrites(deployment, current, old),
    ...scale(scalings),
    ...cleanUp(deployment, current, old),
  ];
}

/** ReplicaSets that keep their size when the desired number changes must still note it, or it would seem to change for ever. */
function sizesNoted(
  deployment: DeploymentObject,
  sets: readonly RevisionView[],
  scalings: readonly Scaling[],
): readonly Scaling[] {
  return sets
    .filter((set) => isScaling(deployment, [set]) && !scalings.some((one) => one.set === set))
    .map((set) => ({ set, replicas: set.replicas }));
}

function fill(deployment: DeploymentObject, current: RevisionView): readonly Scaling[] {
  const replicas = desiredReplicas(deployment);
  return current.replicas === replicas ? [] : [{ set: current, replicas }];
}

function scaleWrite(deployment: DeploymentObject, { set, replicas }: Scaling): Write {
  const { uid, resourceVersion } = set.object.metadata;
  return {
    kind: "patch",
    resource: kinds.replicaSets,
    ref: set,
    type: "merge",
    // With its resourceVersion: what was worked out from old news is refused.
    patch: {
      metadata: { uid, resourceVersion, annotations: sizeAnnotations(deployment) },
      spec: { replicas },
    },
  };
}

function sizeAnnotations(deployment: DeploymentObject): Readonly<Record<string, string>> {
  const desired = desiredReplicas(deployment);
  return {
    [DESIRED_REPLICAS]: String(desired),
    [MAX_REPLICAS]: String(desired + leewayOf(deployment).surge),
  };
}

/** A new ReplicaSet for the Deployment's template, named by the template's hash: made twice, it is still one. */
function createWrite(deployment: DeploymentObject, old: readonly RevisionView[]): Write {
  const { name, namespace = "" } = deployment.metadata;
  const { template = {}, selector = {}, minReadySeconds } = deployment.spec ?? {};
  const hash = templateHash(template, deployment.status?.collisionCount ?? 0);
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  const hashed: LabelSelectorObject = {
    ...selector,
    matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash },
  };
  return {
    kind: "create",
    resource: kinds.replicaSets,
    namespace,
    object: {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: {
        name: `${name}-${hash}`,
        labels,
        annotations: {
          ...ownAnnotations(deployment),
          ...sizeAnnotations(deployment),
          [REVISION]: String(nextRevision(old)),
        },
        ownerReferences: [ownerReference(deployment, kinds.deployments)],
      },
      spec: {
        replicas: newReplicas(deployment, undefined, old),
        ...(minReadySeconds !== undefined && { minReadySeconds }),
        selector: hashed,
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    },
  };
}

/** A Deployment's annotations pass on to its ReplicaSets, but for kubectl's record of what was applied and our own. */
function ownAnnotations(deployment: DeploymentObject): Readonly<Record<string, string>> {
  const skipped = ["kubectl.kubernetes.io/last-applied-configuration", REVISION];
  const annotations = Object.entries(deployment.metadata.annotations ?? {});
  return Object.fromEntries(annotations.filter(([key]) => !skipped.includes(key)));
}

function nextRevision(old: readonly RevisionView[]): number {
  return Math.max(0, ...old.map(({ revision }) => revision)) + 1;
}

/** The current ReplicaSet has the highest revision, also when a rollback made an old one current again. */
function revisionWrites(
  deployment: DeploymentObject,
  current: RevisionView,
  old: readonly RevisionView[],
): readonly Write[] {
  const revision = String(Math.max(current.revision, nextRevision(old)));
  const annotate = (
    resource: Resource,
    { metadata }: KubeObject,
    more: Readonly<Record<string, string>> = {},
  ): Write[] => {
    if (metadata.annotations?.[REVISION] === revision) return [];
    const annotations = { [REVISION]: revision, ...more };
    const patch = { metadata: { annotations } };
    const write = { kind: "patch", resource, ref: metadata, type: "merge", patch } as const;
    // Annotations of a Deployment are part of what is desired, but where they come with its status.
    return [resource === kinds.deployments ? { ...write, subresource: "status" } : write];
  };
  const before = current.object.metadata.annotations ?? {};
  const past = [before[REVISION_HISTORY], before[REVISION]].filter(Boolean).join();
  return [
    ...annotate(kinds.replicaSets, current.object, past ? { [REVISION_HISTORY]: past } : {}),
    ...annotate(kinds.deployments, deployment),
  ];
}

/** Old ReplicaSets without pods, beyond those kept for rolling back, once the rollout is complete. */
function cleanUp(
  deployment: DeploymentObject,
  current: RevisionView,
  old: readonly RevisionView[],
): readonly Write[] {
  if (!isComplete(deployment, countsOf(current, [current, ...old]))) return [];
  const kept = deployment.spec?.revisionHistoryLimit ?? REVISIONS_KEPT_DEFAULT;
  return old
    .filter(({ replicas, actual, deleting }) => replicas === 0 && actual === 0 && !deleting)
    .toSorted((left, right) => left.revision - right.revision)
    .slice(0, Math.max(0, old.length - kept))
    .map((set) => ({ kind: "delete", resource: kinds.replicaSets, ref: set, uid: set.uid }));
}

function status(
  deployment: DeploymentObject,
  current: RevisionView | undefined,
  sets: readonly RevisionView[],
  wallMs: number,
): readonly Write[] {
  const counts = countsOf(current, sets);
  return statusWrite(kinds.deployments, deployment, {
    observedGeneration: deployment.metadata.generation,
    ...counts,
    conditions: conditionsNext(deployment, current, counts, wallMs),
  });
}
