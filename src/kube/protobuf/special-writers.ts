// The content of messages that are not objects in JSON: times, quantities, int-or-string and raw JSON. What special.ts reads.

import type { Json } from "../object.ts";
import type { ScalarKind } from "../schema/type-info.ts";
import type { Writer } from "./writer.ts";

/** The scalars of JSON that are messages here. */
export type SpecialKind = Exclude<
  ScalarKind,
  "string" | "boolean" | "int32" | "int64" | "double" | "bytes"
>;

export function writeQuantity(writer: Writer, value: Json): void {
  writer.string(1, value as string);
}

export function writeIntOrString(writer: Writer, value: Json): void {
  if (typeof value === "string") {
    writer.string(3, value);
    writer.integer(1, 1);
  } else writer.integer(2, value as number);
}

/** RawExtension, FieldsV1 and JSON alike: field 1 holds the bytes of a JSON document. */
export function writeRawJson(writer: Writer, value: Json): void {
  writer.string(1, JSON.stringify(value));
}

/** 1 the seconds after 1970, 2 the nanoseconds after those. Go's clients take no other fields into account. */
export function writeTime(writer: Writer, value: Json): void {
  const text = value as string;
  const nanos = nanosOf(text);
  if (nanos > 0) writer.integer(2, nanos);
  writer.integer(1, secondsOf(text));
}

const SECOND_CHARS = "2006-01-02T15:04:05".length;
const DAY_CHARS = "2006-01-02".length;
const lastDay = { text: "1970-01-01", seconds: 0 };

/** Of RFC 3339, which Go's zero and our own times print in UTC. The date is remembered, as most times of a run fall on one day. */
function secondsOf(text: string): number {
  if (!text.endsWith("Z")) return Math.floor(Date.parse(text) / 1000);
  if (!text.startsWith(lastDay.text)) {
    lastDay.text = text.slice(0, DAY_CHARS);
    lastDay.seconds = Date.parse(lastDay.text) / 1000;
  }
  const ofDay =
    3600 * twoDigitsAt(text, DAY_CHARS + 1) +
    60 * twoDigitsAt(text, DAY_CHARS + 4) +
    twoDigitsAt(text, DAY_CHARS + 7);
  return lastDay.seconds + ofDay;
}

function twoDigitsAt(text: string, at: number): number {
  return 10 * text.charCodeAt(at) + text.charCodeAt(at + 1) - 11 * 0x30;
}

function nanosOf(text: string): number {
  if (text.charAt(SECOND_CHARS) !== ".") return 0;
  const [digits = ""] = /^\d{1,9}/.exec(text.slice(SECOND_CHARS + 1)) ?? [];
  return Number(digits.padEnd(9, "0"));
}
