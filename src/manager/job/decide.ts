// Job: run pods until so many have succeeded, or too many failed. Given the job and its pods, what to write next.
// Source of the rules: kubernetes/pkg/controller/job, v1.36, without its tracking by finalizers.

import { rfc3339 } from "../../base/index.ts";
import type { KubeObject, LabelSelectorObject } from "../../kube/index.ts";
import { kinds } from "../kinds.ts";
import type { Write } from "../wire/write.ts";
import { type PodView, isActive } from "../workload/pod-view.ts";
import {
  type WorkloadCondition,
  conditionsOf,
  statusWrite,
  withCondition,
} from "../workload/status.ts";
import type { PodTemplate } from "../workload/template.ts";
import { formatIndexes, freeIndexes, indexesOf } from "./indexes.ts";

const BURST_PODS_MAX = 500;
/** After a failure a new pod waits 10 s, doubling to 10 min. */
const BACKOFF_MS_MIN = 10_000;
const BACKOFF_MS_MAX = 600_000;

export interface JobObject extends KubeObject {
  readonly spec?: {
    readonly parallelism?: number;
    readonly completions?: number;
    readonly completionMode?: string;
    readonly backoffLimit?: number;
    readonly activeDeadlineSeconds?: number;
    readonly ttlSecondsAfterFinished?: number;
    readonly suspend?: boolean;
    readonly selector?: LabelSelectorObject;
    readonly template?: PodTemplate;
  };
  readonly status?: {
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly succeeded?: number;
    readonly failed?: number;
  };
}

export interface JobDecision {
  /** How many pods to make; for an Indexed job, for which indexes. */
  readonly createCount: number;
  readonly createIndexes: readonly number[];
  readonly remove: readonly PodView[];
  readonly writes: readonly Write[];
  readonly lookAgainMs: number | undefined;
}

type Outcome =
  | { readonly kind: "running" }
  | { readonly kind: "complete" }
  | { readonly kind: "failed"; readonly reason: string; readonly message: string };

interface Tally {
  readonly active: readonly PodView[];
  readonly succeeded: number;
  readonly failed: number;
  readonly completed: ReadonlySet<number>;
}

/** `lastFailureMs`: wall-clock time of the latest failure seen; 0 for none. */
export function decideJob(
  job: JobObject,
  pods: readonly PodView[],
  settled: boolean,
  lastFailureMs: number,
  wallMs: number,
): JobDecision {
  if (finishedAtMs(job) !== undefined) return afterFinish(job, pods, wallMs);
  const tally = tallyOf(job, pods);
  const outcome = outcomeOf(job, tally, wallMs);
  const going = job.metadata.deletionTimestamp !== undefined;
  const runs = outcome.kind === "running" && job.spec?.suspend !== true && !going;
  const wanted = runs ? wantedActive(job, tally) : 0;
  const missing = wanted - tally.active.length;
  const waitMs = missing > 0 ? backoffLeftMs(tally.failed, lastFailureMs, wallMs) : 0;
  const acts = settled && !going;
  const createCount = acts && waitMs === 0 ? Math.min(Math.max(0, missing), BURST_PODS_MAX) : 0;
  const surplus = tally.active.toSorted((left, right) => right.createdMs - left.createdMs);
  return {
    createCount: isIndexed(job) ? 0 : createCount,
    createIndexes: isIndexed(job)
      ? freeIndexes(createCount, job.spec?.completions ?? 0, tally.completed, tally.active)
      : [],
    remove: acts && missing < 0 ? surplus.slice(0, -missing) : [],
    writes: statusWrite(kinds.jobs, job, statusOf(job, tally, outcome, wallMs)),
    // A deadline that is over has made the job fail.
    lookAgainMs: waitMs || deadlineLeftMs(job, wallMs) || undefined,
  };
}

function isIndexed({ spec }: JobObject): boolean {
  return spec?.completionMode === "Indexed";
}

function tallyOf(job: JobObject, pods: readonly PodView[]): Tally {
  const ended = (phase: string): readonly PodView[] => pods.filter((pod) => pod.phase === phase);
  const completed = indexesOf(ended("Succeeded"));
  const succeeded = isIndexed(job) ? completed.size : ended("Succeeded").length;
  // Pods that ended count on when they are gone: an API server takes no count that falls.
  const { status = {} } = job;
  return {
    active: pods.filter(isActive),
    succeeded: Math.max(succeeded, status.succeeded ?? 0),
    failed: Math.max(ended("Failed").length, status.failed ?? 0),
    completed,
  };
}

function outcomeOf(job: JobObject, tally: Tally, wallMs: number): Outcome {
  const { backoffLimit = 6, completions } = job.spec ?? {};
  if (tally.failed > backoffLimit)
    return {
      kind: "failed",
      reason: "BackoffLimitExceeded",
      message: "Job has reached the specified backoff limit",
    };
  if (deadlineLeftMs(job, wallMs) === 0)
    return {
      kind: "failed",
      reason: "DeadlineExceeded",
      message: "Job was active longer than specified deadline",
    };
  const complete =
    completions === undefined
      ? tally.succeeded > 0 && tally.active.length === 0
      : tally.succeeded >= completions;
  return { kind: complete ? "complete" : "running" };
}

/** A job without a number of completions starts nothing new once one pod has succeeded. */
function wantedActive(job: JobObject, { succeeded, active }: Tally): number {
  const { completions, parallelism = 1 } = job.spec ?? {};
  if (completions === undefined)
    return succeeded > 0 ? Math.min(active.length, parallelism) : parallelism;
  return Math.min(parallelism, completions - succeeded);
}

function backoffLeftMs(failures: number, lastFailureMs: number, wallMs: number): number {
  if (failures === 0 || lastFailureMs === 0) return 0;
  const backoff = Math.min(BACKOFF_MS_MIN * 2 ** (failures - 1), BACKOFF_MS_MAX);
  return Math.max(0, lastFailureMs + backoff - wallMs);
}

/** How long the job may still be active; undefined without a limit. */
function deadlineLeftMs({ spec, status }: JobObject, wallMs: number): number | undefined {
  const startMs = Date.parse(status?.startTime ?? "");
  if (spec?.activeDeadlineSeconds === undefined || spec.suspend || Number.isNaN(startMs))
    return undefined;
  return Math.max(0, startMs + spec.activeDeadlineSeconds * 1000 - wallMs);
}

function statusOf(
  job: JobObject,
  tally: Tally,
  outcome: Outcome,
  wallMs: number,
): Readonly<Record<string, unknown>> {
  const suspended = job.spec?.suspend === true;
  const active = outcome.kind === "running" && !suspended ? tally.active : [];
  return {
    active: active.length,
    ready: active.filter(({ ready }) => ready).length,
    succeeded: tally.succeeded,
    failed: tally.failed,
    startTime: suspended ? undefined : (job.status?.startTime ?? rfc3339(wallMs)),
    ...(outcome.kind === "complete" && { completionTime: rfc3339(wallMs) }),
    ...(isIndexed(job) && { completedIndexes: formatIndexes(tally.completed) }),
    conditions: conditionsNext(job, outcome, suspended, wallMs),
  };
}

function conditionsNext(
  job: JobObject,
  outcome: Outcome,
  suspended: boolean,
  wallMs: number,
): readonly WorkloadCondition[] {
  const add = (
    conditions: readonly WorkloadCondition[],
    type: string,
    status: string,
    reason: string,
    message: string,
  ): readonly WorkloadCondition[] => {
    const next = withCondition(conditions, { type, status, reason, message }, wallMs);
    // A job's conditions know a time of probing and none of updating.
    return next.map(({ lastUpdateTime, ...one }) =>
      lastUpdateTime === undefined ? one : { ...one, lastProbeTime: lastUpdateTime },
    );
  };
  const before = conditionsOf(job);
  switch (outcome.kind) {
    case "complete": {
      const reached = "Reached expected number of succeeded pods";
      const met = add(before, "SuccessCriteriaMet", "True", "CompletionsReached", reached);
      return add(met, "Complete", "True", "CompletionsReached", reached);
    }
    case "failed": {
      const { reason, message } = outcome;
      return add(
        add(before, "FailureTarget", "True", reason, message),
        "Failed",
        "True",
        reason,
        message,
      );
    }
    case "running": {
      const was = before.some(({ type, status }) => type === "Suspended" && status === "True");
      if (suspended) return add(before, "Suspended", "True", "JobSuspended", "Job suspended");
      return was ? add(before, "Suspended", "False", "JobResumed", "Job resumed") : before;
    }
  }
}

function finishedAtMs(job: JobObject): number | undefined {
  const condition = conditionsOf(job).find(
    ({ type, status }) => (type === "Complete" || type === "Failed") && status === "True",
  );
  return condition && (Date.parse(condition.lastTransitionTime ?? "") || 0);
}

/** A finished job keeps what it has, and goes when its time to live is over. */
function afterFinish(job: JobObject, pods: readonly PodView[], wallMs: number): JobDecision {
  const { name, namespace, uid = "" } = job.metadata;
  const ttlSeconds = job.spec?.ttlSecondsAfterFinished;
  const leftMs =
    ttlSeconds === undefined ? undefined : (finishedAtMs(job) ?? 0) + ttlSeconds * 1000 - wallMs;
  const due = leftMs !== undefined && leftMs <= 0 && job.metadata.deletionTimestamp === undefined;
  return {
    createCount: 0,
    createIndexes: [],
    // What was still running when the job failed.
    remove: pods.filter(isActive),
    writes: due
      ? [
          {
            kind: "delete",
            resource: kinds.jobs,
            ref: { name, namespace },
            uid,
            propagationPolicy: "Background",
          },
        ]
      : [],
    lookAgainMs: leftMs !== undefined && leftMs > 0 ? leftMs : undefined,
  };
}
