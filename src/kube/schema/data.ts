// The generated schema of the Kubernetes API, parsed when something first asks for it. It is imported as text:
// a hundred kilobytes of JSON parse in about a millisecond, and a process that never asks does not pay even that.

import text from "./builtin.json.txt" with { type: "text" };

/** `[JSON name, protobuf number, type code, extras?]`; an inlined struct has an empty name. */
export type FieldData = readonly [
  name: string,
  protobufNumber: number,
  code: string,
  extras?: FieldExtrasData,
];

export interface FieldExtrasData {
  readonly p?: string;
  readonly g?: string;
  readonly l?: "atomic" | "map" | "set";
  readonly k?: readonly string[];
  readonly m?: "atomic" | "granular";
  readonly d?: unknown;
}

export interface TypeData {
  /** As in OpenAPI: `io.k8s.api.core.v1.PodSpec`. */
  readonly n: string;
  readonly f: readonly FieldData[];
  readonly r?: readonly string[];
  readonly m?: "atomic" | "granular";
}

export interface SubresourceInfo {
  readonly name: string;
  /** Group, version and kind of the body, which may be another API group's: a Scale, an Eviction. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** A resource that the default API server of the pinned Kubernetes version serves. */
export interface ResourceInfo {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources?: readonly SubresourceInfo[];
  /** Whether its group prefers (and stores) this version. */
  readonly preferred: boolean;
  /** Whether metadata.generation starts at 1 and counts changes of the desired state. */
  readonly generation: boolean;
  /** Whether a replace without metadata.resourceVersion is allowed. */
  readonly unconditionalUpdate: boolean;
  /** Whether a replace of an absent object creates it. */
  readonly createOnUpdate: boolean;
  /** Whether a delete answers with the deleted object instead of a Status. */
  readonly returnsDeleted: boolean;
  /** Tells clients when the stored form changes; absent where nothing is stored. */
  readonly storageVersionHash?: string;
  /** What users of the kind are warned of. */
  readonly deprecation?: string;
}

export interface SchemaData {
  /** The Kubernetes version it was generated from: `v1.36.3`. */
  readonly version: string;
  readonly resources: readonly ResourceInfo[];
  /** `apps/v1/Deployment` to an index in `types`. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly types: readonly TypeData[];
}

let parsed: SchemaData | undefined;

export function schemaData(): SchemaData {
  parsed ??= JSON.parse(text) as SchemaData;
  return parsed;
}
