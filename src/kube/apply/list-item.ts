// How an item of a list is told from the others: by its keys, or by being itself (typed/helpers.go, listItemToPathElement).

import type { Json } from "../object.ts";
import { isObject, isList } from "../patch/json-value.ts";
import type { ListType } from "./apply-type.ts";
import { keyElement, valueElement, type PathElement } from "./path-element.ts";

/** The element, or why the item has none. */
export type ItemElement =
  { readonly element: PathElement } | { readonly element?: never; readonly problem: string };

export function itemElement({ keys, defaults }: ListType, item: Json): ItemElement {
  if (keys.length === 0) return memberElement(item);
  if (item === null) return { problem: "associative list with keys may not have a null element" };
  if (!isObject(item))
    return { problem: "associative list with keys may not have non-map elements" };
  const found: Record<string, Json> = {};
  for (const key of keys) {
    const value = item[key] ?? defaults[key];
    if (value !== undefined) found[key] = value;
  }
  if (Object.keys(found).length > 0) return { element: keyElement(found) };
  const listed = keys.map((key) => JSON.stringify(key)).join(" ");
  return {
    problem: `associative list with keys has an element that omits all key fields [${listed}] (and doesn't have default values for any key fields)`,
  };
}

function memberElement(item: Json): ItemElement {
  if (item === null)
    return { problem: "associative list without keys has an element that's an explicit null" };
  if (isList(item)) return { problem: "not supported: associative list with lists as elements" };
  if (typeof item === "object")
    return { problem: "associative list without keys has an element that's a map type" };
  return { element: valueElement(item) };
}

/** The items by element, in the order of their first appearance; what cannot be told apart is left out. */
export function itemsByElement(type: ListType, items: readonly Json[]): Map<PathElement, Json[]> {
  const found = new Map<PathElement, Json[]>();
  for (const item of items) {
    const { element } = itemElement(type, item);
    if (element === undefined) continue;
    const same = found.get(element);
    if (same) same.push(item);
    else found.set(element, [item]);
  }
  return found;
}
