// Compiles a type of the schema into a table of field writers, once, when a message of it is first written: the mirror of
// message-decoder.ts. Everything is written backwards, see writer.ts.

import { assert } from "../../base/index.ts";
import type { Json } from "../object.ts";
import { isObject } from "../patch/json-value.ts";
import { shapeZeroMaker } from "../schema/printed-zero.ts";
import {
  inlinedType,
  typeNamed,
  type FieldInfo,
  type Shape,
  type TypeInfo,
} from "../schema/type-info.ts";
import { SCHEMA_PROPS } from "./message-decoder.ts";
import * as special from "./special-writers.ts";
import type { Writer } from "./writer.ts";

/** Writes a field that has a value. */
type FieldWriter = (writer: Writer, value: Json) => void;

interface MessageEncoder {
  readonly fields: ReadonlyMap<string, FieldWriter>;
  /** Structs whose fields stand among those of this one in JSON, and in a message of their own here. */
  readonly inlined: readonly { readonly number: number; readonly type: TypeInfo }[];
}

const encoders = new WeakMap<TypeInfo, MessageEncoder>();

/** A field that was written before. */
export interface WrittenField {
  readonly name: string;
  /** With its tag and its length. */
  readonly wire: Uint8Array;
}

/**
 * Writes the fields that `object` has, `written` as it was. What it does not have is not written, be it a zero that Go would
 * write: it is read as the same.
 */
export function encodeMessage(
  type: TypeInfo,
  writer: Writer,
  object: object,
  written?: WrittenField,
): void {
  const { fields, inlined } = encoderOf(type);
  for (const { number, type } of inlined) {
    const before = writer.size;
    encodeMessage(type, writer, object);
    if (writer.size > before) writer.message(number, before);
  }
  for (const name in object) {
    const value = (object as Readonly<Record<string, Json | undefined>>)[name];
    if (name === written?.name) writer.raw(written.wire);
    else if (value !== undefined && value !== null) fields.get(name)?.(writer, value);
  }
}

function encoderOf(type: TypeInfo): MessageEncoder {
  const known = encoders.get(type);
  if (known) return known;
  const fields = new Map<string, FieldWriter>();
  const inlined: { readonly number: number; readonly type: TypeInfo }[] = [];
  for (const field of type.declaredFields) {
    const { name, protobufNumber: number } = field;
    if (number === 0) continue;
    if (name === "") inlined.push({ number, type: inlinedType(field) });
    else fields.set(name, fieldWriter(field));
  }
  const encoder = { fields, inlined };
  encoders.set(type, encoder);
  return encoder;
}

function fieldWriter({ shape, protobufNumber }: FieldInfo): FieldWriter {
  if (shape.kind === "list" && !shape.wrapped) return listWriter(protobufNumber, shape.items);
  if (shape.kind === "map") return mapWriter(protobufNumber, shape.values);
  return valueWriter(protobufNumber, shape);
}

/** Go reads numbers one by one as well as packed, and writes them one by one. */
function listWriter(number: number, items: Shape): FieldWriter {
  const writeItem = valueWriter(number, items);
  const zero = shapeZeroMaker(items);
  return (writer, list) => {
    for (let index = (list as readonly Json[]).length - 1; index >= 0; index--)
      writeItem(writer, (list as readonly Json[])[index] ?? zero());
  };
}

/** An entry is a message: 1 the key, 2 the value. */
function mapWriter(number: number, values: Shape): FieldWriter {
  const writeValue = valueWriter(2, values);
  return (writer, map) => {
    for (const key in map as object) {
      const before = writer.size;
      const value = (map as Readonly<Record<string, Json | undefined>>)[key];
      if (value !== undefined && value !== null) writeValue(writer, value);
      writer.string(1, key);
      writer.message(number, before);
    }
  };
}

function valueWriter(number: number, shape: Shape): FieldWriter {
  switch (shape.kind) {
    case "string":
      return (writer, value) => writer.string(number, value as string);
    case "boolean":
      return (writer, value) => writer.boolean(number, value as boolean);
    case "int32":
    case "int64":
      return (writer, value) => writer.integer(number, value as number);
    case "double":
      return (writer, value) => writer.double(number, value as number);
    case "bytes":
      return (writer, value) => writer.base64(number, value as string);
    case "struct":
      return inMessage(number, (writer, value) =>
        encodeMessage(shape.type, writer, value as object),
      );
    case "list":
      return inMessage(number, listWriter(1, shape.items));
    case "map":
      throw new TypeError("protobuf has no map of maps");
    case "quantity":
    case "time":
    case "microTime":
    case "intOrString":
    case "rawExtension":
    case "fieldsV1":
    case "json":
    case "schemaOrBoolean":
    case "schemaOrList":
    case "schemaOrStrings":
      return inMessage(number, contentWriter(shape.kind));
  }
}

/** What stands in the message of a kind that is no object in JSON. */
function contentWriter(kind: special.SpecialKind): FieldWriter {
  switch (kind) {
    case "quantity":
      return special.writeQuantity;
    case "time":
    case "microTime":
      return special.writeTime;
    case "intOrString":
      return special.writeIntOrString;
    case "rawExtension":
    case "fieldsV1":
    case "json":
      return special.writeRawJson;
    case "schemaOrBoolean":
      return writeSchemaOrBoolean;
    case "schemaOrList":
      return schemaOrListWriter(inMessage(2, writeSchemaProps));
    case "schemaOrStrings":
      return schemaOrListWriter((writer, item) => writer.string(2, item as string));
  }
}

function inMessage(number: number, writeContent: FieldWriter): FieldWriter {
  return (writer, value) => {
    const before = writer.size;
    writeContent(writer, value);
    writer.message(number, before);
  };
}

function writeSchemaProps(writer: Writer, schema: Json): void {
  const type = typeNamed(SCHEMA_PROPS);
  assert(type, `${SCHEMA_PROPS} is in the schema`);
  encodeMessage(type, writer, schema as object);
}

/** JSONSchemaPropsOrBool: 1 a boolean, which goes with a schema too, 2 the schema. */
function writeSchemaOrBoolean(writer: Writer, value: Json): void {
  if (isObject(value)) inMessage(2, writeSchemaProps)(writer, value);
  writer.boolean(1, value !== false);
}

/** JSONSchemaPropsOrArray and …OrStringArray: 1 a schema, 2 the items of a list. */
function schemaOrListWriter(writeItem: FieldWriter): FieldWriter {
  return (writer, value) => {
    if (isObject(value)) inMessage(1, writeSchemaProps)(writer, value);
    else for (const item of (value as readonly Json[]).toReversed()) writeItem(writer, item);
  };
}
