// An object on its way into the store: the one place where objects may be changed.
// Everything read from the store is shared and therefore immutable.

import type { KubeObject, OwnerReference } from "../../kube/index.ts";

export interface DraftMeta {
  name: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: unknown;
  selfLink?: string;
}

export interface Draft {
  apiVersion: string;
  kind: string;
  metadata: DraftMeta;
  [field: string]: unknown;
}

/** A draft that shares everything but the two outer levels with `object`. */
export function draftOf(object: KubeObject): Draft {
  return { ...object, metadata: { ...object.metadata } } as unknown as Draft;
}

/** A field of `object` as an open record; an empty one where it is absent or not an object. */
export function recordAt(object: Readonly<Record<string, unknown>>, field: string): OpenRecord {
  const value = object[field];
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as OpenRecord)
    : EMPTY;
}

/** A string, number or boolean as text; anything else, absent values among them, as an empty one. */
export function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

export type OpenRecord = Readonly<Record<string, unknown>>;
const EMPTY: OpenRecord = Object.freeze({});
