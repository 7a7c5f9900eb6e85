// The messages that are not objects in JSON: times, quantities, int-or-string, raw JSON and the unions of
// JSONSchemaProps. Their field numbers are those of apimachinery's and apiextensions' generated.proto.

import type { Json } from "../object.ts";
import { ProtobufError } from "./protobuf-error.ts";
import { WIRE_BYTES, WIRE_VARINT, type Reader } from "./reader.ts";

/** Times beyond these are beyond RFC 3339, which Go refuses to print: the years 0 to 9999. */
const SECONDS_MIN = -62_167_219_200;
const SECONDS_MAX = 253_402_300_799;

/** Reads the fields of the message that starts here; `onField` reads one and returns false for one it does not know. */
export function readFields(
  reader: Reader,
  onField: (number: number, wireType: number) => boolean,
): void {
  const outerEnd = reader.enter();
  while (reader.position < reader.end) {
    const tag = reader.varint();
    if (!onField(tag >>> 3, tag & 7)) reader.skip(tag & 7, tag >>> 3);
  }
  reader.leave(outerEnd);
}

/** An empty message is Go's zero time, which prints as null. */
export function readTime(reader: Reader, fraction: "seconds" | "micros"): Json {
  let seconds = 0;
  let nanos = 0;
  const start = reader.position;
  readFields(reader, (number, wireType) => {
    if (wireType !== WIRE_VARINT || number > 2) return false;
    if (number === 1) seconds = reader.varint();
    else nanos = reader.varint();
    return true;
  });
  if (reader.position === start + 1) return null;
  if (seconds < SECONDS_MIN || seconds > SECONDS_MAX || nanos < 0 || nanos >= 1e9)
    throw reader.error(`no time is ${seconds} seconds and ${nanos} nanoseconds after 1970`);
  const second = printSecond(seconds);
  if (fraction === "seconds") return `${second}Z`;
  return `${second}.${String(Math.trunc(nanos / 1000)).padStart(6, "0")}Z`;
}

const DAY_SECONDS = 86_400;
const twoDigits = Array.from({ length: 60 }, (_, index) => String(index).padStart(2, "0"));
const lastDay = { day: 0, text: "1970-01-01" };

/** RFC 3339 without a zone. The date is remembered, as most times of a run fall on one day. */
function printSecond(seconds: number): string {
  const day = Math.floor(seconds / DAY_SECONDS);
  if (day !== lastDay.day) {
    lastDay.text = new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 10);
    lastDay.day = day;
  }
  const ofDay = seconds - day * DAY_SECONDS;
  const minutes = Math.floor(ofDay / 60);
  const hour = twoDigits[Math.floor(minutes / 60)];
  return `${lastDay.text}T${hour}:${twoDigits[minutes % 60]}:${twoDigits[ofDay % 60]}`;
}

/** A message whose field 1 is a string. */
export function readQuantity(reader: Reader): Json {
  let text = "";
  readFields(reader, (number, wireType) => {
    if (number !== 1 || wireType !== WIRE_BYTES) return false;
    text = reader.string();
    return true;
  });
  return text === "" ? "0" : text;
}

export function readIntOrString(reader: Reader): Json {
  let isString = false;
  let integer = 0;
  let text = "";
  readFields(reader, (number, wireType) => {
    if (number === 1 && wireType === WIRE_VARINT) isString = reader.varint() !== 0;
    else if (number === 2 && wireType === WIRE_VARINT) integer = reader.varint() | 0;
    else if (number === 3 && wireType === WIRE_BYTES) text = reader.string();
    else return false;
    return true;
  });
  return isString ? text : integer;
}

/** RawExtension, FieldsV1 and JSON alike: field 1 holds the bytes of a JSON document. */
export function readRawJson(reader: Reader): Json {
  let raw = "";
  readFields(reader, (number, wireType) => {
    if (number !== 1 || wireType !== WIRE_BYTES) return false;
    raw = reader.string();
    return true;
  });
  if (raw === "") return null;
  try {
    return JSON.parse(raw) as Json;
  } catch {
    throw new ProtobufError(
      `the protobuf body holds raw JSON that does not parse, before byte ${reader.position}; embed JSON there`,
    );
  }
}

/** JSONSchemaPropsOrBool: 1 a boolean, 2 a schema, which wins. */
export function readSchemaOrBoolean(reader: Reader, readSchema: () => Json): Json {
  let allows = false;
  let schema: Json | undefined;
  readFields(reader, (number, wireType) => {
    if (number === 1 && wireType === WIRE_VARINT) allows = reader.varint() !== 0;
    else if (number === 2 && wireType === WIRE_BYTES) schema = readSchema();
    else return false;
    return true;
  });
  return schema ?? allows;
}

/** JSONSchemaPropsOrArray and …OrStringArray: 1 a schema, 2 the items of a list, which wins. */
export function readSchemaOrList(
  reader: Reader,
  readSchema: () => Json,
  readItem: () => Json,
): Json {
  let schema: Json = null;
  const items: Json[] = [];
  readFields(reader, (number, wireType) => {
    if (wireType !== WIRE_BYTES || number > 2) return false;
    if (number === 1) schema = readSchema();
    else items.push(readItem());
    return true;
  });
  return items.length > 0 ? items : schema;
}
