// Who owns what after a write (structured-merge-diff, merge/update.go, and what apimachinery's field managers put around it).
// Pure: objects and owners in, objects and owners out. Owners of another version of the API are carried along
// untouched; upstream converts the object to their version.

import type { JsonObject } from "../object.ts";
import { isObject, jsonEqual } from "../patch/json-value.ts";
import type { MapType } from "./apply-type.ts";
import { compareObjects, type Comparison } from "./compare.ts";
import type { Conflict } from "./conflict.ts";
import { EMPTY_SET, FieldSet } from "./field-set.ts";
import { fieldsOf } from "./fields-of.ts";
import {
  idOf,
  mayOwnBelow,
  owning,
  seconds,
  type Owner,
  type OwnerName,
  type Owners,
} from "./managed-fields.ts";
import { mergeValues } from "./merge.ts";
import { fieldElement, type PathElement } from "./path-element.ts";
import { prune } from "./prune.ts";

export interface Write {
  readonly type: MapType;
  /** The object before, without its managedFields; its bare form before it exists. */
  readonly live: JsonObject;
  /** The object of this kind with nothing in it: what it was before it existed. */
  readonly bare: JsonObject;
  readonly owners: Owners;
  readonly manager: string;
  readonly apiVersion: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  /** Paths this kind of write cannot change, whatever it says of them. */
  readonly ignored: FieldSet;
  /** RFC 3339; undefined where nobody is to know. */
  readonly now: string | undefined;
}

export type Applied =
  | {
      readonly conflicts?: never;
      /** The live object itself where nothing changed. */
      readonly object: JsonObject;
      readonly owners: Owners;
    }
  | { readonly conflicts: readonly Conflict[] };

/** As upstream: owners by update kept apart, before the oldest are thrown together. */
const UPDATE_OWNERS_MAX = 10;
const UNTRACKED = "before-first-apply";
const OLDEST = "ancient-changes";

/** What no owner can have: the server decides it, or it names the object. */
const NOBODYS = FieldSet.of(
  [fieldElement("apiVersion")],
  [fieldElement("kind")],
  [fieldElement("metadata")],
  ...[
    "name",
    "namespace",
    "creationTimestamp",
    "selfLink",
    "uid",
    "clusterName",
    "generation",
    "managedFields",
    "resourceVersion",
  ].map((name) => [fieldElement("metadata"), fieldElement(name)]),
);

/** The owners after a write that replaces the object by `next`. */
export function ownersAfterUpdate(write: Write, next: JsonObject): Owners {
  const { type, live, owners, ignored, now } = write;
  const name = nameOf(write, "Update");
  const id = idOf(name);
  const changes = without(compareObjects(type, live, next), ignored);
  if (changes.added.isEmpty && changes.modified.isEmpty && changes.removed.isEmpty) return owners;
  const { owners: others } = takeFrom(owners, undefined, name.apiVersion, changes);
  const mine = changes.modified.union(changes.added).difference(NOBODYS);
  if (mine.isEmpty) return others;
  const after = new Map(others);
  after.set(id, { ...name, time: now, fields: mine.union(others.get(id)?.fields ?? EMPTY_SET) });
  return capped(after);
}

/** The object with `config` applied to it, and its owners; or what stands in the way. */
export function applyConfiguration(write: Write, config: JsonObject, force: boolean): Applied {
  const { type, live, ignored, now } = write;
  const owners = write.owners.size > 0 ? write.owners : untracked(write);
  const name = nameOf(write, "Apply");
  const id = idOf(name);
  const last = owners.get(id);
  const fields = fieldsOf(type, config).recursiveDifference(ignored);
  const claimed = new Map(owners);
  claimed.set(id, { ...name, time: last?.time, fields });
  const merged = mergeValues(type, live, config) as JsonObject;
  const pruned = last ? prune(type, merged, last, claimed) : merged;
  const next = isObject(pruned) ? pruned : {};
  const changes = without(compareObjects(type, live, next), ignored);
  const taken = takeFrom(claimed, id, name.apiVersion, changes);
  if (!force && taken.conflicts.length > 0) return { conflicts: taken.conflicts };
  const changed = !jsonEqual(live, next);
  const after = new Map(taken.owners);
  const own = after.get(id)?.fields.difference(NOBODYS) ?? EMPTY_SET;
  if (own.isEmpty) after.delete(id);
  else after.set(id, { ...name, time: changed ? now : last?.time, fields: own });
  return { object: changed ? next : live, owners: after };
}

function nameOf(
  { manager, apiVersion, subresource }: Write,
  operation: Owner["operation"],
): OwnerName {
  return { manager: manager || "unknown", operation, apiVersion, subresource };
}

/** An object that nobody has applied yet: all of it belongs to whoever was before. */
function untracked(write: Write): Owners {
  return ownersAfterUpdate({ ...write, live: write.bare, manager: UNTRACKED }, write.live);
}

function without({ added, modified, removed }: Comparison, ignored: FieldSet): Comparison {
  return {
    added: added.recursiveDifference(ignored),
    modified: modified.recursiveDifference(ignored),
    removed: removed.recursiveDifference(ignored),
  };
}

/** Takes what a write changed from everyone but its writer, and tells from whom. */
function takeFrom(
  owners: Owners,
  writer: string | undefined,
  apiVersion: string,
  { added, modified, removed }: Comparison,
): { readonly owners: Owners; readonly conflicts: readonly Conflict[] } {
  const after = new Map<string, Owner>();
  const conflicts: Conflict[] = [];
  const changed = modified.union(added);
  const steps = [...stepsOf(changed), ...stepsOf(removed)];
  for (const [id, owner] of owners) {
    if (id === writer || owner.apiVersion !== apiVersion || !mayOwnBelow(owner, steps)) {
      after.set(id, owner);
      continue;
    }
    const lost = owner.fields.intersection(changed);
    if (!lost.isEmpty) conflicts.push({ owner, fields: lost });
    const kept = owner.fields.difference(lost).difference(removed);
    if (!kept.isEmpty) after.set(id, owning(owner, kept));
  }
  return { owners: after, conflicts };
}

function stepsOf({ members, children }: FieldSet): readonly PathElement[] {
  return [...members, ...children.keys()];
}

/** Throws the oldest owners by update together, version by version, until there are few enough. */
function capped(owners: Map<string, Owner>): Owners {
  const updaters = [...owners].filter(([, owner]) => owner.operation === "Update");
  let surplus = updaters.length - UPDATE_OWNERS_MAX;
  if (surplus <= 0) return owners;
  updaters.sort(([, left], [, right]) => seconds(left.time) - seconds(right.time));
  const firsts = new Map<string, string>();
  for (const [id, owner] of updaters) {
    if (surplus <= 0) break;
    const { apiVersion } = owner;
    const first = firsts.get(apiVersion);
    if (first === undefined) {
      firsts.set(apiVersion, id);
      continue;
    }
    const name: OwnerName = { manager: OLDEST, operation: "Update", apiVersion, subresource: "" };
    const bucketId = idOf(name);
    const bucket = owners.get(bucketId) ?? owners.get(first);
    owners.delete(first);
    owners.delete(id);
    const fields = owner.fields.union(bucket?.fields ?? EMPTY_SET);
    owners.set(bucketId, { ...name, time: owner.time, fields });
    surplus--;
  }
  return owners;
}
