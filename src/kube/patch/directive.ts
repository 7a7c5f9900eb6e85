// The directives a strategic merge patch may carry among its fields, and how they are cleaned away.

import type { Json, JsonObject } from "../object.ts";
import { getField, isList, isObject, setField, type MutableObject } from "./json-value.ts";
import { PATCH_DEPTH_MAX, PatchError } from "./patch-error.ts";

export const PATCH_DIRECTIVE = "$patch";
export const RETAIN_KEYS = "$retainKeys";
export const DELETE_FROM_LIST = "$deleteFromPrimitiveList";
export const SET_ELEMENT_ORDER = "$setElementOrder";

/** `$`, with which every directive begins: one comparison tells that a field is none. */
const DOLLAR = 36;

export function isDirective(name: string): boolean {
  return (
    name.charCodeAt(0) === DOLLAR &&
    (name === PATCH_DIRECTIVE ||
      name === RETAIN_KEYS ||
      name.startsWith(DELETE_FROM_LIST) ||
      name.startsWith(SET_ELEMENT_ORDER))
  );
}

/** `containers` of `$setElementOrder/containers`. Throws PatchError when the name has no such form. */
export function directiveField(name: string, directive: string): string {
  const slash = name.indexOf("/");
  if (slash > 0 && name.slice(0, slash) === directive) return name.slice(slash + 1);
  const list = directive === DELETE_FROM_LIST ? "primitive" : "setElementOrder";
  throw new PatchError("invalid", `invalid patch format of ${list} list: ${name}`);
}

/** Whether the object carries `$patch` with any value. */
export function hasPatchDirective(value: Json | undefined): boolean {
  return isObject(value) && getField(value, PATCH_DIRECTIVE) !== undefined;
}

/**
 * What remains of a patch value where the target has none: objects with a `$patch` directive are
 * gone (the result is undefined if the value itself is one), and so are nulls and directives.
 */
export function addedValue(value: Json): Json | undefined {
  return clean(value, true, 0);
}

/**
 * What remains of a patch value that replaces whole: without nulls in objects and without
 * directives. Kubernetes loses both when it decodes the patched document into its Go types.
 */
export function replacingValue(value: Json): Json {
  return clean(value, false, 0) ?? null;
}

function clean(value: Json, dropMarked: boolean, depth: number): Json | undefined {
  if (typeof value !== "object" || value === null) return value;
  if (depth > PATCH_DEPTH_MAX)
    throw new PatchError("invalid", `the patch is nested more than ${PATCH_DEPTH_MAX} levels deep`);
  if (isList(value)) return cleanList(value, dropMarked, depth + 1);
  if (dropMarked && hasPatchDirective(value)) return undefined;
  return cleanObject(value, dropMarked, depth + 1);
}

function cleanList(list: readonly Json[], dropMarked: boolean, depth: number): readonly Json[] {
  let result: Json[] | undefined;
  for (let at = 0; at < list.length; at++) {
    const item = list[at] as Json;
    const kept = clean(item, dropMarked, depth);
    if (kept !== item) result ??= list.slice(0, at);
    if (result && kept !== undefined) result.push(kept);
  }
  return result ?? list;
}

function cleanObject(object: JsonObject, dropMarked: boolean, depth: number): JsonObject {
  let result: MutableObject | undefined;
  for (const name in object) {
    const value = object[name];
    if (value === undefined) continue;
    const kept = value === null || isDirective(name) ? undefined : clean(value, dropMarked, depth);
    if (kept === value) continue;
    result ??= { ...object };
    if (kept === undefined) delete result[name];
    else setField(result, name, kept);
  }
  return result ?? object;
}
