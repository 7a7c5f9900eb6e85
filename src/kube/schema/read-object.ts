// Reads a JSON object the way a Go server does: into the fields of its type, and out again. What the type does not know
// is dropped and named, nulls and empty values that Go forgets are gone, and what Go always prints is there. Every
// stored object has this form, so two objects are equal when and only when Kubernetes takes them for equal.

import { assert } from "../../base/index.ts";
import type { Json, JsonObject } from "../object.ts";
import { isList, isObject, setField, type MutableObject } from "../patch/json-value.ts";
import { mismatch, MismatchError, type Holder } from "./mismatch.ts";
import { omitsZero, shapeZeroMaker, zeroMakersOf, zeroMakerOf } from "./printed-zero.ts";
import { readScalar } from "./read-scalar.ts";
import { typeNamed, type FieldInfo, type Shape, type TypeInfo } from "./type-info.ts";

const SCHEMA_PROPS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";

/** How deep an object may nest; Go's decoder allows 10,000, which no object needs. */
const DEPTH_MAX = 500;

export interface Reading {
  /** The object in the form Kubernetes stores; the very argument where it had that form already. */
  readonly object: JsonObject;
  /** Paths of the fields the type does not know, in Kubernetes' spelling: `spec.containers[0].imagge`. */
  readonly unknown: readonly string[];
}

/** Throws MismatchError for a value its field cannot hold. The argument is not changed. */
export function readObject(type: TypeInfo, object: JsonObject): Reading {
  const reader = new ObjectReader();
  const result = reader.struct(type, object);
  return { object: result, unknown: reader.unknown };
}

type UnionKind = "schemaOrBoolean" | "schemaOrList" | "schemaOrStrings";

class ObjectReader implements Holder {
  readonly unknown: string[] = [];
  structName = "";
  readonly fieldNames: string[] = [];
  /** As fieldNames, with list indexes and map keys. */
  private readonly place: (string | number)[] = [];

  struct(type: TypeInfo, object: JsonObject): JsonObject {
    if (this.place.length >= DEPTH_MAX) throw new MismatchError("exceeded max depth");
    const outerName = this.structName;
    this.structName = type.shortName;
    const { fields } = type;
    const names = Object.keys(object);
    let copy: MutableObject | undefined;
    for (let index = 0; index < names.length; index++) {
      const name = names[index] as string;
      const value = object[name];
      const next = this.field(fields.get(name), name, value);
      if (!copy && next !== value) copy = firstFields(object, names, index);
      if (copy && next !== undefined) setField(copy, name, next);
    }
    this.structName = outerName;
    return withZeros(type, object, copy);
  }

  /** Undefined where the field is to be left out. */
  private field(
    field: FieldInfo | undefined,
    name: string,
    value: Json | undefined,
  ): Json | undefined {
    if (value === undefined) return undefined;
    if (!field) {
      this.unknown.push(pathOf([...this.place, name]));
      return undefined;
    }
    if (value === null) return zeroMakerOf(field)?.();
    this.place.push(name);
    this.fieldNames.push(name);
    const next = this.value(field.shape, value);
    this.place.pop();
    this.fieldNames.pop();
    // Go would print a pointer to nothing as null, once, and forget it at the next reading.
    if (next === null && field.pointer && field.omitEmpty) return undefined;
    return !field.pointer && isEmpty(next) && omitsZero(field) ? undefined : next;
  }

  /** `value` is not null. */
  private value(shape: Shape, value: Json): Json {
    const { kind } = shape;
    if (kind === "struct") {
      if (!isObject(value)) throw mismatch(value, shape, this);
      return this.struct(shape.type, value);
    }
    if (kind === "list") return this.list(shape, value);
    if (kind === "map") return this.map(shape, value);
    if (kind === "schemaOrBoolean" || kind === "schemaOrList" || kind === "schemaOrStrings")
      return this.union(kind, value);
    return readScalar(kind, value, this);
  }

  private list(shape: Shape & { kind: "list" }, value: Json): Json {
    if (!Array.isArray(value)) throw mismatch(value, shape, this);
    let copy: Json[] | undefined;
    for (let index = 0; index < value.length; index++) {
      const item = value[index] as Json;
      this.place.push(index);
      const next = item === null ? shapeZeroMaker(shape.items)() : this.value(shape.items, item);
      this.place.pop();
      if (next === item) continue;
      copy ??= [...(value as readonly Json[])];
      copy[index] = next;
    }
    return copy ?? value;
  }

  private map(shape: Shape & { kind: "map" }, value: Json): Json {
    if (!isObject(value)) throw mismatch(value, shape, this);
    let copy: MutableObject | undefined;
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) continue;
      this.place.push(key);
      const next = item === null ? shapeZeroMaker(shape.values)() : this.value(shape.values, item);
      this.place.pop();
      if (next === item) continue;
      copy ??= { ...value };
      setField(copy, key, next);
    }
    return copy ?? value;
  }

  /**
   * A JSON schema, or the other thing that may stand in its place. Go reads these with code of their own, which never
   * names unknown fields, and takes what is neither for nothing, but where it is a boolean that may stand there.
   */
  private union(kind: UnionKind, value: Json): Json {
    const unknownCount = this.unknown.length;
    const next = this.unionValue(kind, value);
    this.unknown.length = unknownCount;
    return next;
  }

  private unionValue(kind: UnionKind, value: Json): Json {
    const schema = schemaShape();
    if (isObject(value)) return this.value(schema, value);
    if (kind === "schemaOrBoolean") {
      if (typeof value === "boolean") return value;
      throw new MismatchError("boolean or JSON schema expected");
    }
    if (!isList(value) || value.length === 0) return null;
    const items: Shape = kind === "schemaOrStrings" ? { kind: "string" } : schema;
    return this.list({ kind: "list", items, wrapped: false }, value);
  }
}

function schemaShape(): Shape {
  const type = typeNamed(SCHEMA_PROPS);
  assert(type, `${SCHEMA_PROPS} is in the schema`);
  return { kind: "struct", type };
}

function firstFields(object: JsonObject, names: readonly string[], count: number): MutableObject {
  const copy: MutableObject = {};
  for (let index = 0; index < count; index++) {
    const name = names[index] as string;
    setField(copy, name, object[name] as Json);
  }
  return copy;
}

function withZeros(
  type: TypeInfo,
  object: JsonObject,
  copy: MutableObject | undefined,
): JsonObject {
  let result = copy;
  for (const [name, make] of zeroMakersOf(type)) {
    if ((result ?? object)[name] !== undefined) continue;
    result ??= { ...object };
    result[name] = make();
  }
  return result ?? object;
}

function isEmpty(value: Json): boolean {
  if (value === "" || value === 0 || value === false) return true;
  if (typeof value !== "object" || value === null) return false;
  if (isList(value)) return value.length === 0;
  for (const _ in value) return false;
  return true;
}

/** `spec.containers[0].image` */
function pathOf(place: readonly (string | number)[]): string {
  let path = "";
  for (const segment of place) {
    if (typeof segment === "number") path += `[${segment}]`;
    else path += path === "" ? segment : `.${segment}`;
  }
  return path;
}
