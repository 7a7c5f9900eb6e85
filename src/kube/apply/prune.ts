// Removes from an object what its applier no longer speaks of and nobody else owns (merge/update.go, prune).

import type { Json, JsonObject } from "../object.ts";
import { OPEN, typeOfKey, type ApplyType } from "./apply-type.ts";
import { EMPTY_SET, FieldSet } from "./field-set.ts";
import { fieldsOf } from "./fields-of.ts";
import type { Owner, Owners } from "./managed-fields.ts";
import { fieldName } from "./path-element.ts";
import { removeFields } from "./remove.ts";

/** `merged` without what `last` had applied and `owners`, the applier's new claim among them, leave to nobody. */
export function prune(type: ApplyType, merged: JsonObject, last: Owner, owners: Owners): Json {
  if (last.fields.isEmpty) return merged;
  const lastFields = withNamedParents(type, last.fields);
  const allFields = withNamedParents(type, fieldsOf(type, merged));
  const stripped = removeFields(type, merged, lastFields);
  const owned = withNamedParents(type, ownedAt(last.apiVersion, owners));
  const left = withNamedParents(type, fieldsOf(type, stripped));
  const kept = removeFields(type, merged, allFields.difference(left.union(owned)));
  // What disappeared without ever having been applied disappeared with what held it: it stays.
  const keptFields = withNamedParents(type, fieldsOf(type, kept));
  return removeFields(type, merged, allFields.difference(keptFields).intersection(lastFields));
}

function ownedAt(apiVersion: string, owners: Owners): FieldSet {
  let owned = EMPTY_SET;
  for (const owner of owners.values())
    if (owner.apiVersion === apiVersion) owned = owned.union(owner.fields);
  return owned;
}

/** The fields the schema names are in the set wherever something below them is (fieldpath, EnsureNamedFieldsAreMembers). */
function withNamedParents(type: ApplyType, set: FieldSet): FieldSet {
  const members = new Set(set.members);
  const children = new Map<string, FieldSet>();
  for (const [element, below] of set.children) {
    const name = fieldName(element);
    if (name === undefined) {
      children.set(element, withNamedParents(type.kind === "list" ? type.items : OPEN, below));
      continue;
    }
    const inner = type.kind === "map" ? typeOfKey(type, name) : undefined;
    if (type.kind === "map" && type.field(name)) members.add(element);
    children.set(element, withNamedParents(inner ?? OPEN, below));
  }
  return new FieldSet(members, children);
}
