// Strategic merge patch: a merge patch that knows which lists are sets and what identifies their
// items, steered by directives. It follows apimachinery's strategicpatch case by case, except that
// what a Go server loses only when it decodes the result (nulls, left-over directives) is dropped here.

import type { Json, JsonObject } from "../object.ts";
import {
  addedValue,
  DELETE_FROM_LIST,
  isDirective,
  PATCH_DIRECTIVE,
  replacingValue,
  RETAIN_KEYS,
  SET_ELEMENT_ORDER,
} from "./directive.ts";
import { getField, isList, isObject, reuse, setField, type MutableObject } from "./json-value.ts";
import type { MergeSchema } from "./merge-schema.ts";
import { PatchError } from "./patch-error.ts";
import {
  deleteFromList,
  mergeInOrder,
  mergeList,
  orderedField,
  shrunkField,
} from "./strategic-list.ts";

/**
 * `target` after the patch; `schema` says how its fields merge (a field it does not know merges as
 * an object or is replaced as a list). The target is not mutated; everything that does not change
 * is shared with it, and the target itself is returned when nothing changes.
 * Throws PatchError: "invalid" for a malformed patch, "unprocessable" for lists of lists.
 */
export function applyStrategicPatch(
  target: JsonObject,
  patch: JsonObject,
  schema: MergeSchema,
): Json {
  return mergeObjects(target, patch, schema);
}

function mergeObjects(
  target: JsonObject,
  patch: JsonObject,
  schema: MergeSchema | undefined,
): JsonObject {
  const whole = patch[PATCH_DIRECTIVE];
  if (whole !== undefined) return reuse(target, wholeObject(whole, patch)) as JsonObject;
  const merge = new ObjectMerge(target, schema);
  const retained = patch[RETAIN_KEYS];
  if (retained !== undefined) merge.retain(retained, patch);
  let ordered: Set<string> | undefined;
  for (const name in patch) {
    if (!name.startsWith(SET_ELEMENT_ORDER)) continue;
    const field = orderedField(name);
    merge.order(field, patch[name] ?? null, getField(patch, field));
    (ordered ??= new Set()).add(field);
  }
  for (const name in patch) {
    const value = patch[name];
    if (value === undefined || ordered?.has(name)) continue;
    if (!isDirective(name)) merge.set(name, value);
    else if (name.startsWith(DELETE_FROM_LIST)) merge.deleteFrom(shrunkField(name), value);
  }
  return merge.result;
}

function wholeObject(directive: Json, patch: JsonObject): Json {
  if (directive === "delete") return {};
  if (directive === "replace") return replacingValue(patch);
  throw new PatchError("invalid", `unknown patch type ${JSON.stringify(directive)} in an object`);
}

/** One object on its way from its live state to the patched one; copied at its first change. */
class ObjectMerge {
  private copy: MutableObject | undefined;

  constructor(
    private readonly live: JsonObject,
    private readonly schema: MergeSchema | undefined,
  ) {}

  get result(): JsonObject {
    return this.copy ?? this.live;
  }

  set(name: string, value: Json): void {
    const old = getField(this.result, name);
    if (value === null) this.put(name, old, undefined);
    else if (old === undefined) this.put(name, old, addedValue(value));
    else if (isObject(old) && isObject(value))
      this.put(name, old, this.mergeField(name, old, value));
    else if (isList(old) && isList(value))
      this.put(name, old, mergeList(old, value, this.schema?.field(name), mergeObjects));
    else {
      // Kinds differ, or scalars. A directive where the live value is of another kind removes it.
      const added = addedValue(value);
      this.put(name, old, added === undefined ? undefined : reuse(old, added));
    }
  }

  /** Carries out `$deleteFromPrimitiveList`. */
  deleteFrom(name: string, doomed: Json): void {
    const old = getField(this.result, name);
    if (doomed === null) this.put(name, old, undefined);
    else if (isList(old) && isList(doomed))
      this.put(name, old, deleteFromList(old, doomed, this.schema?.field(name), mergeObjects));
  }

  /** Carries out `$setElementOrder`, together with the patch for the same list. */
  order(name: string, order: Json, patch: Json | undefined): void {
    const old = getField(this.result, name);
    const field = this.schema?.field(name);
    const list = mergeInOrder(name, old, patch, order, field, mergeObjects);
    if (list !== undefined) this.put(name, old, list);
  }

  /** Carries out `$retainKeys`: fields it does not name go, and the patch may set no others. */
  retain(list: Json, patch: JsonObject): void {
    if (!isList(list)) throw new PatchError("invalid", "invalid patch format of retainKeys");
    const names = new Set(list);
    for (const name in patch) {
      const value = patch[name];
      if (value === undefined || value === null || isDirective(name) || names.has(name)) continue;
      throw new PatchError(
        "invalid",
        `invalid patch format of retainKeys: the patch sets ${name}, which ${RETAIN_KEYS} does not name`,
      );
    }
    for (const name in this.live) if (!names.has(name)) this.put(name, this.live[name], undefined);
  }

  private mergeField(name: string, old: JsonObject, value: JsonObject): Json {
    const field = this.schema?.field(name);
    if (field?.strategy === "replace") return reuse(old, replacingValue(value));
    return mergeObjects(old, value, field?.schema);
  }

  private put(name: string, old: Json | undefined, value: Json | undefined): void {
    if (value === old) return;
    this.copy ??= { ...this.live };
    if (value === undefined) delete this.copy[name];
    else setField(this.copy, name, value);
  }
}
