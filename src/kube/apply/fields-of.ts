// The paths of an object that its writer speaks about (typed/tofieldset.go): leaves, items of lists, keys of maps that the
// schema does not name, and whatever is null or empty.

import type { Json } from "../object.ts";
import { isList, isObject } from "../patch/json-value.ts";
import { resolved, typeOfKey, OPEN, type ApplyType, type ListType } from "./apply-type.ts";
import { FieldSetBuilder, type FieldSet } from "./field-set.ts";
import { itemsByElement } from "./list-item.ts";
import { fieldElement } from "./path-element.ts";

export function fieldsOf(type: ApplyType, value: Json): FieldSet {
  const set = new FieldSetBuilder();
  gather(type, value, set);
  return set.build();
}

/** Gathers what is below `value`; whether the value itself is a leaf. */
function gather(open: ApplyType, value: Json, set: FieldSetBuilder): boolean {
  const type = resolved(open, value);
  if (type.kind === "leaf") return true;
  if (type.kind === "list") {
    if (isList(value)) gatherItems(type, value, set);
    return false;
  }
  if (!isObject(value)) return false;
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    const element = fieldElement(name);
    const isLeaf = gather(typeOfKey(type, name) ?? OPEN, inner, set.at(element));
    if (isLeaf || isEmpty(inner) || type.field(name) === undefined) set.add(element);
  }
  return false;
}

function isEmpty(value: Json): boolean {
  return value === null || (isObject(value) && Object.keys(value).length === 0);
}

function gatherItems(type: ListType, items: readonly Json[], set: FieldSetBuilder): void {
  for (const [element, [item, second]] of itemsByElement(type, items)) {
    set.add(element);
    // Of items that cannot be told apart only that they are there.
    if (item !== undefined && second === undefined) gather(type.items, item, set.at(element));
  }
}
