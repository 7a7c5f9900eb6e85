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
    if (kind === "schemaOrBoolean") return this.schemaOrBoolean(value);
    if (kind === "schemaOrList" || kind === "schemaOrStrings")
      return isList(value) ? this.alternatives(kind, value) : this.schemaOrNothing(value);
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

  /** The unions of JSON schemas are read by code of their own in Go, which never names unknown fields. */
  private schema(value: Json): Json {
    const type = typeNamed(SCHEMA_PROPS);
    assert(type, `${SCHEMA_PROPS} is in the schema`);
    const unknownCount = this.unknown.length;
    const next = this.value({ kind: "struct", type }, value);
    this.unknown.length = unknownCount;
    return next;
  }

  private schemaOrBoolean(value: Json): Json {
    if (typeof value === "boolean") return value;
    if (!isObject(value)) throw new MismatchError("boolean or JSON schema expected");
    return this.schema(value);
  }

  /** Where a schema or a list belongs, Go takes anything else for nothing. */
  private schemaOrNothing(value: Json): Json {
    return isObject(value) ? this.schema(value) : null;
  }

  private alternatives(kind: "schemaOrList" | "schemaOrStrings", value: readonly Json[]): Json {
    if (kind === "schemaOrStrings") return value.map((item) => readScalar("string", item, this));
    return value.map((item) => this.schema(item));
  }
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
