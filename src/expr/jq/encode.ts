// gojq's JSON: keys sorted, NaN as null, infinities as the largest double, controls as \u00xx.

import { sortedKeys } from "../go/utf8.ts";
import { isArray, type JqValue } from "./value.ts";

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

export function encodeJson(value: JqValue): string {
  if (value === null) return "null";
  if (typeof value === "string") return encodeString(value);
  if (typeof value === "number") return encodeNumber(value);
  if (typeof value !== "object") return String(value);
  if (isArray(value)) return `[${value.map(encodeJson).join(",")}]`;
  const entries = sortedKeys(value).map((key) => `${encodeString(key)}:${encodeJson(value[key]!)}`);
  return `{${entries.join(",")}}`;
}

function encodeNumber(value: number): string {
  if (Number.isNaN(value)) return "null";
  const finite = Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
  return Object.is(finite, -0) ? "-0" : String(finite);
}

function encodeString(text: string): string {
  const escaped = text
    .toWellFormed()
    .replace(/["\\\p{Cc}]/gu, (character) => SHORT[character] ?? hexEscape(character));
  return `"${escaped}"`;
}

function hexEscape(character: string): string {
  return `\\u00${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

const PREVIEW_BYTES = 30;

/** The value in an error message: its JSON, cut at 30 bytes. */
export function preview(value: JqValue): string {
  const text = encodeJson(value);
  if (Buffer.byteLength(text) <= PREVIEW_BYTES) return text;
  const trailing = previewEnd(value);
  let cut = "";
  let size = 0;
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > PREVIEW_BYTES - trailing.length) break;
    cut += character;
  }
  return cut + trailing;
}

function previewEnd(value: JqValue): string {
  if (typeof value === "string") return ' ..."';
  if (value === null || typeof value !== "object") return " ...";
  return isArray(value) ? " ...]" : " ...}";
}
