// How far each ReplicaSet of a Deployment is scaled: pure arithmetic.
// Source of the rules: kubernetes/pkg/controller/deployment/{rolling,recreate,sync}.go, v1.36.

import {
  DESIRED_REPLICAS,
  type DeploymentObject,
  MAX_REPLICAS,
  type RevisionView,
  desiredReplicas,
  leewayOf,
  sum,
} from "./types.ts";

/** A ReplicaSet and how many pods it should have from now on. */
export interface Scaling {
  readonly set: RevisionView;
  readonly replicas: number;
}

/** One step of a rolling update: the new one up, or else the old ones down. */
export function rollingStep(
  deployment: DeploymentObject,
  current: RevisionView,
  old: readonly RevisionView[],
): readonly Scaling[] {
  const up = newReplicas(deployment, current, old);
  if (up !== current.replicas) return [{ set: current, replicas: up }];
  return scaleDownOld(deployment, current, old);
}

/** How many pods the current ReplicaSet should have next. */
export function newReplicas(
  deployment: DeploymentObject,
  current: Pick<RevisionView, "replicas"> | undefined,
  old: readonly RevisionView[],
): number {
  const desired = desiredReplicas(deployment);
  const own = current?.replicas ?? 0;
  if (deployment.spec?.strategy?.type === "Recreate") return desired;
  if (own > desired) return desired;
  const room = desired + leewayOf(deployment).surge - own - sum(old, ({ replicas }) => replicas);
  return own + Math.max(0, Math.min(room, desired - own));
}

function scaleDownOld(
  deployment: DeploymentObject,
  current: RevisionView,
  old: readonly RevisionView[],
): readonly Scaling[] {
  const all = [current, ...old];
  const availableMin = desiredReplicas(deployment) - leewayOf(deployment).unavailable;
  const currentUnavailable = current.replicas - current.available;
  const removable = sum(all, ({ replicas }) => replicas) - availableMin - currentUnavailable;
  if (removable <= 0) return [];
  const oldestFirst = old
    .filter(({ replicas }) => replicas > 0)
    .toSorted((left, right) => left.createdMs - right.createdMs);
  const next = new Map(oldestFirst.map((set) => [set, set.replicas]));
  // Pods that are not available help nobody, so they go first.
  let left = removable;
  for (const set of oldestFirst) {
    const unhealthy = Math.max(0, Math.min(left, set.replicas - set.available));
    next.set(set, set.replicas - unhealthy);
    left -= unhealthy;
  }
  let spare = sum(all, ({ available }) => available) - availableMin;
  for (const set of oldestFirst) {
    if (spare <= 0) break;
    const fewer = Math.min(next.get(set)!, spare);
    next.set(set, next.get(set)! - fewer);
    spare -= fewer;
  }
  return [...next]
    .filter(([set, replicas]) => replicas !== set.replicas)
    .map(([set, replicas]) => ({ set, replicas }));
}

/** Recreate: all old ones to nothing. */
export function stopOld(old: readonly RevisionView[]): readonly Scaling[] {
  return old.filter(({ replicas }) => replicas > 0).map((set) => ({ set, replicas: 0 }));
}

/**
 * The desired number changed (or the Deployment is paused): the ReplicaSets share the difference in proportion to their size,
 * so that a rollout under way keeps its balance.
 */
export function scaleInProportion(
  deployment: DeploymentObject,
  current: RevisionView | undefined,
  old: readonly RevisionView[],
): readonly Scaling[] {
  const desired = desiredReplicas(deployment);
  const all = [...(current ? [current] : []), ...old];
  const active = all.filter(({ replicas }) => replicas > 0);
  if (active.length <= 1) {
    const only = active[0] ?? current ?? newest(old);
    return only && only.replicas !== desired ? [{ set: only, replicas: desired }] : [];
  }
  if (current && isSaturated(deployment, current)) return stopOld(old);
  if (deployment.spec?.strategy?.type === "Recreate") return [];
  const allowed = desired > 0 ? desired + leewayOf(deployment).surge : 0;
  return share(deployment, active, allowed);
}

function share(
  deployment: DeploymentObject,
  active: readonly RevisionView[],
  allowed: number,
): readonly Scaling[] {
  const total = sum(active, ({ replicas }) => replicas);
  const toAdd = allowed - total;
  if (toAdd === 0) return [];
  // Growing favours the newer of equal sizes, shrinking the older.
  const largestFirst = active.toSorted(
    (left, right) =>
      right.replicas - left.replicas || Math.sign(toAdd) * (right.createdMs - left.createdMs),
  );
  let added = 0;
  const scalings = largestFirst.map((set) => {
    const rest = toAdd - added;
    const wanted = proportionOf(deployment, set, allowed) - set.replicas;
    const step =
      toAdd > 0 ? Math.max(0, Math.min(wanted, rest)) : Math.min(0, Math.max(wanted, rest));
    added += step;
    return { set, replicas: set.replicas + step };
  });
  const [first, ...others] = scalings;
  if (!first) return [];
  // What rounding left over goes to the largest.
  const rounded = { ...first, replicas: Math.max(0, first.replicas + toAdd - added) };
  return [rounded, ...others].filter(({ set, replicas }) => replicas !== set.replicas);
}

/** The size a ReplicaSet would have, had the Deployment always had its new size. */
function proportionOf(deployment: DeploymentObject, set: RevisionView, allowed: number): number {
  if (allowed === 0) return 0;
  const annotated = Number(set.object.metadata.annotations?.[MAX_REPLICAS] ?? 0);
  const before = annotated || deployment.status?.replicas || allowed;
  return Math.round((set.replicas * allowed) / before);
}

function isSaturated(deployment: DeploymentObject, set: RevisionView): boolean {
  const desired = desiredReplicas(deployment);
  const annotated = set.object.metadata.annotations?.[DESIRED_REPLICAS];
  return (
    set.replicas === desired && Number(annotated ?? NaN) === desired && set.available === desired
  );
}

/** Whether the desired number changed since the ReplicaSets were last scaled. */
export function isScaling(deployment: DeploymentObject, sets: readonly RevisionView[]): boolean {
  const desired = desiredReplicas(deployment);
  return sets
    .filter(({ replicas }) => replicas > 0)
    .some(({ object }) => {
      const annotated = object.metadata.annotations?.[DESIRED_REPLICAS];
      return annotated !== undefined && Number(annotated) !== desired;
    });
}

function newest(sets: readonly RevisionView[]): RevisionView | undefined {
  return sets.toSorted((left, right) => right.createdMs - left.createdMs)[0];
}
