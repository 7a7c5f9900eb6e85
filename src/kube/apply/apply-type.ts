// What applying must know of a type: which of its parts merge, and how the items of its lists are told apart. Built-in
// kinds have it in the generated schema; a custom resource's schema can be put in the same form.

import type { Json } from "../object.ts";
import type { FieldInfo, Shape, TypeInfo } from "../schema/type-info.ts";
import { isObject } from "../patch/json-value.ts";

export type ApplyType =
  /** One value that is owned as a whole: a scalar, or what the schema calls atomic. */
  | { readonly kind: "leaf"; readonly holds: "list" | "map" | "scalar" }
  | MapType
  | ListType
  /** What the schema leaves open: objects merge, all else is a leaf. */
  | { readonly kind: "open" };

export interface MapType {
  readonly kind: "map";
  /** The type of a field the schema names. */
  readonly field: (name: string) => ApplyType | undefined;
  /** Of all other keys; absent where there may be none. */
  readonly others?: ApplyType;
}

export interface ListType {
  readonly kind: "list";
  readonly items: ApplyType;
  /** Which fields tell items apart; none for a set of scalars. */
  readonly keys: readonly string[];
  /** What a key that is absent stands for. */
  readonly defaults: Readonly<Record<string, Json>>;
}

export type ResolvedType = Exclude<ApplyType, { kind: "open" }>;

const SCALAR: ResolvedType = { kind: "leaf", holds: "scalar" };
const ATOMIC_LIST: ResolvedType = { kind: "leaf", holds: "list" };
const ATOMIC_MAP: ResolvedType = { kind: "leaf", holds: "map" };
export const OPEN: ApplyType = { kind: "open" };
const OPEN_MAP: MapType = { kind: "map", field: () => undefined, others: OPEN };

/** The type a value has where the schema leaves it open. */
export function resolved(type: ApplyType, value: Json | undefined): ResolvedType {
  if (type.kind !== "open") return type;
  if (value === null || value === undefined || isObject(value)) return OPEN_MAP;
  return Array.isArray(value) ? ATOMIC_LIST : SCALAR;
}

/** Of a key of a map; undefined where the schema knows no such key. */
export function typeOfKey(type: MapType, name: string): ApplyType | undefined {
  return type.field(name) ?? type.others;
}

const known = new WeakMap<TypeInfo, MapType>();

/** How objects of a built-in type merge. */
export function applyTypeOf(type: TypeInfo): MapType {
  let found = known.get(type);
  if (!found) known.set(type, (found = structType(type)));
  return found;
}

function structType(type: TypeInfo): MapType {
  const fields = new Map<string, ApplyType>();
  return {
    kind: "map",
    field(name) {
      const cached = fields.get(name);
      if (cached) return cached;
      const info = type.field(name);
      if (!info) return undefined;
      const made = fieldType(info);
      fields.set(name, made);
      return made;
    },
  };
}

function fieldType({ shape, listType, listMapKeys, mapType }: FieldInfo): ApplyType {
  if (shape.kind === "list") {
    if (listType !== "map" && listType !== "set") return ATOMIC_LIST;
    return { kind: "list", items: shapeType(shape.items), ...keysOf(shape.items, listMapKeys) };
  }
  // What a field says of itself goes before what its type says.
  if (mapType === "granular" && shape.kind === "struct") return applyTypeOf(shape.type);
  return mapType === "atomic" ? ATOMIC_MAP : shapeType(shape);
}

function keysOf(items: Shape, keys: readonly string[] = []): Pick<ListType, "keys" | "defaults"> {
  const defaults: Record<string, Json> = {};
  if (items.kind === "struct")
    for (const key of keys) {
      const value = defaultOf(items.type.field(key));
      if (value !== undefined) defaults[key] = value;
    }
  return { keys, defaults };
}

/** Fields that Go always prints have their zero value for a default. */
function defaultOf(field: FieldInfo | undefined): Json | undefined {
  if (!field) return undefined;
  if (field.default !== undefined) return field.default as Json;
  if (field.pointer || field.omitEmpty) return undefined;
  if (field.shape.kind === "string") return "";
  return field.shape.kind === "int32" || field.shape.kind === "int64" ? 0 : undefined;
}

function shapeType(shape: Shape): ApplyType {
  if (shape.kind === "struct")
    return shape.type.mapType === "atomic" ? ATOMIC_MAP : applyTypeOf(shape.type);
  if (shape.kind === "map")
    return { kind: "map", field: () => undefined, others: shapeType(shape.values) };
  if (shape.kind === "list") return ATOMIC_LIST;
  return WHOLE_OBJECTS.has(shape.kind) ? ATOMIC_MAP : SCALAR;
}

/** What holds any JSON is owned as a whole. */
const WHOLE_OBJECTS: ReadonlySet<Shape["kind"]> = new Set(["rawExtension", "fieldsV1", "json"]);
