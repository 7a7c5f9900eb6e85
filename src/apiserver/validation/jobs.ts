// Jobs and CronJobs (batch/validation).

import { jsonEqual, validateDnsLabel, type Json, type KubeObject } from "../../kube/index.ts";
import { recordAt, type Draft } from "../store/draft.ts";
import { scheduleError } from "./cron-schedule.ts";
import { invalidField, requiredField, tooLong, unsupportedValue } from "./field-errors.ts";
import { goForm } from "./go-shapes.ts";
import {
  podFailurePolicy,
  successPolicy,
  type PodFailurePolicy,
  type SuccessPolicy,
} from "./job-policies.ts";
import { immutable } from "./metadata.ts";
import { podTemplate, type PodTemplate } from "./pod/template.ts";
import {
  all,
  fields,
  nonNegative,
  ofSpec,
  oneOf,
  part,
  required,
  sorted,
  text,
  type Errors,
  type Rule,
} from "./rules.ts";
import { labelSelector, selects, type LabelSelector } from "./selectors.ts";
import { domainPathErrors } from "./texts.ts";
import { jobStatusErrors } from "./status/jobs.ts";
import { specsOf, validation, type Change, type Validation } from "./validation.ts";

interface JobSpec {
  readonly parallelism?: number;
  readonly completions?: number;
  readonly activeDeadlineSeconds?: number;
  readonly backoffLimit?: number;
  readonly ttlSecondsAfterFinished?: number;
  readonly backoffLimitPerIndex?: number;
  readonly maxFailedIndexes?: number;
  readonly completionMode?: string;
  readonly podFailurePolicy?: PodFailurePolicy;
  readonly successPolicy?: SuccessPolicy;
  readonly managedBy?: string;
  readonly manualSelector?: boolean;
  readonly selector?: LabelSelector;
  readonly suspend?: boolean;
  readonly podReplacementPolicy?: string;
  readonly template?: PodTemplate;
}

const INDEXED_PARALLELISM_MAX = 100_000;
const MANAGED_BY_CHARS_MAX = 63;
const CRON_NAME_CHARS_MAX = 52;

const counts = fields<JobSpec>({
  parallelism: nonNegative,
  completions: nonNegative,
  activeDeadlineSeconds: nonNegative,
  backoffLimit: nonNegative,
  ttlSecondsAfterFinished: nonNegative,
  backoffLimitPerIndex: nonNegative,
  maxFailedIndexes: nonNegative,
  completionMode: oneOf("NonIndexed", "Indexed"),
});

const INDEXED_ONLY = ["backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"] as const;

const indexes: Rule<JobSpec> = (spec, at, errors) => {
  const { completionMode, completions, parallelism = 0, maxFailedIndexes } = spec;
  if (maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined)
    errors.push(requiredField(`${at}.backoffLimitPerIndex`, "when maxFailedIndexes is specified"));
  if (completionMode === "Indexed") {
    if (completions === undefined)
      errors.push(requiredField(`${at}.completions`, "when completion mode is Indexed"));
    if (parallelism > INDEXED_PARALLELISM_MAX)
      errors.push(
        invalidField(
          `${at}.parallelism`,
          parallelism,
          `must be less than or equal to ${INDEXED_PARALLELISM_MAX} when completion mode is Indexed`,
        ),
      );
    if (completions !== undefined && (maxFailedIndexes ?? 0) > completions)
      errors.push(
        invalidField(
          `${at}.maxFailedIndexes`,
          maxFailedIndexes,
          "must be less than or equal to completions",
        ),
      );
  } else
    for (const field of INDEXED_ONLY)
      if (spec[field] !== undefined)
        errors.push(
          invalidField(`${at}.${field}`, goShown(field, spec), "requires indexed completion mode"),
        );
};

/** A field as Kubernetes quotes it. */
function goShown(field: keyof JobSpec, spec: JobSpec): unknown {
  const value = spec[field];
  if (value === undefined) return null;
  if (field === "podFailurePolicy") return goForm("PodFailurePolicy", value);
  return field === "successPolicy" ? goForm("SuccessPolicy", value) : value;
}

const managedBy: Rule<JobSpec> = ({ managedBy: name }, at, errors) => {
  if (name === undefined) return;
  text(domainPathErrors)(name, `${at}.managedBy`, errors);
  if (name.length > MANAGED_BY_CHARS_MAX)
    errors.push(tooLong(`${at}.managedBy`, MANAGED_BY_CHARS_MAX));
};

const policies: Rule<JobSpec> = (spec, at, errors) => {
  if (spec.podFailurePolicy)
    podFailurePolicy(spec.podFailurePolicy, spec, `${at}.podFailurePolicy`, errors);
  const isIndexed = spec.completionMode === "Indexed" && spec.completions !== undefined;
  if (spec.successPolicy && isIndexed)
    successPolicy(spec.successPolicy, spec.completions, `${at}.successPolicy`, errors);
  const { podReplacementPolicy: replacement } = spec;
  const allowed = spec.podFailurePolicy ? ["Failed"] : ["Failed", "TerminatingOrFailed"];
  if (replacement !== undefined)
    oneOf(...allowed)(replacement, `${at}.podReplacementPolicy`, errors);
};

/** The pods of jobs end: they are not always restarted. */
const endingTemplate: Rule<JobSpec> = ({ template = {}, podFailurePolicy }, at, errors) => {
  podTemplate(template, `${at}.template`, errors);
  const place = `${at}.template.spec.restartPolicy`;
  const policy = template.spec?.restartPolicy;
  if (policy === undefined || policy === "Always")
    errors.push(requiredField(place, 'valid values: "OnFailure", "Never"'));
  else if (policy !== "OnFailure" && policy !== "Never")
    errors.push(unsupportedValue(place, policy, ["OnFailure", "Never"]));
  else if (podFailurePolicy && policy !== "Never")
    errors.push(
      invalidField(place, policy, 'only "Never" is supported when podFailurePolicy is specified'),
    );
};

const jobSpec: Rule<JobSpec> = all(counts, indexes, managedBy, policies, endingTemplate);

const ownSelector: Rule<JobSpec> = ({ selector, template }, at, errors) => {
  if (!selector) errors.push(requiredField(`${at}.selector`));
  else labelSelector(selector, `${at}.selector`, errors);
  const labels = template?.metadata?.labels;
  if (!selector || !selects(selector, labels ?? {}))
    errors.push(
      invalidField(
        `${at}.template.metadata.labels`,
        sorted(labels),
        "`selector` does not match template `labels`",
      ),
    );
};

const wholeSpec = all(jobSpec, ownSelector);

interface Job {
  readonly metadata: { readonly name: string; readonly uid?: string };
  readonly spec?: JobSpec;
}

/** Who does not choose the selector has the one that was made. */
const generatedSelector: Rule<Job> = ({ metadata: { name, uid = "" }, spec = {} }, at, errors) => {
  const { manualSelector, selector } = spec;
  if (manualSelector || !selector) return;
  const labels = {
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
    "controller-uid": uid,
    "job-name": name,
  };
  if (!selects(selector, labels))
    errors.push(
      invalidField(`${at}.spec.selector`, asPrinted(selector), "`selector` not auto-generated"),
    );
};

function asPrinted({ matchLabels, ...rest }: LabelSelector): object {
  return { ...(matchLabels && { matchLabels: sorted(matchLabels) }), ...rest };
}

const podHostnames: Rule<Job> = ({ metadata: { name }, spec = {} }, at, errors) => {
  const { completionMode, completions = 0 } = spec;
  if (completionMode !== "Indexed" || completions === 0) return;
  const last = `${name}-${completions - 1}`;
  if (validateDnsLabel(last).length > 0)
    errors.push(
      invalidField(
        `${at}.metadata.name`,
        name,
        `will not able to create pod with invalid DNS label: ${last}`,
      ),
    );
};

const FIXED = [
  "completionMode",
  "podFailurePolicy",
  "backoffLimitPerIndex",
  "managedBy",
  "successPolicy",
] as const;

const jobChange: Change = (now, before, errors) => {
  const [spec, old] = specsOf<JobSpec>(now, before);
  // Kubernetes looks twice at the spec of a changed job.
  wholeSpec(spec, "spec", errors);
  if (spec.completionMode !== "Indexed")
    immutable(spec.completions, old.completions, "spec.completions", errors);
  else if (spec.completions !== old.completions && spec.completions !== spec.parallelism)
    errors.push(
      invalidField(
        "spec.completions",
        spec.completions,
        "can only be modified in tandem with spec.parallelism",
      ),
    );
  if (!jsonEqual((spec.selector ?? null) as Json, (old.selector ?? null) as Json))
    errors.push(
      invalidField("spec.selector", asPrinted(spec.selector ?? {}), "field is immutable"),
    );
  fixedTemplate(now, before, errors);
  for (const field of FIXED)
    if (!jsonEqual((spec[field] ?? null) as Json, (old[field] ?? null) as Json))
      errors.push(invalidField(`spec.${field}`, goShown(field, spec), "field is immutable"));
};

/** Where pods run may change, and their resources, while a job waits to be started. */
const DIRECTIVES = ["nodeSelector", "tolerations", "schedulingGates", "affinity"];

function fixedTemplate(now: Draft, before: KubeObject, errors: Errors): void {
  const [spec, old] = specsOf<JobSpec>(now, before);
  const waits = old.suspend === true && recordAt(before, "status")["startTime"] === undefined;
  const fixed = (template: PodTemplate = {}): Json => {
    if (!waits) return template as Json;
    const pod: Record<string, unknown> = { ...template.spec };
    for (const field of DIRECTIVES) delete pod[field];
    pod["containers"] = template.spec?.containers?.map((container) => ({
      ...container,
      resources: undefined,
    }));
    return pod as Json;
  };
  if (jsonEqual(fixed(spec.template), fixed(old.template))) return;
  errors.push(
    invalidField("spec.template", goForm("PodTemplate", spec.template ?? {}), "field is immutable"),
  );
}

interface CronJobSpec {
  readonly schedule?: string;
  readonly timeZone?: string;
  readonly startingDeadlineSeconds?: number;
  readonly concurrencyPolicy?: string;
  readonly jobTemplate?: { readonly spec?: JobSpec };
  readonly successfulJobsHistoryLimit?: number;
  readonly failedJobsHistoryLimit?: number;
}

const schedule: Rule<string> = (text, at, errors) => {
  const why = scheduleError(text);
  if (why !== undefined) errors.push(invalidField(at, text, why));
  if (text.includes("TZ"))
    errors.push(
      invalidField(at, text, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"),
    );
};

const timeZone: Rule<string> = (name, at, errors) => {
  if (name === "") errors.push(invalidField(at, name, "timeZone must be nil or non-empty string"));
  else if (name.toLowerCase() === "local")
    errors.push(
      invalidField(
        at,
        name,
        "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones",
      ),
    );
  else if (!isTimeZone(name)) errors.push(invalidField(at, name, `unknown time zone ${name}`));
};

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

const templatedJob: Rule<JobSpec> = (spec, at, errors) => {
  jobSpec(spec, at, errors);
  if (spec.selector)
    errors.push(invalidField(`${at}.selector`, spec.selector, "`selector` will be auto-generated"));
  if (spec.manualSelector)
    errors.push(unsupportedValue(`${at}.manualSelector`, true, ["nil", "false"]));
};

const cronJobSpec = fields<CronJobSpec>({
  schedule: required(schedule),
  startingDeadlineSeconds: nonNegative,
  timeZone,
  concurrencyPolicy: required(oneOf("Allow", "Forbid", "Replace")),
  jobTemplate: part(ofSpec(templatedJob)),
  successfulJobsHistoryLimit: nonNegative,
  failedJobsHistoryLimit: nonNegative,
});

interface CronJob {
  readonly metadata: { readonly name: string };
  readonly spec?: CronJobSpec;
}

/** The names of its jobs have eleven more characters. */
const shortName: Rule<CronJob> = ({ metadata: { name } }, at, errors) => {
  if (name.length > CRON_NAME_CHARS_MAX)
    errors.push(
      invalidField(
        `${at}.metadata.name`,
        name,
        `must be no more than ${CRON_NAME_CHARS_MAX} characters`,
      ),
    );
};

export const jobs: Readonly<Record<string, Validation>> = {
  "batch/Job": validation<Job>({
    object: all(generatedSelector, ofSpec(wholeSpec), podHostnames),
    change: jobChange,
    validateStatus: jobStatusErrors,
  }),
  "batch/CronJob": validation<CronJob>({
    object: all(ofSpec(cronJobSpec), shortName),
  }),
};
