// metadata.managedFields: who owns which fields of an object (apimachinery, util/managedfields/internal/managedfields.go).

import { fieldSetOf, fieldsV1Of } from "./fields-v1.ts";
import type { FieldSet } from "./field-set.ts";
import type { JsonObject } from "../object.ts";
import type { PathElement } from "./path-element.ts";

export type Operation = "Apply" | "Update";

export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: Operation;
  readonly apiVersion: string;
  /** Absent where the entry was made without changing the object. */
  readonly time?: string;
  readonly fieldsType: "FieldsV1";
  readonly fieldsV1: JsonObject;
  readonly subresource?: string;
}

/** One owner: what it is called, and what it owns. */
export interface Owner {
  readonly manager: string;
  readonly operation: Operation;
  readonly apiVersion: string;
  readonly subresource: string;
  readonly time: string | undefined;
  readonly fields: FieldSet;
  /** The entry it was read from, which says the same. */
  readonly entry?: ManagedFieldsEntry;
}

/** As read from an entry: most writes concern few owners, so what one owns is read when someone asks. */
class ReadOwner implements Owner {
  private read: FieldSet | undefined;

  constructor(readonly entry: ManagedFieldsEntry) {}

  get manager(): string {
    return this.entry.manager ?? "";
  }
  get operation(): Operation {
    return this.entry.operation;
  }
  get apiVersion(): string {
    return this.entry.apiVersion;
  }
  get subresource(): string {
    return this.entry.subresource ?? "";
  }
  get time(): string | undefined {
    return this.entry.time;
  }
  get fields(): FieldSet {
    return (this.read ??= fieldSetOf(this.entry.fieldsV1));
  }
}

/** The owner with other fields. */
export function owning(owner: Owner, fields: FieldSet): Owner {
  const { manager, operation, apiVersion, subresource, time } = owner;
  return { manager, operation, apiVersion, subresource, time, fields };
}

/** Whether the owner may own something below one of the steps; cheap, for that needs no reading. */
export function mayOwnBelow(owner: Owner, steps: Iterable<PathElement>): boolean {
  const { entry } = owner;
  if (!entry) return !owner.fields.isEmpty;
  for (const step of steps) if (Object.hasOwn(entry.fieldsV1, step)) return true;
  return false;
}

/** Owners by `idOf`. */
export type Owners = ReadonlyMap<string, Owner>;

export type OwnerName = Pick<Owner, "manager" | "operation" | "apiVersion" | "subresource">;

/** Someone who applies is the same in every version, someone who updates is not. */
export function idOf({ manager, operation, apiVersion, subresource }: OwnerName): string {
  return JSON.stringify([manager, operation, operation === "Apply" ? "" : apiVersion, subresource]);
}

/** No owners where the entries are not to be understood, as upstream has it. */
export function ownersOf(entries: unknown): Owners {
  const owners = new Map<string, Owner>();
  if (!Array.isArray(entries)) return owners;
  for (const entry of entries as Partial<ManagedFieldsEntry>[]) {
    const { operation, apiVersion } = entry;
    if ((operation !== "Apply" && operation !== "Update") || !apiVersion) return new Map();
    if (entry.fieldsType !== "FieldsV1") return new Map();
    const owner = new ReadOwner(entry as ManagedFieldsEntry);
    owners.set(idOf(owner), owner);
  }
  return owners;
}

/** In upstream's order; undefined where there are none. */
export function entriesOf(owners: Owners): readonly ManagedFieldsEntry[] | undefined {
  if (owners.size === 0) return undefined;
  return [...owners.values()].sort(inOrder).map(entryOf);
}

function entryOf(owner: Owner): ManagedFieldsEntry {
  if (owner.entry) return owner.entry;
  const { manager, operation, apiVersion, subresource, time, fields } = owner;
  return {
    manager,
    operation,
    apiVersion,
    ...(time !== undefined && { time }),
    fieldsType: "FieldsV1",
    fieldsV1: fieldsV1Of(fields),
    ...(subresource !== "" && { subresource }),
  };
}

/** Who applies first, then the oldest. */
function inOrder(left: Owner, right: Owner): number {
  return (
    compare(left.operation, right.operation) ||
    seconds(left.time) - seconds(right.time) ||
    compare(left.manager, right.manager) ||
    compare(left.apiVersion, right.apiVersion) ||
    compare(left.subresource, right.subresource)
  );
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Since 1970; nothing is older than no time. */
export function seconds(time: string | undefined): number {
  return time === undefined ? 0 : Math.floor(Date.parse(time) / 1000);
}

/** Whether two lists say the same but for when. */
export function sameOwnership(left: unknown, right: unknown): boolean {
  return JSON.stringify(timeless(left)) === JSON.stringify(timeless(right));
}

function timeless(entries: unknown): unknown {
  if (!Array.isArray(entries)) return [];
  const owners = [...ownersOf(entries).values()].map(({ entry }) => ({ ...entry, time: "" }));
  return owners.map((entry) => JSON.stringify(entry)).sort();
}
