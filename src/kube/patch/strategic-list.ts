// How a list merges under a strategic merge patch: as a set of scalars, or object by object where a
// merge key says which is which.

import type { Json, JsonObject } from "../object.ts";
import {
  addedValue,
  DELETE_FROM_LIST,
  directiveField,
  hasPatchDirective,
  PATCH_DIRECTIVE,
  replacingValue,
  SET_ELEMENT_ORDER,
} from "./directive.ts";
import { identityOf, orderElements, positionIn } from "./element-order.ts";
import { getField, isList, isObject, reuse } from "./json-value.ts";
import type { FieldMerge, MergeSchema } from "./merge-schema.ts";
import { PatchError } from "./patch-error.ts";

/** Merges one object into another: strategic.ts, handed in so that the two files stay a tree. */
export type MergeObjects = (
  target: JsonObject,
  patch: JsonObject,
  schema: MergeSchema | undefined,
) => JsonObject;

type List = readonly Json[];

const noItems: List = [];

/** `live` with the patch list merged in or put in its place, as the field's strategy says. */
export function mergeList(
  live: List,
  patch: List,
  field: FieldMerge | undefined,
  mergeObjects: MergeObjects,
): List {
  if (!merges(field)) return reuse(live, replacingValue(patch)) as List;
  const kind = elementKind(live, patch);
  if (kind === undefined) return live;
  if (kind !== "object") {
    const both = [...new Set([...live, ...patch])];
    return unchanged(live, orderElements(both, patch, live, identityOf(undefined)));
  }
  return mergeKeyed(live, patch, requiredMergeKey(field), field?.schema, mergeObjects);
}

/** `live` without the scalars that `$deleteFromPrimitiveList` names. */
export function deleteFromList(
  live: List,
  doomed: List,
  field: FieldMerge | undefined,
  mergeObjects: MergeObjects,
): List {
  const kind = elementKind(live, doomed);
  if (kind === undefined) return live;
  if (kind === "object")
    return mergeKeyed(live, doomed, requiredMergeKey(field), field?.schema, mergeObjects);
  const gone = new Set(doomed);
  return live.some((item) => gone.has(item)) ? live.filter((item) => !gone.has(item)) : live;
}

/**
 * The list after a `$setElementOrder` directive: `live` merged with `patch` (where given), with the
 * items that `order` names in that order. Undefined when there is no list at all.
 */
export function mergeInOrder(
  name: string,
  live: Json | undefined,
  patch: Json | undefined,
  order: Json,
  field: FieldMerge | undefined,
  mergeObjects: MergeObjects,
): List | undefined {
  const wanted = requiredList(order, name);
  const patchItems = patch === undefined ? noItems : requiredList(patch, name);
  const liveItems = live === undefined ? noItems : requiredList(live, name);
  const mergeKey = field?.mergeKey;
  validateOrder(patchItems, wanted, mergeKey);
  if (live === undefined && patch === undefined) return undefined;
  let merged = liveItems;
  if (live === undefined) merged = addedValue(patchItems) as List;
  else if (patch !== undefined) merged = mergeList(liveItems, patchItems, field, mergeObjects);
  const kind = elementKind(liveItems, patchItems);
  if (kind === undefined)
    throw new PatchError("invalid", `${name}: no elements in any of the given slices`);
  if (kind === "object")
    for (const item of [...merged, ...wanted]) mergeKeyValue(item, requiredMergeKey(field));
  const liveOrder =
    mergeKey === undefined ? liveItems : orderAfter(liveItems, patchItems, mergeKey);
  const ordered = orderElements(merged, wanted, liveOrder, identityOf(mergeKey));
  return live === undefined ? ordered : unchanged(liveItems, ordered);
}

/**
 * The live order by which merged items are placed. The original deletes and appends in the array
 * that it then reads as the live order, so added items take the places at its end that deleted ones
 * left: with `kubectl apply`, a renamed container stands where it stood. Here the same on purpose.
 */
function orderAfter(live: List, patch: List, mergeKey: string): List {
  const identity = identityOf(mergeKey);
  const deleted = new Set(patch.filter(isDeletion).map(identity));
  const kept = live.filter((item) => !deleted.has(identity(item)));
  if (kept.length === live.length) return live;
  const known = new Set(kept.map(identity));
  const added = patch.filter((item) => !hasPatchDirective(item) && !known.has(identity(item)));
  return [...kept, ...added].slice(0, live.length);
}

/** The list field a `$setElementOrder/…` or `$deleteFromPrimitiveList/…` key is about. */
export function orderedField(name: string): string {
  return directiveField(name, SET_ELEMENT_ORDER);
}
export function shrunkField(name: string): string {
  return directiveField(name, DELETE_FROM_LIST);
}

function mergeKeyed(
  live: List,
  patch: List,
  mergeKey: string,
  schema: MergeSchema | undefined,
  mergeObjects: MergeObjects,
): List {
  const { kept, changes, replace } = applyItemDirectives(live, patch, mergeKey);
  if (replace) return reuse(live, replacingValue(changes)) as List;
  const identity = identityOf(mergeKey);
  const position = positionIn(kept, identity);
  const merged = kept.slice();
  let inOrder = true;
  let last = -1;
  for (const change of changes) {
    const key = mergeKeyValue(change, mergeKey);
    let at = position(change);
    if (at < 0) {
      inOrder = false;
      at = findAdded(merged, kept.length, mergeKey, key);
    }
    if (at < 0) merged.push(replacingValue(change));
    else merged[at] = mergeObjects(merged[at] as JsonObject, change as JsonObject, schema);
    if (at <= last) inOrder = false;
    last = at;
  }
  // Most patches touch items that exist, in the order in which they exist: then the order stands.
  if (inOrder && hasDistinctKeys(kept, mergeKey)) return unchanged(live, merged);
  for (const item of merged) mergeKeyValue(item, mergeKey);
  return unchanged(live, orderElements(merged, changes, kept, identity));
}

function findAdded(merged: List, from: number, mergeKey: string, key: Json): number {
  for (let at = from; at < merged.length; at++)
    if (getField(merged[at] as JsonObject, mergeKey) === key) return at;
  return -1;
}

/** Carries out the `$patch` directives among the items, and says what is left to merge into what. */
function applyItemDirectives(
  live: List,
  patch: List,
  mergeKey: string,
): { kept: List; changes: List; replace: boolean } {
  if (!patch.some(hasPatchDirective)) return { kept: live, changes: patch, replace: false };
  let kept = live;
  let replace = false;
  const changes: Json[] = [];
  for (const item of patch) {
    const directive = getField(item as JsonObject, PATCH_DIRECTIVE);
    if (directive === undefined) changes.push(item);
    else if (directive === "replace") replace = true;
    else if (directive === "delete") {
      const key = mergeKeyValue(item, mergeKey);
      kept = kept.filter((other) => getField(other as JsonObject, mergeKey) !== key);
    } else if (directive === "merge")
      throw new PatchError("invalid", "merging lists cannot yet be specified in the patch");
    else
      throw new PatchError("invalid", `unknown patch type ${JSON.stringify(directive)} in a list`);
  }
  return { kept, changes, replace };
}

function hasDistinctKeys(list: List, mergeKey: string): boolean {
  for (let at = 0; at < list.length; at++) {
    const key = getField(list[at] as JsonObject, mergeKey);
    if (key === undefined) return false;
    for (let other = 0; other < at; other++)
      if (getField(list[other] as JsonObject, mergeKey) === key) return false;
  }
  return true;
}

/** The items the patch brings must stand in the order it asks for, and be named by it. */
function validateOrder(patch: List, order: List, mergeKey: string | undefined): void {
  if (patch.length === 0 || order.length === 0) return;
  const key = (item: Json) => (mergeKey === undefined ? item : mergeKeyValue(item, mergeKey));
  const items = mergeKey === undefined ? patch : patch.filter((item) => !isDeletion(item));
  let done = 0;
  for (let at = 0; done < items.length && at < order.length;) {
    const item = items[done] as Json;
    if (hasPatchDirective(item)) done++;
    else if (key(item) === key(order[at++] as Json)) done++;
  }
  if (done < items.length)
    throw new PatchError(
      "invalid",
      `the order of the list in the patch does not match its ${SET_ELEMENT_ORDER} list`,
    );
}

/** What the lists hold (undefined when both are empty); all items must be of one kind. */
function elementKind(...lists: readonly List[]): string | undefined {
  let kind: string | undefined;
  for (const list of lists)
    for (const item of list) {
      const own = item === null ? "null" : isList(item) ? "list" : typeof item;
      if (own === "list") throw new PatchError("unprocessable", "lists of lists are not supported");
      if (own === "null" || (kind !== undefined && own !== kind))
        throw new PatchError("invalid", "list element types are not identical");
      kind = own;
    }
  return kind;
}

function merges(field: FieldMerge | undefined): boolean {
  return field?.strategy === "merge" || field?.strategy === "merge,retainKeys";
}

function requiredMergeKey(field: FieldMerge | undefined): string {
  if (field?.mergeKey !== undefined) return field.mergeKey;
  throw new PatchError("invalid", "cannot merge lists of objects without a merge key");
}

function requiredList(value: Json, name: string): List {
  if (isList(value)) return value;
  throw new PatchError("invalid", `${name}: expected a list for ${SET_ELEMENT_ORDER}`);
}

function mergeKeyValue(item: Json, mergeKey: string): Json {
  const value = isObject(item) ? getField(item, mergeKey) : undefined;
  if (value !== undefined) return value;
  throw new PatchError(
    "invalid",
    `map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`,
  );
}

function isDeletion(item: Json): boolean {
  return isObject(item) && getField(item, PATCH_DIRECTIVE) === "delete";
}

function unchanged(live: List, result: List): List {
  if (live.length !== result.length) return result;
  for (let at = 0; at < live.length; at++) if (live[at] !== result[at]) return result;
  return live;
}
