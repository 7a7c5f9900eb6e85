// Takes paths out of an object (typed/remove.go). What is emptied by it becomes null: whether it may be absent is for
// the reading of the object to say.

import type { Json } from "../object.ts";
import { isList, isObject } from "../patch/json-value.ts";
import { OPEN, resolved, typeOfKey, type ApplyType, type ListType } from "./apply-type.ts";
import type { FieldSet } from "./field-set.ts";
import { itemElement } from "./list-item.ts";
import { fieldElement } from "./path-element.ts";

export function removeFields(open: ApplyType, value: Json, paths: FieldSet): Json {
  const type = resolved(open, value);
  if (type.kind === "leaf") return type.holds === "scalar" ? value : null;
  if (type.kind === "list") return isList(value) ? removeItems(type, value, paths) : null;
  if (!isObject(value)) return null;
  const kept: Record<string, Json> = {};
  for (const [name, inner] of Object.entries(value)) {
    const element = fieldElement(name);
    if (inner === undefined || paths.members.has(element)) continue;
    const below = paths.below(element);
    kept[name] = below.isEmpty ? inner : removeFields(typeOfKey(type, name) ?? OPEN, inner, below);
  }
  return Object.keys(kept).length > 0 ? kept : null;
}

function removeItems(type: ListType, items: readonly Json[], paths: FieldSet): Json {
  const kept: Json[] = [];
  for (const item of items) {
    const { element } = itemElement(type, item);
    if (element !== undefined && paths.members.has(element)) continue;
    const below = element === undefined ? undefined : paths.below(element);
    kept.push(!below || below.isEmpty ? item : removeFields(type.items, item, below));
  }
  return kept.length > 0 ? kept : null;
}
