// The small vocabulary in which defaults are written: rules that take an object and give it back with more in it.

import type { Json, JsonObject } from "../object.ts";
import { isList, isObject } from "../patch/json-value.ts";

/**
 * Never changes its argument, and returns it as it is where there is nothing to add. `now` is RFC 3339 in whole seconds.
 */
export type Rule = (object: JsonObject, now?: string) => JsonObject;

/** A default: a scalar, or a maker of something fresh, so that no two objects share a part of it. */
export type Default = string | number | boolean | (() => Json);

export function isAbsent(value: Json | undefined): value is null | undefined {
  return value === undefined || value === null;
}

/** Sets the fields that are absent. */
export function setAbsent(
  object: JsonObject,
  defaults: Readonly<Record<string, Default>>,
): JsonObject {
  let result: Record<string, Json | undefined> | undefined;
  for (const name in defaults) {
    if (!isAbsent(object[name])) continue;
    const value = defaults[name] as Default;
    result ??= { ...object };
    result[name] = typeof value === "function" ? value() : value;
  }
  return result ?? object;
}

/** The rule for fields that are always printed: their zero value counts as absent. */
export function fieldsOverZero(defaults: Readonly<Record<string, string | number>>): Rule {
  return (object) => {
    const missing = Object.keys(defaults).filter((name) => !object[name]);
    if (missing.length === 0) return object;
    const added = missing.map((name) => [name, defaults[name] as string | number] as const);
    return { ...object, ...Object.fromEntries(added) };
  };
}

/** The rule that sets the fields that are absent. */
export function fields(defaults: Readonly<Record<string, Default>>): Rule {
  return (object) => setAbsent(object, defaults);
}

/** Applies a rule to the object in a field; an absent one counts as empty. */
export function within(object: JsonObject, name: string, rule: Rule): JsonObject {
  const before = object[name];
  if (!isAbsent(before) && !isObject(before)) return object;
  const after = rule(before ?? {});
  if (after === before || (isAbsent(before) && Object.keys(after).length === 0)) return object;
  return { ...object, [name]: after };
}

/** Applies a rule to each object of a list in a field. */
export function withinEach(object: JsonObject, name: string, rule: Rule): JsonObject {
  const before = object[name];
  if (!isList(before)) return object;
  let after: Json[] | undefined;
  before.forEach((item, index) => {
    if (!isObject(item)) return;
    const next = rule(item);
    if (next !== item) (after ??= [...before])[index] = next;
  });
  return after ? { ...object, [name]: after } : object;
}

/** The object in a field; an empty one where it is absent. */
export function part(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isObject(value) ? value : {};
}

/** The list in a field; an empty one where it is absent. */
export function items(object: JsonObject, name: string): readonly Json[] {
  const value = object[name];
  return isList(value) ? value : [];
}

export function isEmptyMap(value: Json | undefined): boolean {
  return !isObject(value) || Object.keys(value).length === 0;
}
