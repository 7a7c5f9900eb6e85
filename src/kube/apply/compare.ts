// What a write changed, as sets of paths (typed/compare.go).

import type { Json, JsonObject } from "../object.ts";
import { isList, isObject, jsonEqual } from "../patch/json-value.ts";
import {
  OPEN,
  resolved,
  typeOfKey,
  type ApplyType,
  type ListType,
  type MapType,
  type ResolvedType,
} from "./apply-type.ts";
import { FieldSetBuilder, type FieldSet } from "./field-set.ts";
import { itemsByElement } from "./list-item.ts";
import { fieldElement, type PathElement } from "./path-element.ts";

export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

export function compareObjects(type: ApplyType, before: Json, after: Json): Comparison {
  const sets = {
    added: new FieldSetBuilder(),
    modified: new FieldSetBuilder(),
    removed: new FieldSetBuilder(),
  };
  compareAs(resolved(type, after), before, after, sets);
  return {
    added: sets.added.build(),
    modified: sets.modified.build(),
    removed: sets.removed.build(),
  };
}

interface Builders {
  readonly added: FieldSetBuilder;
  readonly modified: FieldSetBuilder;
  readonly removed: FieldSetBuilder;
}

/** Compares what a step leads to; at most one side is absent. */
function compareStep(
  type: ApplyType,
  step: PathElement,
  before: Json | undefined,
  after: Json | undefined,
  sets: Builders,
): void {
  const below = {
    added: sets.added.at(step),
    modified: sets.modified.at(step),
    removed: sets.removed.at(step),
  };
  const asBefore = resolved(type, before);
  const asAfter = resolved(type, after);
  const leaves: boolean[] = [];
  if (after === undefined) leaves.push(compareAs(asBefore, before, after, below));
  else {
    const otherKind =
      before !== undefined &&
      (asBefore.kind !== asAfter.kind || holds(asBefore) !== holds(asAfter));
    if (otherKind) leaves.push(compareAs(asBefore, before, after, below));
    leaves.push(compareAs(asAfter, before, after, below));
  }
  if (before === undefined) sets.added.add(step);
  else if (after === undefined) sets.removed.add(step);
  else if (leaves.includes(true) && !jsonEqual(before, after)) sets.modified.add(step);
}

function holds(type: ResolvedType): string {
  return type.kind === "leaf" ? type.holds : "";
}

/** Compares what is below; true where the two are compared as a whole instead. */
function compareAs(
  type: ResolvedType,
  before: Json | undefined,
  after: Json | undefined,
  sets: Builders,
): boolean {
  if (type.kind === "leaf") return true;
  if (type.kind === "list") {
    const [left, right] = [listIn(before), listIn(after)];
    // That one is null and the other empty is a difference of the whole.
    if (left.length === 0 && right.length === 0) return true;
    compareItems(type, left, right, sets);
    return false;
  }
  const [left, right] = [objectIn(before), objectIn(after)];
  if (Object.keys(left).length === 0 && Object.keys(right).length === 0) return true;
  compareFields(type, left, right, sets);
  return false;
}

function listIn(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

function objectIn(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function compareFields(type: MapType, before: JsonObject, after: JsonObject, sets: Builders): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [left, right] = [before[name], after[name]];
    if (left === right) continue;
    compareStep(typeOfKey(type, name) ?? OPEN, fieldElement(name), left, right, sets);
  }
}

function compareItems(
  type: ListType,
  before: readonly Json[],
  after: readonly Json[],
  sets: Builders,
): void {
  const [left, right] = [itemsByElement(type, before), itemsByElement(type, after)];
  for (const element of new Set([...left.keys(), ...right.keys()])) {
    const [old, now] = [left.get(element) ?? [], right.get(element) ?? []];
    if (old.length > 1 && now.length > 1) {
      if (!jsonEqual(old, now)) sets.modified.add(element);
    } else if (old.length > 1) {
      if (now[0] !== undefined) compareStep(type.items, element, undefined, now[0], sets);
      sets.removed.add(element);
    } else if (now.length > 1) {
      if (old[0] !== undefined) compareStep(type.items, element, old[0], undefined, sets);
      sets.added.add(element);
    } else compareStep(type.items, element, old[0], now[0], sets);
  }
}
