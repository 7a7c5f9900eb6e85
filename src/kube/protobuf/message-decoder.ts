// Compiles a type of the schema into a table of field readers, once, when a message of it first arrives.

import { assert } from "../../base/index.ts";
import type { Json } from "../object.ts";
import { setField, type MutableObject } from "../patch/json-value.ts";
import { omitsZero, shapeZeroMaker, zeroMakersOf, type ZeroMaker } from "../schema/printed-zero.ts";
import {
  inlinedType,
  typeNamed,
  type FieldInfo,
  type Shape,
  type TypeInfo,
} from "../schema/type-info.ts";
import { WIRE_BYTES, WIRE_FIXED64, WIRE_VARINT, type Reader } from "./reader.ts";
import * as special from "./special.ts";

export const SCHEMA_PROPS =
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";

interface FieldReader {
  readonly wireType: number;
  /** Whether the field may also come as one run of packed numbers. */
  readonly packable: boolean;
  read(reader: Reader, object: MutableObject): void;
}

interface MessageDecoder {
  /** By protobuf number. */
  readonly fields: readonly (FieldReader | undefined)[];
  readonly zeros: readonly (readonly [string, ZeroMaker])[];
}

type ValueReader = (reader: Reader) => Json;

const decoders = new WeakMap<TypeInfo, MessageDecoder>();

/** A field whose value is known and not to be read, nor changed; the message has no second part of it. */
export interface KnownField {
  readonly name: string;
  readonly value: Json;
  /** Where it starts and ends, in bytes of the body. */
  readonly start: number;
  readonly end: number;
}

/** Reads the fields up to the reader's end into `object`, then adds those that Go prints even when they are absent. */
export function decodeMessage(
  type: TypeInfo,
  reader: Reader,
  object: MutableObject,
  known?: KnownField,
): void {
  const decoder = decoderOf(type);
  if (known) {
    const messageEnd = reader.end;
    reader.end = known.start;
    readInto(decoder, reader, object);
    object[known.name] = known.value;
    reader.position = known.end;
    reader.end = messageEnd;
  }
  readInto(decoder, reader, object);
  for (const [name, zero] of decoder.zeros) if (object[name] === undefined) object[name] = zero();
}

function readInto({ fields }: MessageDecoder, reader: Reader, object: MutableObject): void {
  while (reader.position < reader.end) {
    const tag = reader.varint();
    const number = tag >>> 3;
    const wireType = tag & 7;
    if (number === 0) throw reader.error("a field has the number 0");
    const field = fields[number];
    if (!field) reader.skip(wireType, number);
    else if (wireType === field.wireType) field.read(reader, object);
    else if (wireType === WIRE_BYTES && field.packable) readPacked(field, reader, object);
    else
      throw reader.error(
        `field ${number} has the wire type ${wireType} instead of ${field.wireType}`,
      );
  }
}

function readPacked(field: FieldReader, reader: Reader, object: MutableObject): void {
  const outerEnd = reader.enter();
  while (reader.position < reader.end) field.read(reader, object);
  reader.leave(outerEnd);
}

function decoderOf(type: TypeInfo): MessageDecoder {
  const known = decoders.get(type);
  if (known) return known;
  const fields: FieldReader[] = [];
  for (const field of type.declaredFields)
    if (field.protobufNumber > 0) fields[field.protobufNumber] = fieldReader(field);
  const decoder = { fields, zeros: zeroMakersOf(type) };
  decoders.set(type, decoder);
  return decoder;
}

function fieldReader(field: FieldInfo): FieldReader {
  const { shape } = field;
  if (field.name === "") return inlinedReader(inlinedType(field));
  if (shape.kind === "struct") return structReader(field.name, shape.type);
  if (shape.kind === "map") return mapReader(field.name, shape.values);
  if (shape.kind === "list" && !shape.wrapped) return listReader(field.name, shape.items);
  return scalarReader(field, shape);
}

/** Its zeros are among those of the type around it. */
function inlinedReader(type: TypeInfo): FieldReader {
  return {
    wireType: WIRE_BYTES,
    packable: false,
    read(reader, object) {
      const outerEnd = reader.enter();
      readInto(decoderOf(type), reader, object);
      reader.leave(outerEnd);
    },
  };
}

/** A message that comes in two parts is one message: the second part is read into the first. */
function structReader(name: string, type: TypeInfo): FieldReader {
  return {
    wireType: WIRE_BYTES,
    packable: false,
    read(reader, object) {
      const value = (object[name] ?? {}) as MutableObject;
      readStruct(type, reader, value);
      object[name] = value;
    },
  };
}

function readStruct(type: TypeInfo, reader: Reader, object: MutableObject): MutableObject {
  const outerEnd = reader.enter();
  decodeMessage(type, reader, object);
  reader.leave(outerEnd);
  return object;
}

function listReader(name: string, items: Shape): FieldReader {
  const readItem = valueReader(items);
  const wireType = wireTypeOf(items);
  return {
    wireType,
    packable: wireType !== WIRE_BYTES,
    read(reader, object) {
      const item = readItem(reader);
      const list = object[name] as Json[] | undefined;
      if (list) list.push(item);
      else object[name] = [item];
    },
  };
}

/** An entry is a message: 1 the key, 2 the value; either may be absent and is then its zero value. */
function mapReader(name: string, values: Shape): FieldReader {
  const readValue = valueReader(values);
  const zero = values.kind === "list" ? () => [] : shapeZeroMaker(values);
  const valueWireType = wireTypeOf(values);
  return {
    wireType: WIRE_BYTES,
    packable: false,
    read(reader, object) {
      let key = "";
      let value: Json | undefined;
      special.readFields(reader, (number, wireType) => {
        if (number === 1 && wireType === WIRE_BYTES) key = reader.string();
        else if (number === 2 && wireType === valueWireType) value = readValue(reader);
        else return false;
        return true;
      });
      const map = (object[name] ??= {}) as MutableObject;
      setField(map, key, value === undefined ? zero() : value);
    },
  };
}

/** Go writes scalars even when they are zero; where Go cannot tell zero from absent, JSON leaves them out. */
function scalarReader(field: FieldInfo, shape: Shape): FieldReader {
  const { name } = field;
  const readValue = valueReader(shape);
  const dropsZero = !field.pointer && omitsZero(field);
  return {
    wireType: wireTypeOf(shape),
    packable: false,
    read(reader, object) {
      const value = readValue(reader);
      if (!dropsZero || !isZero(value)) object[name] = value;
      else if (object[name] !== undefined) delete object[name];
    },
  };
}

function isZero(value: Json): boolean {
  return value === "" || value === 0 || value === false || value === null;
}

function wireTypeOf(shape: Shape): number {
  if (shape.kind === "boolean" || shape.kind === "int32" || shape.kind === "int64")
    return WIRE_VARINT;
  return shape.kind === "double" ? WIRE_FIXED64 : WIRE_BYTES;
}

const readString: ValueReader = (reader) => reader.string();

function readSchemaProps(reader: Reader): Json {
  const type = typeNamed(SCHEMA_PROPS);
  assert(type, `${SCHEMA_PROPS} is in the schema`);
  return readStruct(type, reader, {});
}

function valueReader(shape: Shape): ValueReader {
  switch (shape.kind) {
    case "string":
      return readString;
    case "boolean":
      return (reader) => reader.varint() !== 0;
    case "int32":
      return (reader) => reader.varint() | 0;
    case "int64":
      return (reader) => reader.varint();
    case "double":
      return (reader) => reader.double();
    case "bytes":
      return (reader) => reader.base64();
    case "quantity":
      return special.readQuantity;
    case "time":
      return (reader) => special.readTime(reader, "seconds");
    case "microTime":
      return (reader) => special.readTime(reader, "micros");
    case "intOrString":
      return special.readIntOrString;
    case "rawExtension":
    case "fieldsV1":
    case "json":
      return special.readRawJson;
    case "schemaOrBoolean":
      return (reader) => special.readSchemaOrBoolean(reader, () => readSchemaProps(reader));
    case "schemaOrList":
      return (reader) => schemaOr(reader, readSchemaProps);
    case "schemaOrStrings":
      return (reader) => schemaOr(reader, readString);
    case "struct":
      return (reader) => readStruct(shape.type, reader, {});
    case "list":
      return wrappedListReader(shape.items);
    case "map":
      throw new TypeError("protobuf has no map of maps");
  }
}

function schemaOr(reader: Reader, readItem: ValueReader): Json {
  return special.readSchemaOrList(
    reader,
    () => readSchemaProps(reader),
    () => readItem(reader),
  );
}

function wrappedListReader(items: Shape): ValueReader {
  const readItem = valueReader(items);
  return (reader) => {
    const list: Json[] = [];
    special.readFields(reader, (number, wireType) => {
      if (number !== 1 || wireType !== WIRE_BYTES) return false;
      list.push(readItem(reader));
      return true;
    });
    return list;
  };
}
