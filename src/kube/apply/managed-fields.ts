// metadata.managedFields: who owns which fields of an object (apimachinery, util/managedfields/internal/managedfields.go).

import { fieldSetOf, fieldsV1Of } from "./fields-v1.ts";
import type { FieldSet } from "./field-set.ts";
import type { JsonObject } from "../object.ts";

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
    const { manager = "", operation, apiVersion, subresource = "", time } = entry;
    if ((operation !== "Apply" && operation !== "Update") || !apiVersion) return new Map();
    if (entry.fieldsType !== "FieldsV1") return new Map();
    const fields = fieldSetOf(entry.fieldsV1);
    const owner = { manager, operation, apiVersion, subresource, time, fields };
    owners.set(idOf(owner), owner);
  }
  return owners;
}

/** In upstream's order; undefined where there are none. */
export function entriesOf(owners: Owners): readonly ManagedFieldsEntry[] | undefined {
  if (owners.size === 0) return undefined;
  return [...owners.values()]
    .sort(inOrder)
    .map(({ manager, operation, apiVersion, subresource, time, fields }) => ({
      manager,
      operation,
      apiVersion,
      ...(time !== undefined && { time }),
      fieldsType: "FieldsV1" as const,
      fieldsV1: fieldsV1Of(fields),
      ...(subresource !== "" && { subresource }),
    }));
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
  return entriesOf(
    new Map([...ownersOf(entries)].map(([id, owner]) => [id, { ...owner, time: undefined }])),
  );
}
