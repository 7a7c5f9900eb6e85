// JSON Merge Patch (RFC 7386): applying one, and computing the one between two values.

import type { Json, JsonObject } from "../object.ts";
import {
  getField,
  isObject,
  jsonEqual,
  reuse,
  setField,
  type MutableObject,
} from "./json-value.ts";
import { PATCH_DEPTH_MAX, PatchError } from "./patch-error.ts";

/**
 * `target` with `patch` merged in: objects merge, null removes a field, all else replaces.
 * The target is not mutated; parts that do not change are shared with it, and the target itself is
 * returned when nothing changes. Throws PatchError ("invalid") when nested deeper than
 * PATCH_DEPTH_MAX.
 */
export function applyMergePatch(target: Json | undefined, patch: Json): Json {
  return merge(target, patch, 0);
}

function merge(target: Json | undefined, patch: Json, depth: number): Json {
  if (depth > PATCH_DEPTH_MAX)
    throw new PatchError("invalid", `the patch is nested more than ${PATCH_DEPTH_MAX} levels deep`);
  if (!isObject(patch)) return reuse(target, patch);
  const base: JsonObject = isObject(target) ? target : {};
  let result: MutableObject | undefined;
  for (const name in patch) {
    const change = patch[name];
    if (change === undefined) continue;
    const old = getField(base, name);
    if (change === null) {
      if (old !== undefined) delete (result ??= { ...base })[name];
      continue;
    }
    const merged = merge(old, change, depth + 1);
    if (merged !== old) setField((result ??= { ...base }), name, merged);
  }
  return result ?? base;
}

/**
 * The merge patch that turns `before` into `after`, or undefined when they are equal:
 * `applyMergePatch(before, diffMerge(before, after))` equals `after`. Merge patches cannot express
 * a field that holds null, so such fields of `after` come out absent.
 */
export function diffMerge(before: Json, after: Json): Json | undefined {
  if (before === after) return undefined;
  if (!isObject(before) || !isObject(after)) return jsonEqual(before, after) ? undefined : after;
  let patch: MutableObject | undefined;
  for (const name in after) {
    const value = after[name];
    if (value === undefined) continue;
    const old = getField(before, name);
    const change = old === undefined ? value : diffMerge(old, value);
    if (change !== undefined) setField((patch ??= {}), name, change);
  }
  for (const name in before) {
    if (before[name] !== undefined && getField(after, name) === undefined)
      setField((patch ??= {}), name, null);
  }
  return patch;
}
