// When a job gives up for how a pod failed, and when it is done with some of its pods (batch/validation).

import { duplicateValue, invalidField, requiredField, tooLong, tooMany } from "./field-errors.ts";
import { countIndexes, indexesError } from "./indexes.ts";
import type { PodTemplate } from "./pod/template.ts";
import { nonNegative, oneOf, text, type Errors } from "./rules.ts";
import { invalidAsItIs } from "./status/parts.ts";
import { qualifiedNameErrors } from "./texts.ts";

interface ExitCodes {
  readonly containerName?: string;
  readonly operator?: string;
  readonly values?: readonly number[];
}

export interface PodFailurePolicy {
  readonly rules?: readonly {
    readonly action?: string;
    readonly onExitCodes?: ExitCodes;
    readonly onPodConditions?: readonly { readonly type?: string; readonly status?: string }[];
  }[];
}

export interface SuccessPolicy {
  readonly rules?: readonly {
    readonly succeededIndexes?: string;
    readonly succeededCount?: number;
  }[];
}

const RULES_MAX = 20;
const EXIT_CODES_MAX = 255;
const CONDITIONS_MAX = 20;
const INDEXES_CHARS_MAX = 64 * 1024;
const ACTIONS = ["Count", "FailIndex", "FailJob", "Ignore"];
const OPERATORS = ["In", "NotIn"];
const STATUSES = ["False", "True", "Unknown"];

/** One of a few words, which are told where there is none. */
function word(value: string, words: readonly string[], at: string, errors: Errors): void {
  const named = words.map((name) => JSON.stringify(name)).join(" ");
  if (value === "") errors.push(requiredField(at, `valid values: [${named}]`));
  else oneOf(...words)(value, at, errors);
}

export function podFailurePolicy(
  { rules = [] }: PodFailurePolicy,
  job: { readonly template?: PodTemplate; readonly backoffLimitPerIndex?: number },
  at: string,
  errors: Errors,
): void {
  if (rules.length > RULES_MAX) errors.push(tooMany(`${at}.rules`, rules.length, RULES_MAX));
  const { containers = [], initContainers = [] } = job.template?.spec ?? {};
  const names = new Set([...containers, ...initContainers].map(({ name }) => name));
  for (const [index, rule] of rules.entries()) {
    const place = `${at}.rules[${index}]`;
    const { action = "", onExitCodes, onPodConditions = [] } = rule;
    if (action !== "FailIndex") word(action, ACTIONS, `${place}.action`, errors);
    else if (job.backoffLimitPerIndex === undefined)
      errors.push(
        invalidField(`${place}.action`, action, "requires the backoffLimitPerIndex to be set"),
      );
    if (onExitCodes) exitCodes(onExitCodes, names, `${place}.onExitCodes`, errors);
    conditions(onPodConditions, `${place}.onPodConditions`, errors);
    if (onExitCodes && onPodConditions.length > 0)
      errors.push(
        invalidAsItIs(place, "specifying both OnExitCodes and OnPodConditions is not supported"),
      );
    if (!onExitCodes && onPodConditions.length === 0)
      errors.push(
        invalidAsItIs(place, "specifying one of OnExitCodes and OnPodConditions is required"),
      );
  }
}

function exitCodes(
  { containerName, operator = "", values = [] }: ExitCodes,
  names: ReadonlySet<string | undefined>,
  at: string,
  errors: Errors,
): void {
  word(operator, OPERATORS, `${at}.operator`, errors);
  if (containerName !== undefined && !names.has(containerName))
    errors.push(
      invalidField(
        `${at}.containerName`,
        containerName,
        "must be one of the container or initContainer names in the pod template",
      ),
    );
  const place = `${at}.values`;
  if (values.length === 0)
    errors.push(invalidField(place, values, "at least one value is required"));
  else if (values.length > EXIT_CODES_MAX)
    errors.push(tooMany(place, values.length, EXIT_CODES_MAX));
  for (const [index, code] of values.entries()) {
    if (operator === "In" && code === 0)
      errors.push(invalidField(`${place}[${index}]`, code, "must not be 0 for the In operator"));
    if (values.indexOf(code) < index) errors.push(duplicateValue(`${place}[${index}]`, code));
  }
  if (values.some((code, index) => code < (values[index - 1] ?? code)))
    errors.push(invalidField(place, values, "must be ordered"));
}

function conditions(
  list: readonly { readonly type?: string; readonly status?: string }[],
  at: string,
  errors: Errors,
): void {
  if (list.length > CONDITIONS_MAX) errors.push(tooMany(at, list.length, CONDITIONS_MAX));
  for (const [index, { type = "", status = "" }] of list.entries()) {
    text(qualifiedNameErrors)(type, `${at}[${index}].type`, errors);
    word(status, STATUSES, `${at}[${index}].status`, errors);
  }
}

export function successPolicy(
  { rules = [] }: SuccessPolicy,
  completions: number,
  at: string,
  errors: Errors,
): void {
  if (rules.length === 0)
    errors.push(
      requiredField(
        `${at}.rules`,
        "at least one rules must be specified when the successPolicy is specified",
      ),
    );
  if (rules.length > RULES_MAX) errors.push(tooMany(`${at}.rules`, rules.length, RULES_MAX));
  for (const [index, { succeededIndexes: list, succeededCount: count }] of rules.entries()) {
    const place = `${at}.rules[${index}]`;
    if (count === undefined && list === undefined)
      errors.push(
        requiredField(
          place,
          "at least one of succeededCount or succeededIndexes must be specified",
        ),
      );
    if (list !== undefined) indexList(list, completions, `${place}.succeededIndexes`, errors);
    if (count === undefined) continue;
    nonNegative(count, `${place}.succeededCount`, errors);
    const total = list === undefined ? Infinity : countIndexes(list, completions);
    for (const [most, why] of [
      [completions, "the number of specified completions"],
      [total, "the number of indexes in the specified succeededIndexes field"],
    ] as const)
      if (count > most)
        errors.push(
          invalidField(
            `${place}.succeededCount`,
            count,
            `must be less than or equal to ${most} (${why})`,
          ),
        );
  }
}

function indexList(list: string, completions: number, at: string, errors: Errors): void {
  if (list.length > INDEXES_CHARS_MAX) errors.push(tooLong(at, INDEXES_CHARS_MAX));
  const why = indexesError(list, completions);
  if (why !== undefined)
    errors.push(invalidField(at, list, `error parsing succeededIndexes: ${why}`));
}
