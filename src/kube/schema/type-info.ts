// The types of the Kubernetes API: fields by JSON name and by protobuf number. Each type unfolds its fields
// when first looked at, so asking for a Pod does not unfold the other five hundred types.

import { assert } from "../../base/index.ts";
import { schemaData, type FieldData, type FieldExtrasData, type TypeData } from "./data.ts";
import { parseFieldCode, type FieldCode } from "./field-code.ts";

/**
 * The leaves of a type. `quantity`, `time` and `microTime` are strings in JSON, `bytes` is base64,
 * `intOrString` either; `rawExtension`, `fieldsV1` and `json` hold any JSON. The three `schemaOr…` are the unions of
 * JSONSchemaProps with a boolean, a list of schemas, and a list of strings.
 */
export type ScalarKind =
  | "string"
  | "boolean"
  | "int32"
  | "int64"
  | "double"
  | "bytes"
  | "quantity"
  | "time"
  | "microTime"
  | "intOrString"
  | "rawExtension"
  | "fieldsV1"
  | "json"
  | "schemaOrBoolean"
  | "schemaOrList"
  | "schemaOrStrings";

export type Shape =
  | { readonly kind: ScalarKind }
  | { readonly kind: "struct"; readonly type: TypeInfo }
  /** `wrapped`: in protobuf, a message whose field 1 repeats. */
  | { readonly kind: "list"; readonly items: Shape; readonly wrapped: boolean }
  /** Keys are strings. */
  | { readonly kind: "map"; readonly values: Shape };

export interface FieldInfo {
  /** In JSON; empty for an inlined struct, whose fields stand among those of the type around it. */
  readonly name: string;
  /** 0 where protobuf does not carry the field (kind and apiVersion). */
  readonly protobufNumber: number;
  readonly shape: Shape;
  /** Whether Go tells an absent value from a zero one. */
  readonly pointer: boolean;
  /** Whether Go leaves out an empty value when it prints JSON. */
  readonly omitEmpty: boolean;
  /** As omitEmpty, for structs too. */
  readonly omitZero: boolean;
  readonly patchStrategy?: string;
  readonly patchMergeKey?: string;
  readonly listType?: "atomic" | "map" | "set";
  readonly listMapKeys?: readonly string[];
  readonly mapType?: "atomic" | "granular";
  /** What the published schema says an absent field means, where that is not the zero value. */
  readonly default?: unknown;
}

export class TypeInfo {
  /** As in OpenAPI: `io.k8s.api.core.v1.PodSpec`. */
  readonly name: string;
  /** `Deployment`: the name without its package. */
  readonly shortName: string;
  /** JSON names the published schema requires. */
  readonly required: readonly string[];
  readonly mapType?: "atomic" | "granular";
  private readonly data: TypeData;
  private unfolded: readonly FieldInfo[] | undefined;
  private byName: ReadonlyMap<string, FieldInfo> | undefined;

  constructor(data: TypeData) {
    this.data = data;
    this.name = data.n;
    this.shortName = data.n.slice(data.n.lastIndexOf(".") + 1);
    this.required = data.r ?? [];
    if (data.m) this.mapType = data.m;
  }

  /** In declaration order; inlined structs stay one field with an empty name. */
  get declaredFields(): readonly FieldInfo[] {
    this.unfolded ??= this.data.f.map(fieldInfo);
    return this.unfolded;
  }

  /** By JSON name, in declaration order, the fields of inlined structs among them. */
  get fields(): ReadonlyMap<string, FieldInfo> {
    this.byName ??= flattened(this);
    return this.byName;
  }

  field(name: string): FieldInfo | undefined {
    return this.fields.get(name);
  }
}

function flattened(type: TypeInfo): ReadonlyMap<string, FieldInfo> {
  const fields = new Map<string, FieldInfo>();
  for (const field of type.declaredFields) {
    if (field.name !== "") fields.set(field.name, field);
    else for (const [name, inner] of inlinedType(field).fields) fields.set(name, inner);
  }
  return fields;
}

/** The type of a field with an empty name. */
export function inlinedType(field: FieldInfo): TypeInfo {
  assert(field.shape.kind === "struct", "only structs are inlined");
  return field.shape.type;
}

const codes = new Map<string, FieldCode>();
const structShape = (index: number): Shape => ({ kind: "struct", type: typeAt(index) });

/** Few codes make up most fields, so each is read once. */
function readCode(code: string): FieldCode {
  let known = codes.get(code);
  if (!known) codes.set(code, (known = parseFieldCode(code, structShape)));
  return known;
}

function fieldInfo([name, protobufNumber, code, extras]: FieldData): FieldInfo {
  const { shape, pointer, omitEmpty, omitZero } = readCode(code);
  const field = { name, protobufNumber, shape, pointer, omitEmpty, omitZero };
  return extras ? { ...field, ...fieldExtras(extras) } : field;
}

function fieldExtras({ p, g, l, k, m, d }: FieldExtrasData): Partial<FieldInfo> {
  return {
    ...(p !== undefined && { patchStrategy: p }),
    ...(g !== undefined && { patchMergeKey: g }),
    ...(l !== undefined && { listType: l }),
    ...(k !== undefined && { listMapKeys: k }),
    ...(m !== undefined && { mapType: m }),
    ...(d !== undefined && { default: d }),
  };
}

const types: (TypeInfo | undefined)[] = [];

function typeAt(index: number): TypeInfo {
  const known = types[index];
  if (known) return known;
  const data = schemaData().types[index];
  assert(data, `type ${index} is in the schema`);
  return (types[index] = new TypeInfo(data));
}

const typesByKind = new Map<string, Map<string, TypeInfo>>();

/**
 * The type of a built-in kind; undefined for kinds that are not built in. DeleteOptions belongs to every group version:
 * clients send it under the group of what they delete.
 */
export function typeOf(apiVersion: string, kind: string): TypeInfo | undefined {
  const known = typesByKind.get(apiVersion)?.get(kind);
  if (known) return known;
  const type = findType(apiVersion, kind);
  // What is not built in is not remembered, or clients could fill the memory.
  if (!type) return undefined;
  const byKind = typesByKind.get(apiVersion) ?? new Map<string, TypeInfo>();
  typesByKind.set(apiVersion, byKind.set(kind, type));
  return type;
}

function findType(apiVersion: string, kind: string): TypeInfo | undefined {
  const { kinds } = schemaData();
  const name = kind === "DeleteOptions" ? "meta.k8s.io/v1/DeleteOptions" : `${apiVersion}/${kind}`;
  const alias = name === "v1/Status" ? "meta.k8s.io/v1/Status" : name;
  return Object.hasOwn(kinds, alias) ? typeAt(kinds[alias] as number) : undefined;
}

let byModelName: Map<string, number> | undefined;

/** By its OpenAPI name, `io.k8s.api.core.v1.PodSpec`. */
export function typeNamed(name: string): TypeInfo | undefined {
  byModelName ??= new Map(schemaData().types.map((data, index) => [data.n, index]));
  const index = byModelName.get(name);
  return index === undefined ? undefined : typeAt(index);
}
