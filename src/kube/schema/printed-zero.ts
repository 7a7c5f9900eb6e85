// What Go prints for a field nobody set. An API object goes through Go structs on its way in, so an absent `resources`
// comes out as `{}` and an absent `containers` as `null`; clients compare against that form.

import type { Json } from "../object.ts";
import type { FieldInfo, ScalarKind, Shape, TypeInfo } from "./type-info.ts";

/** Makes the value afresh each time, so that no two objects share one. */
export type ZeroMaker = () => Json;

const scalarZeros: Readonly<Record<ScalarKind, Json>> = {
  string: "",
  boolean: false,
  int32: 0,
  int64: 0,
  double: 0,
  bytes: null,
  quantity: "0",
  time: null,
  microTime: null,
  intOrString: 0,
  rawExtension: null,
  fieldsV1: null,
  json: null,
  schemaOrBoolean: false,
  schemaOrList: null,
  schemaOrStrings: null,
};

/** The kinds that Go's `omitempty` can tell empty; the others are structs to Go and always printed. */
const omittable: ReadonlySet<Shape["kind"]> = new Set<Shape["kind"]>([
  "string",
  "boolean",
  "int32",
  "int64",
  "double",
  "bytes",
  "list",
  "map",
]);

/** Whether Go leaves the field out of JSON when it holds its zero value. */
export function omitsZero(field: FieldInfo): boolean {
  return field.omitZero || (field.omitEmpty && (field.pointer || omittable.has(field.shape.kind)));
}

/** How to print the field's zero value; undefined where it is left out. */
export function zeroMakerOf(field: FieldInfo): ZeroMaker | undefined {
  if (omitsZero(field)) return undefined;
  return field.pointer ? () => null : shapeZeroMaker(field.shape);
}

/** The zero value of a list's item or a map's value. */
export function shapeZeroMaker(shape: Shape): ZeroMaker {
  if (shape.kind === "list" || shape.kind === "map") return () => null;
  if (shape.kind !== "struct") {
    const zero = scalarZeros[shape.kind];
    return () => zero;
  }
  const { type } = shape;
  return () => {
    const object: Record<string, Json> = {};
    fillZeros(type, object);
    return object;
  };
}

const makers = new WeakMap<TypeInfo, readonly (readonly [string, ZeroMaker])[]>();

/** Adds the fields that Go prints even when nobody set them. */
export function fillZeros(type: TypeInfo, object: Record<string, Json | undefined>): void {
  for (const [name, make] of zeroMakersOf(type))
    if (object[name] === undefined) object[name] = make();
}

/** The fields of a type that are always printed, each with its zero value. */
export function zeroMakersOf(type: TypeInfo): readonly (readonly [string, ZeroMaker])[] {
  const known = makers.get(type);
  if (known) return known;
  const list: (readonly [string, ZeroMaker])[] = [];
  for (const [name, field] of type.fields) {
    const make = zeroMakerOf(field);
    if (make) list.push([name, make]);
  }
  makers.set(type, list);
  return list;
}
