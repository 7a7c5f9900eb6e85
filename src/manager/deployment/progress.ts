// The status of a Deployment and its two conditions: whether enough pods are available, and whether a rollout gets on.
// Source of the rules: kubernetes/pkg/controller/deployment/{sync,progress}.go and util, v1.36.

import { type WorkloadCondition, conditionsOf, withCondition } from "../workload/status.ts";
import {
  type DeploymentObject,
  type RevisionView,
  desiredReplicas,
  leewayOf,
  sum,
} from "./types.ts";

/** Go's largest int32 stands for "no deadline". */
const NO_DEADLINE_SECONDS = 2_147_483_647;

export interface DeploymentCounts {
  readonly replicas: number;
  readonly updatedReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly unavailableReplicas: number;
}

export function countsOf(
  current: RevisionView | undefined,
  sets: readonly RevisionView[],
): DeploymentCounts {
  const availableReplicas = sum(sets, ({ available }) => available);
  return {
    replicas: sum(sets, ({ actual }) => actual),
    updatedReplicas: current?.actual ?? 0,
    readyReplicas: sum(sets, ({ ready }) => ready),
    availableReplicas,
    unavailableReplicas: Math.max(0, sum(sets, ({ replicas }) => replicas) - availableReplicas),
  };
}

/** All desired pods are of the current template and available, and no others are left. */
export function isComplete(deployment: DeploymentObject, counts: DeploymentCounts): boolean {
  const desired = desiredReplicas(deployment);
  return (
    counts.updatedReplicas === desired &&
    counts.replicas === desired &&
    counts.availableReplicas === desired
  );
}

export function conditionsNext(
  deployment: DeploymentObject,
  current: RevisionView | undefined,
  counts: DeploymentCounts,
  wallMs: number,
): readonly WorkloadCondition[] {
  const available = availability(deployment, counts);
  const conditions = withCondition(conditionsOf(deployment), available, wallMs);
  const progressing = progress(deployment, current, counts, wallMs);
  return progressing ? withUpdate(conditions, progressing, deployment, counts, wallMs) : conditions;
}

/** When the rollout's deadline passes, so that it is looked at then; undefined when none runs. */
export function deadlineMs(deployment: DeploymentObject, wallMs: number): number | undefined {
  const condition = progressCondition(deployment);
  const seconds = deployment.spec?.progressDeadlineSeconds ?? NO_DEADLINE_SECONDS;
  if (seconds === NO_DEADLINE_SECONDS || !condition || deployment.spec?.paused) return undefined;
  const settled = ["NewReplicaSetAvailable", "ProgressDeadlineExceeded"];
  if (settled.includes(condition.reason)) return undefined;
  const since = Date.parse(condition.lastUpdateTime ?? "");
  return Number.isNaN(since) ? undefined : Math.max(0, since + (seconds + 1) * 1000 - wallMs);
}

function availability(deployment: DeploymentObject, counts: DeploymentCounts): WorkloadCondition {
  const minimum = desiredReplicas(deployment) - leewayOf(deployment).unavailable;
  return counts.availableReplicas >= minimum
    ? {
        type: "Available",
        status: "True",
        reason: "MinimumReplicasAvailable",
        message: "Deployment has minimum availability.",
      }
    : {
        type: "Available",
        status: "False",
        reason: "MinimumReplicasUnavailable",
        message: "Deployment does not have minimum availability.",
      };
}

function progressCondition(deployment: DeploymentObject): WorkloadCondition | undefined {
  return conditionsOf(deployment).find(({ type }) => type === "Progressing");
}

/** The Progressing condition as it should be; undefined to leave it as it is. */
function progress(
  deployment: DeploymentObject,
  current: RevisionView | undefined,
  counts: DeploymentCounts,
  wallMs: number,
): WorkloadCondition | undefined {
  const before = progressCondition(deployment);
  const name = current?.name ?? "";
  const says = (status: string, reason: string, message: string): WorkloadCondition => ({
    type: "Progressing",
    status,
    reason,
    message,
  });
  if (deployment.spec?.paused) return says("Unknown", "DeploymentPaused", "Deployment is paused");
  if (before?.reason === "DeploymentPaused")
    return says("Unknown", "DeploymentResumed", "Deployment is resumed");
  const settled =
    before?.reason === "NewReplicaSetAvailable" && counts.replicas === counts.updatedReplicas;
  if (settled && isComplete(deployment, counts)) return undefined;
  if (isComplete(deployment, counts) && current)
    return says(
      "True",
      "NewReplicaSetAvailable",
      `ReplicaSet "${name}" has successfully progressed.`,
    );
  if (settled) return undefined;
  if (!before || gotOn(deployment, counts))
    return says("True", "ReplicaSetUpdated", `ReplicaSet "${name}" is progressing.`);
  if (deadlineMs(deployment, wallMs) === 0)
    return says(
      "False",
      "ProgressDeadlineExceeded",
      `ReplicaSet "${name}" has timed out progressing.`,
    );
  return undefined;
}

/** Whether the rollout moved since the status was last written. */
function gotOn(deployment: DeploymentObject, counts: DeploymentCounts): boolean {
  const {
    updatedReplicas = 0,
    replicas = 0,
    readyReplicas = 0,
    availableReplicas = 0,
  } = deployment.status ?? {};
  return (
    counts.updatedReplicas > updatedReplicas ||
    counts.replicas - counts.updatedReplicas < replicas - updatedReplicas ||
    counts.readyReplicas > readyReplicas ||
    counts.availableReplicas > availableReplicas
  );
}

/** The deadline runs from the last move, so a move renews the time even where the condition says the same. */
function withUpdate(
  conditions: readonly WorkloadCondition[],
  condition: WorkloadCondition,
  deployment: DeploymentObject,
  counts: DeploymentCounts,
  wallMs: number,
): readonly WorkloadCondition[] {
  const next = withCondition(conditions, condition, wallMs);
  if (next !== conditions || !gotOn(deployment, counts)) return next;
  const renewed = withCondition(
    conditions.filter(({ type }) => type !== condition.type),
    condition,
    wallMs,
  );
  const before = conditions.find(({ type }) => type === condition.type);
  return renewed.map((one) =>
    one.type === condition.type && before?.lastTransitionTime
      ? { ...one, lastTransitionTime: before.lastTransitionTime }
      : one,
  );
}
