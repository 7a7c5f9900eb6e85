// The order of a merged list. Precedence: the order the patch asks for, then that of the live list.
//
// Items the patch names are sorted as the patch has them, the others as the live list has them; then
// the two are interleaved: an item the live list puts before the next patch item goes before it.
// The algorithm is that of Kubernetes (apimachinery, strategicpatch, normalizeElementOrder).

import type { Json, JsonObject } from "../object.ts";
import { getField } from "./json-value.ts";

/** Above this many items an index by map is cheaper than scanning. */
const SCANNED_ITEMS_MAX = 16;

/** What identifies an item: the item itself, or the value of its merge key. */
export type Identity = (item: Json) => Json | undefined;

export function identityOf(mergeKey: string | undefined): Identity {
  return mergeKey === undefined ? (item) => item : (item) => getField(item as JsonObject, mergeKey);
}

/** Where in `list` the first item with the same identity stands, or -1. */
export type Position = (item: Json) => number;

export function positionIn(list: readonly Json[], identity: Identity): Position {
  const keys = list.map(identity);
  if (list.length <= SCANNED_ITEMS_MAX) return (item) => keys.indexOf(identity(item));
  const positions = new Map<Json | undefined, number>();
  keys.forEach((key, at) => {
    if (!positions.has(key)) positions.set(key, at);
  });
  return (item) => positions.get(identity(item)) ?? -1;
}

/** `merged`, ordered. `patchOrder` and `liveOrder` hold items (or objects with just the merge key). */
export function orderElements(
  merged: readonly Json[],
  patchOrder: readonly Json[],
  liveOrder: readonly Json[],
  identity: Identity,
): Json[] {
  const inPatch = positionIn(patchOrder, identity);
  const inLive = positionIn(liveOrder, identity);
  const named: Json[] = [];
  const others: Json[] = [];
  for (const item of merged) (inPatch(item) >= 0 ? named : others).push(item);
  sortBy(named, inPatch);
  sortBy(others, inLive);
  return interleave(others, named, inLive);
}

/**
 * Stable, by position. Items without one compare as smaller whichever way they are asked, so for
 * them the outcome is that of the sorting method: insertion, as Go sorts short lists.
 */
function sortBy(items: Json[], position: Position): void {
  if (isInOrder(items, position)) return;
  const at = new Map(items.map((item) => [item, position(item)]));
  const place = (item: Json) => at.get(item) ?? -1;
  if (items.every((item) => place(item) >= 0)) {
    items.sort((left, right) => place(left) - place(right));
    return;
  }
  const less = (left: Json, right: Json) =>
    place(left) < 0 || place(right) < 0 || place(left) < place(right);
  for (let end = 1; end < items.length; end++)
    for (let slot = end; slot > 0; slot--) {
      const item = items[slot] as Json;
      const before = items[slot - 1] as Json;
      if (!less(item, before)) break;
      items[slot - 1] = item;
      items[slot] = before;
    }
}

function isInOrder(items: readonly Json[], position: Position): boolean {
  let last = 0;
  for (const item of items) {
    const at = position(item);
    if (at < last) return false;
    last = at;
  }
  return true;
}

function interleave(others: readonly Json[], named: readonly Json[], inLive: Position): Json[] {
  const result: Json[] = [];
  let next = 0;
  for (const item of named) {
    const until = inLive(item);
    while (next < others.length) {
      const live = inLive(others[next] as Json);
      if (until < 0 || live < 0 || live >= until) break;
      result.push(others[next++] as Json);
    }
    result.push(item);
  }
  for (; next < others.length; next++) result.push(others[next] as Json);
  return result;
}
