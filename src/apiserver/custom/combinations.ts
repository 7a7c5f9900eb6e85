// allOf, anyOf, oneOf and not: schemas about the same value.

import type { Json } from "../../kube/index.ts";
import type { FieldError } from "../registry/strategy.ts";
import type { Check, Validator } from "./check.ts";
import type { Schema } from "./schema.ts";

/** `compile` compiles one schema. */
export function compileCombinations(
  schema: Schema,
  compile: (schema: Schema) => Validator,
): Check | undefined {
  const { allOf = [], anyOf = [], oneOf = [], not } = schema;
  if (allOf.length + anyOf.length + oneOf.length === 0 && !not) return undefined;
  const all = allOf.map(compile);
  const any = anyOf.map(compile);
  const one = oneOf.map(compile);
  const never = not && compile(not);
  return (value, path, errors) => {
    if (any.length > 0) checkAny(any, value, path, errors);
    if (one.length > 0) checkOne(one, value, path, errors);
    if (all.length > 0) checkAll(all, value, path, errors);
    if (never && errorsOf(never, value, path).length === 0)
      errors.push(about(`${quoted(path)} must not validate the schema (not)`));
  };
}

function checkAny(
  any: readonly Validator[],
  value: Json,
  path: string,
  errors: FieldError[],
): void {
  const best = fewest(any, value, path);
  if (best.length === 0) return;
  errors.push(about(`${quoted(path)} must validate at least one schema (anyOf)`), ...best);
}

function checkOne(
  one: readonly Validator[],
  value: Json,
  path: string,
  errors: FieldError[],
): void {
  const found = one.map((validate) => errorsOf(validate, value, path));
  const valid = found.filter((wrong) => wrong.length === 0).length;
  if (valid === 1) return;
  const how = valid === 0 ? "Found none valid" : `Found ${valid} valid alternatives`;
  errors.push(about(`${quoted(path)} must validate one and only one schema (oneOf). ${how}`));
  if (valid === 0) errors.push(...fewest(one, value, path));
}

function checkAll(
  all: readonly Validator[],
  value: Json,
  path: string,
  errors: FieldError[],
): void {
  const wrong = all.flatMap((validate) => errorsOf(validate, value, path));
  if (wrong.length === 0) return;
  const isNone = all.every((validate) => errorsOf(validate, value, path).length > 0);
  const how = isNone ? ". None validated" : "";
  errors.push(...wrong, about(`${quoted(path)} must validate all the schemas (allOf)${how}`));
}

function fewest(validators: readonly Validator[], value: Json, path: string): FieldError[] {
  const found = validators.map((validate) => errorsOf(validate, value, path));
  return found.reduce((best, next) => (next.length < best.length ? next : best));
}

function errorsOf(validate: Validator, value: Json, path: string): FieldError[] {
  const errors: FieldError[] = [];
  validate(value, path, errors, undefined);
  return errors;
}

/** Upstream names no field for these. */
function about(sentence: string): FieldError {
  return { field: "<nil>", reason: "FieldValueInvalid", message: `Invalid value: "": ${sentence}` };
}

function quoted(path: string): string {
  return JSON.stringify(path);
}
