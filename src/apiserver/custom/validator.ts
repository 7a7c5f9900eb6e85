// Judges a custom resource by its schema. Compiled once for each schema to closures, so that judging costs about what
// reading a built-in object does. The sentences are those of Kubernetes' OpenAPI validation.

import { jsonEqual, type Json, type JsonObject } from "../../kube/index.ts";
import type { FieldError } from "../registry/strategy.ts";
import type { Check, Validator } from "./check.ts";
import { compileCombinations } from "./combinations.ts";
import {
  requiredField,
  tooMany,
  invalidField,
  unsupportedValue,
  wrongType,
} from "../validation/field-errors.ts";
import { compileListIdentity } from "./list-identity.ts";
import { compileNumber, compileString, notInteger } from "./scalar-checks.ts";
import type { Schema } from "./schema.ts";

export function compileValidator(schema: Schema): Validator {
  const checks = [
    compileEnum(schema),
    compileCombinations(schema, compileValidator),
    compileListIdentity(schema),
  ].filter((check) => check !== undefined);
  const ofString = compileString(schema);
  const ofNumber = compileNumber(schema);
  const ofObject = compileObject(schema);
  const ofList = compileList(schema);
  const fits = compileType(schema);
  return (value, path, errors, old) => {
    if (old === value) return;
    const count = errors.length;
    if (fits(value, path, errors) && value !== null) {
      if (typeof value === "string") ofString?.(value, path, errors);
      else if (typeof value === "number") ofNumber?.(value, path, errors);
      else if (Array.isArray(value)) ofList(value as readonly Json[], path, errors, listOf(old));
      else if (typeof value === "object")
        ofObject(value as JsonObject, path, errors, recordOf(old));
      for (const check of checks) check(value, path, errors);
    }
    if (errors.length > count && old !== undefined && jsonEqual(value, old)) errors.length = count;
  };
}

function recordOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

function listOf(value: Json | undefined): readonly Json[] | undefined {
  return Array.isArray(value) ? (value as readonly Json[]) : undefined;
}

/** Whether the value has the schema's type; says so where it has not. */
function compileType(schema: Schema): (value: Json, path: string, errors: FieldError[]) => boolean {
  const types = schema["x-kubernetes-int-or-string"]
    ? ["integer", "string"]
    : schema.type
      ? [schema.type]
      : [];
  const isNullable = schema.nullable === true;
  return (value, path, errors) => {
    if (value === null ? isNullable || types.length === 0 : fitsType(value, types)) return true;
    const found = typeName(value);
    const sentence = `${path} in body must be of type ${types.join(",")}: ${JSON.stringify(found)}`;
    errors.push(wrongType(path, found, sentence));
    if (found === "number" && types.length === 1 && types[0] === "integer")
      errors.push(notInteger(path, schema.format));
    return false;
  };
}

function fitsType(value: Json, types: readonly string[]): boolean {
  if (types.length === 0) return true;
  const found = typeName(value);
  return types.includes(found) || (found === "integer" && types.includes("number"));
}

function typeName(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function compileEnum({ enum: allowed }: Schema): Check | undefined {
  if (!allowed) return undefined;
  const texts = allowed.map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
  return (value, path, errors) => {
    if (allowed.some((one) => jsonEqual(one, value))) return;
    errors.push(unsupportedValue(path, value, texts));
  };
}

type Part<Value> = (
  value: Value,
  path: string,
  errors: FieldError[],
  old: Value | undefined,
) => void;

function compileObject(schema: Schema): Part<JsonObject> {
  const { required = [], additionalProperties, minProperties, maxProperties } = schema;
  const known = new Map<string, Validator>();
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    known.set(name, compileValidator(property));
  const others =
    typeof additionalProperties === "object" ? compileValidator(additionalProperties) : undefined;
  const isCounted = minProperties !== undefined || maxProperties !== undefined;
  return (object, path, errors, old) => {
    const prefix = path === "" ? "" : `${path}.`;
    if (isCounted) checkCount(Object.keys(object).length, schema, path, errors);
    for (const name in object) {
      const validate = known.get(name) ?? others;
      const value = object[name];
      if (validate && value !== undefined) validate(value, prefix + name, errors, old?.[name]);
    }
    for (const name of required)
      if (object[name] === undefined) errors.push(requiredField(prefix + name));
  };
}

function checkCount(
  count: number,
  { minProperties = 0, maxProperties = Infinity }: Schema,
  path: string,
  errors: FieldError[],
): void {
  if (count < minProperties)
    errors.push(
      invalidField(path, count, `${path} in body should have at least ${minProperties} properties`),
    );
  if (count > maxProperties) errors.push(tooMany(path, count, maxProperties));
}

function compileList(schema: Schema): Part<readonly Json[]> {
  const { minItems = 0, maxItems = Infinity } = schema;
  const item = schema.items && compileValidator(schema.items);
  const keys =
    schema["x-kubernetes-list-type"] === "map" ? schema["x-kubernetes-list-map-keys"] : [];
  return (items, path, errors, old) => {
    if (items.length < minItems)
      errors.push(
        invalidField(path, items.length, `${path} in body should have at least ${minItems} items`),
      );
    if (items.length > maxItems) errors.push(tooMany(path, items.length, maxItems));
    if (!item) return;
    // Only the items of a map can be recognised again.
    const before = old && keys?.length ? itemsByKey(old, keys) : undefined;
    for (let index = 0; index < items.length; index++) {
      const value = items[index] as Json;
      item(value, `${path}[${index}]`, errors, before?.get(keyText(value, keys ?? [])));
    }
  };
}

function itemsByKey(items: readonly Json[], keys: readonly string[]): Map<string, Json> {
  return new Map(items.map((item) => [keyText(item, keys), item]));
}

function keyText(item: Json, keys: readonly string[]): string {
  const record = recordOf(item);
  return JSON.stringify(keys.map((key) => record?.[key] ?? null));
}
