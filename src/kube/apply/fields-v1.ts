// Sets of paths as `managedFields[].fieldsV1` carries them: a step without children is `{}`, one that is in the set and has
// children holds a `.` among them (structured-merge-diff, fieldpath/serialize.go).

import type { Json, JsonObject } from "../object.ts";
import { EMPTY_SET, FieldSet } from "./field-set.ts";
import { compareElements, type PathElement } from "./path-element.ts";

export function fieldsV1Of(set: FieldSet): JsonObject {
  return contents(set, false);
}

function contents(set: FieldSet, self: boolean): JsonObject {
  const steps = [...new Set([...set.members, ...set.children.keys()])].sort(compareElements);
  const result: Record<string, Json> = self && steps.length > 0 ? { ".": {} } : {};
  for (const step of steps) result[step] = contents(set.below(step), set.members.has(step));
  return result;
}

/** What is no object is read as an empty set. */
export function fieldSetOf(fields: unknown): FieldSet {
  if (typeof fields !== "object" || fields === null) return EMPTY_SET;
  const members = new Set<PathElement>();
  const children = new Map<PathElement, FieldSet>();
  for (const [step, below] of Object.entries(fields)) {
    if (step === ".") continue;
    const child = fieldSetOf(below);
    const isMember = child.isEmpty || Object.hasOwn(below as object, ".");
    if (isMember) members.add(step);
    if (!child.isEmpty) children.set(step, child);
  }
  return new FieldSet(members, children);
}
