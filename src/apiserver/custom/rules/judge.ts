// The rules of one value: each run, and what those that do not hold are reported as.

import {
  CelCostError,
  CelError,
  Optional,
  valueOf,
  type CelType,
  type Value,
} from "../../../expr/index.ts";
import type { Json } from "../../../kube/index.ts";
import {
  duplicateValue,
  forbiddenField,
  invalidField,
  requiredField,
} from "../../validation/field-errors.ts";
import type { FieldError } from "../../registry/strategy.ts";
import type { Rule, Schema } from "../schema.ts";
import type { CompiledRule } from "./rule.ts";

/** What one rule may cost, in steps: about a tenth of a second. Upstream's limit. */
const RULE_COST_MAX = 1_000_000;
const MESSAGE_BYTES_MAX = 5 * 1024;
const OUT_OF_BUDGET =
  "validation failed due to running out of cost budget, no further validation rules will be run";

export interface Place {
  /** Empty for the object itself. */
  readonly path: string;
  /** Whether this, or what is known to have been above it, is as it was; undefined where nothing is known. */
  readonly isSame: (() => boolean) | undefined;
}

export interface Account {
  readonly errors: FieldError[];
  readonly forgiven: FieldError[];
  costLeft: number;
}

interface Judged {
  readonly schema: Schema;
  readonly type: CelType;
  readonly rules: readonly CompiledRule[];
}

/** False where no further rules are to run. */
export function judgeRules(
  { schema, type, rules }: Judged,
  value: Json,
  old: Json | undefined,
  place: Place,
  account: Account,
): boolean {
  const path = place.path || "<nil>";
  const self = lazily(() => valueOf(value, type));
  const oldSelf = lazily(() => (old === undefined ? null : valueOf(old, type)));
  const fault = (why: string): void =>
    void account.errors.push(invalidField(path, schema.type ?? "", why));
  for (const compiled of rules) {
    const { rule, expression } = compiled;
    if (!expression) {
      fault(`rule compile error: ${compiled.error ?? ""}`);
      continue;
    }
    if (compiled.usesOldSelf && old === undefined && !rule.optionalOldSelf) continue;
    const outcome = attempt(() => {
      const variables = { self: self(), oldSelf: oldValue(rule, old, oldSelf) };
      return expression.run(variables, Math.min(RULE_COST_MAX, account.costLeft));
    });
    if (outcome.kind === "tooCostly") {
      fault(account.costLeft < RULE_COST_MAX ? OUT_OF_BUDGET : tooCostly(rule));
      return false;
    }
    if (outcome.kind === "failed") {
      fault(failure(outcome.why, rule));
      continue;
    }
    account.costLeft -= outcome.cost;
    if (outcome.value === true) continue;
    const isForgiven = !compiled.usesOldSelf && place.isSame?.() === true;
    const list = isForgiven ? account.forgiven : account.errors;
    list.push(
      report(compiled, schema, value, place, account, () => ({
        self: self(),
        oldSelf: oldValue(rule, old, oldSelf),
      })),
    );
  }
  return true;
}

function lazily<Result>(make: () => Result): () => Result {
  let made: { readonly value: Result } | undefined;
  return () => (made ??= { value: make() }).value;
}

function oldValue(rule: Rule, old: Json | undefined, oldSelf: () => Value): Value {
  if (!rule.optionalOldSelf) return oldSelf();
  return old === undefined ? Optional.none : new Optional(oldSelf());
}

type Outcome =
  | { readonly kind: "done"; readonly value: Value; readonly cost: number }
  | { readonly kind: "failed"; readonly why: string }
  | { readonly kind: "tooCostly" };

function attempt(run: () => { readonly value: Value; readonly cost: number }): Outcome {
  try {
    return { kind: "done", ...run() };
  } catch (error) {
    if (error instanceof CelCostError) return { kind: "tooCostly" };
    if (error instanceof CelError) return { kind: "failed", why: error.message };
    throw error;
  }
}

function failure(why: string, rule: Rule): string {
  return why.startsWith("no such overload")
    ? `'${why}': call arguments did not match a supported operator, function or macro signature for rule: ${named(rule)}`
    : `${why} evaluating rule: ${named(rule)}`;
}

function tooCostly(rule: Rule): string {
  return `'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: ${named(rule)}`;
}

/** A rule is known by its message, or by itself. */
function named({ message = "", rule }: Rule): string {
  return (message || rule).trim();
}

function report(
  compiled: CompiledRule,
  schema: Schema,
  value: Json,
  place: Place,
  account: Account,
  variables: () => Readonly<Record<string, Value>>,
): FieldError {
  const { rule, fieldPath } = compiled;
  const path = joined(place.path, fieldPath) || "<nil>";
  const why =
    messageOf(compiled, account, variables) ??
    rule.message?.trim() ??
    `failed rule: ${named(rule)}`;
  switch (rule.reason) {
    case "FieldValueForbidden":
      return forbiddenField(path, why);
    case "FieldValueRequired":
      return requiredField(path, why);
    case "FieldValueDuplicate":
      return isShown(schema)
        ? duplicateValue(path, value)
        : { field: path, reason: "FieldValueDuplicate", message: "Duplicate value" };
    case undefined:
    default:
      return isShown(schema)
        ? invalidField(path, value, why)
        : { field: path, reason: "FieldValueInvalid", message: `Invalid value: ${why}` };
  }
}

/** Objects and lists are not shown whole. */
function isShown({ type }: Schema): boolean {
  return type !== "object" && type !== "array";
}

function joined(path: string, below: string): string {
  if (path === "" || below === "") return path + below;
  return `${path}.${below}`;
}

/** What messageExpression says; undefined where there is none, or it says nothing fit to be shown. */
function messageOf(
  { messageExpression }: CompiledRule,
  account: Account,
  variables: () => Readonly<Record<string, Value>>,
): string | undefined {
  if (!messageExpression) return undefined;
  const costMax = Math.min(RULE_COST_MAX, Math.max(account.costLeft, 0));
  const outcome = attempt(() => messageExpression.run(variables(), costMax));
  if (outcome.kind === "tooCostly")
    return "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run";
  if (outcome.kind !== "done" || typeof outcome.value !== "string") return undefined;
  account.costLeft -= outcome.cost;
  const text = outcome.value.trim();
  const isFit = text !== "" && !text.includes("\n") && Buffer.byteLength(text) <= MESSAGE_BYTES_MAX;
  return isFit ? text : undefined;
}
