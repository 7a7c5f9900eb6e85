// Looking into and sharing immutable JSON trees: what the three patch formats have in common.
//
// Fields that hold `undefined` count as absent. Names such as `constructor` and `__proto__` are legal
// field names and label keys, so nothing here trusts what a field inherits.

import type { Json, JsonObject } from "../object.ts";

/** A JSON object being built; it is published as a `JsonObject` and then never written again. */
export type MutableObject = Record<string, Json | undefined>;

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/**
 * The object's own field, or undefined. All that a parsed object inherits is functions and
 * `__proto__`, and to test for these costs a third of what `Object.hasOwn` does.
 */
export function getField(object: JsonObject, name: string): Json | undefined {
  if (name === "__proto__") return Object.hasOwn(object, name) ? object[name] : undefined;
  const value: unknown = object[name];
  return typeof value === "function" ? undefined : (value as Json | undefined);
}

/** Sets a field, also one named `__proto__`, which plain assignment would take for the prototype. */
export function setField(object: MutableObject, name: string, value: Json): void {
  if (name !== "__proto__") object[name] = value;
  else
    Object.defineProperty(object, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
}

/** Deep equality: the order of keys is irrelevant, the order of items is not; absent = undefined. */
export function jsonEqual(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object") return false;
  if (left === null || right === null || left === undefined || right === undefined) return false;
  if (isList(left)) return isList(right) && listsEqual(left, right);
  return !isList(right) && objectsEqual(left, right);
}

function listsEqual(left: readonly Json[], right: readonly Json[]): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at++) if (!jsonEqual(left[at], right[at])) return false;
  return true;
}

function objectsEqual(left: JsonObject, right: JsonObject): boolean {
  let shared = 0;
  for (const name in left) {
    const value = left[name];
    if (value === undefined) continue;
    if (!jsonEqual(value, getField(right, name))) return false;
    shared++;
  }
  for (const name in right) if (right[name] !== undefined) shared--;
  return shared === 0;
}

/**
 * `after`, with every subtree that equals its counterpart in `before` replaced by that very
 * counterpart; `before` itself when they are equal. So "did anything change here?" is `===`.
 */
export function reuse(before: Json | undefined, after: Json): Json {
  if (before === after || before === undefined || before === null) return after;
  if (typeof before !== "object" || typeof after !== "object" || after === null) return after;
  if (isList(before)) return isList(after) ? reuseList(before, after) : after;
  return isList(after) ? after : reuseObject(before, after);
}

function reuseList(before: readonly Json[], after: readonly Json[]): readonly Json[] {
  let result: Json[] | undefined;
  let same = before.length === after.length;
  for (let at = 0; at < after.length; at++) {
    const item = after[at] as Json;
    const shared = at < before.length ? reuse(before[at], item) : item;
    if (shared !== before[at]) same = false;
    if (shared !== item) (result ??= after.slice())[at] = shared;
  }
  return same ? before : (result ?? after);
}

function reuseObject(before: JsonObject, after: JsonObject): JsonObject {
  let result: MutableObject | undefined;
  let same = true;
  let count = 0;
  for (const name in after) {
    const value = after[name];
    if (value === undefined) continue;
    count++;
    const old = getField(before, name);
    const shared = reuse(old, value);
    if (shared !== old) same = false;
    if (shared !== value) setField((result ??= { ...after }), name, shared);
  }
  if (same) for (const name in before) if (before[name] !== undefined) count--;
  return same && count === 0 ? before : (result ?? after);
}
