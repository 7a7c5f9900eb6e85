// What may be said of a job's state: whoever manages it, it finishes once and for one reason (batch/validation
// ValidateJobStatusUpdate). A rule looks only where what it speaks of changed, so that a job that broke it before is not held.

import { jsonEqual, type KubeObject } from "../../../kube/index.ts";
import type { FieldError } from "../../registry/strategy.ts";
import { recordAt, type Draft } from "../../store/draft.ts";
import { duplicateValue, invalidField, requiredField } from "../field-errors.ts";
import { goForm } from "../go-shapes.ts";
import { indexesError, overlappingIndex } from "../indexes.ts";
import { nonNegative, type Errors } from "../rules.ts";
import { invalidAsItIs } from "./parts.ts";

interface JobStatus {
  readonly active?: number;
  readonly ready?: number;
  readonly terminating?: number;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly completedIndexes?: string;
  readonly failedIndexes?: string;
  readonly uncountedTerminatedPods?: {
    readonly succeeded?: readonly string[];
    readonly failed?: readonly string[];
  };
  readonly conditions?: readonly { readonly type?: string; readonly status?: string }[];
}

interface JobSpec {
  readonly completions?: number;
  readonly parallelism?: number;
  readonly completionMode?: string;
  readonly backoffLimitPerIndex?: number;
  readonly suspend?: boolean;
}

/** What the conditions of a job say. */
interface Verdict {
  readonly complete: boolean;
  readonly failed: boolean;
  readonly failing: boolean;
  readonly succeeding: boolean;
  readonly finished: boolean;
}

/** A status with what went before it. */
interface Step {
  readonly spec: JobSpec;
  readonly now: JobStatus;
  readonly old: JobStatus;
  readonly is: Verdict;
  readonly was: Verdict;
}

function verdictOf({ conditions = [] }: JobStatus): Verdict {
  const holds = (type: string): boolean => has(conditions, type, "True");
  const [complete, failed] = [holds("Complete"), holds("Failed")];
  return {
    complete,
    failed,
    failing: holds("FailureTarget"),
    succeeding: holds("SuccessCriteriaMet"),
    finished: complete || failed,
  };
}

function has(conditions: JobStatus["conditions"] = [], type: string, status: string): boolean {
  return conditions.some((condition) => condition.type === type && condition.status === status);
}

export function jobStatusErrors(job: Draft, before: KubeObject): readonly FieldError[] {
  const now: JobStatus = recordAt(job, "status");
  const old: JobStatus = recordAt(before, "status");
  const step = { spec: recordAt(job, "spec"), now, old, is: verdictOf(now), was: verdictOf(old) };
  const errors: Errors = [];
  counts(now, errors);
  verdicts(step, errors);
  finished(step, errors);
  indexes(step, errors);
  running(step, errors);
  changes(step, errors);
  return errors;
}

const COUNTS = ["active", "succeeded", "failed", "ready", "terminating"] as const;

function counts(status: JobStatus, errors: Errors): void {
  for (const name of COUNTS) nonNegative(status[name] ?? 0, `status.${name}`, errors);
  const seen = new Set<string>();
  for (const list of ["succeeded", "failed"] as const)
    for (const [index, uid] of (status.uncountedTerminatedPods?.[list] ?? []).entries()) {
      const at = `status.uncountedTerminatedPods.${list}[${index}]`;
      if (uid === "") errors.push(invalidField(at, uid, "must not be empty"));
      else if (seen.has(uid)) errors.push(duplicateValue(at, uid));
      seen.add(uid);
    }
}

const CONDITIONS = "status.conditions";

function verdicts({ now, old, is, was }: Step, errors: Errors): void {
  const completes = is.complete !== was.complete;
  const timed = completes || now.completionTime !== old.completionTime;
  const refuse = (why: string): void => {
    errors.push(invalidAsItIs(CONDITIONS, why));
  };
  if ((completes || is.failed !== was.failed) && is.complete && is.failed)
    refuse("cannot set Complete=True and Failed=true conditions");
  if ((completes || is.failing !== was.failing) && is.complete && is.failing)
    refuse("cannot set Complete=True and FailureTarget=true conditions");
  if (timed && now.completionTime && !is.complete)
    errors.push(
      invalidField(
        "status.completionTime",
        now.completionTime,
        "cannot set completionTime when there is no Complete=True condition",
      ),
    );
  if (timed && !now.completionTime && is.complete)
    errors.push(
      requiredField("status.completionTime", "completionTime is required for Complete jobs"),
    );
  if (isEarlier(now.completionTime, now.startTime) && (timed || now.startTime !== old.startTime))
    errors.push(
      invalidField(
        "status.completionTime",
        now.completionTime,
        "must be equal to or after `startTime`",
      ),
    );
  const fails = is.failed !== was.failed || now.failedIndexes !== old.failedIndexes;
  if (fails && is.failed && !is.failing)
    refuse("cannot set Failed=True condition without the FailureTarget=true condition");
  if ((completes || is.succeeding !== was.succeeding) && is.complete && !is.succeeding)
    refuse("cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
}

function isEarlier(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && right !== undefined && Date.parse(left) < Date.parse(right);
}

/** Nothing is under way of a job that finished. */
function finished({ spec, now, old, is, was }: Step, errors: Errors): void {
  if (!is.finished) return;
  const finishes = !was.finished;
  if ((finishes || now.active !== old.active) && (now.active ?? 0) > 0)
    errors.push(invalidField("status.active", now.active, "active>0 is invalid for finished job"));
  const neverBegins = spec.suspend === true && spec.completions === 0;
  if ((finishes || now.startTime !== old.startTime) && !now.startTime && !neverBegins)
    errors.push(requiredField("status.startTime", "startTime is required for finished job"));
  const { succeeded = [], failed = [] } = now.uncountedTerminatedPods ?? {};
  const counted = jsonEqual(
    now.uncountedTerminatedPods ?? null,
    old.uncountedTerminatedPods ?? null,
  );
  if ((finishes || !counted) && succeeded.length + failed.length > 0)
    errors.push(
      invalidField(
        "status.uncountedTerminatedPods",
        goForm("UncountedTerminatedPods", now.uncountedTerminatedPods),
        "must be empty for finished job",
      ),
    );
}

function indexes({ spec, now, old }: Step, errors: Errors): void {
  const { completions, backoffLimitPerIndex, completionMode } = spec;
  const { completedIndexes = "", failedIndexes } = now;
  const completed = completedIndexes !== (old.completedIndexes ?? "");
  const failed = failedIndexes !== old.failedIndexes;
  if (!completed && !failed) return;
  const refuse = (field: "completedIndexes" | "failedIndexes", why: string | undefined): void => {
    if (why !== undefined) errors.push(invalidField(`status.${field}`, now[field] ?? "", why));
  };
  const parsed = (field: string, text: string): string | undefined => {
    const why = completions === undefined ? undefined : indexesError(text, completions);
    return why === undefined ? undefined : `error parsing ${field}: ${why}`;
  };
  if (completed) refuse("completedIndexes", parsed("completedIndexes", completedIndexes));
  if (failed && backoffLimitPerIndex !== undefined && failedIndexes !== undefined)
    refuse("failedIndexes", parsed("failedIndexes", failedIndexes));
  if (completed && completedIndexes !== "" && completionMode !== "Indexed")
    refuse(
      "completedIndexes",
      "cannot set non-empty completedIndexes when non-indexed completion mode",
    );
  if (failed && backoffLimitPerIndex === undefined && failedIndexes !== undefined)
    refuse("failedIndexes", "cannot set non-null failedIndexes when backoffLimitPerIndex is null");
  if (completions === undefined || failedIndexes === undefined) return;
  const both = overlappingIndex(completedIndexes, failedIndexes, completions);
  if (both !== undefined)
    refuse("failedIndexes", `failedIndexes and completedIndexes overlap at index: ${both}`);
}

function running({ now, old, is, was }: Step, errors: Errors): void {
  const terminates = is.finished !== was.finished || now.terminating !== old.terminating;
  if (terminates && is.finished && (now.terminating ?? 0) > 0)
    errors.push(
      invalidField(
        "status.terminating",
        now.terminating,
        "terminating>0 is invalid for finished job",
      ),
    );
  const moved = now.ready !== old.ready || now.active !== old.active;
  if (moved && now.ready !== undefined && now.ready > (now.active ?? 0))
    errors.push(invalidField("status.ready", now.ready, "cannot set more ready pods than active"));
  for (const [holds, name] of [
    [is.failed, "Failed"],
    [is.failing, "FailureTarget"],
  ] as const)
    if (is.succeeding && holds)
      errors.push(
        invalidAsItIs(CONDITIONS, `cannot set SuccessCriteriaMet=True and ${name}=true conditions`),
      );
}

/** What once holds goes on to hold. */
function changes({ spec, now, old, is, was }: Step, errors: Errors): void {
  for (const [before, after, name] of [
    [was.failed, is.failed, "Failed"],
    [was.complete, is.complete, "Complete"],
    [was.failing, is.failing, "FailureTarget"],
  ] as const)
    if (before && !after)
      errors.push(invalidAsItIs(CONDITIONS, `cannot disable the terminal ${name}=True condition`));
  const scales = spec.completionMode === "Indexed" && spec.completions === spec.parallelism;
  for (const name of ["failed", "succeeded"] as const)
    if ((now[name] ?? 0) < (old[name] ?? 0) && !(name === "succeeded" && scales))
      errors.push(
        invalidField(`status.${name}`, now[name] ?? 0, `cannot decrease the ${name} counter`),
      );
  const { completionTime: ended } = now;
  if (ended && old.completionTime && ended !== old.completionTime)
    errors.push(invalidField("status.completionTime", ended, "field is immutable"));
  const resumes =
    has(old.conditions, "Suspended", "True") && has(now.conditions, "Suspended", "False");
  if (old.startTime && now.startTime !== old.startTime && !resumes && spec.suspend !== true)
    errors.push(
      invalidField(
        "status.startTime",
        now.startTime ?? null,
        "field is immutable for unsuspended job once set",
      ),
    );
  if (was.succeeding && !is.succeeding)
    errors.push(invalidAsItIs(CONDITIONS, "cannot disable the SuccessCriteriaMet=True condition"));
  if (was.complete && !was.succeeding && is.succeeding)
    errors.push(
      invalidAsItIs(
        CONDITIONS,
        "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions",
      ),
    );
}
