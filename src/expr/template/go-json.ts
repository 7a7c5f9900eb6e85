// encoding/json for the values of a template: keys sorted, <, > and & escaped as Go does.

import { sortedKeys } from "../go/utf8.ts";
import type { Json } from "../json.ts";
import { setField } from "../yaml/parse.ts";
import { GoTime, RFC3339_NANO } from "./go-time.ts";
import { GoFloat, GoInt, type GoMap, GoOpaque, type GoValue, isList, Literal } from "./go-value.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** A JSON string as json.Marshal writes it. */
export function quoteJson(text: string, escapesHtml = true): string {
  const pattern = escapesHtml
    ? /["\\<>&\u2028\u2029]|[^\P{Cc}\x7f-\x9f]/gu
    : /["\\\u2028\u2029]|[^\P{Cc}\x7f-\x9f]/gu;
  const escape = (character: string): string =>
    ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return `"${text.toWellFormed().replace(pattern, escape)}"`;
}

/** json.Marshal, or MarshalIndent where there is an indent. */
export function encodeGoJson(value: GoValue, escapesHtml = true, indent = "", prefix = ""): string {
  if (value === undefined || value === null) return "null";
  if (typeof value === "string") return quoteJson(value, escapesHtml);
  if (value instanceof Literal) return quoteJson(value.text, escapesHtml);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof GoInt) return value.value.toString();
  if (value instanceof GoFloat) return encodeFloat(value.value);
  if (value instanceof GoTime) return quoteJson(value.format(RFC3339_NANO));
  if (value instanceof GoOpaque) return quoteJson(value.toText(), escapesHtml);
  const inner = prefix + indent;
  const encode = (element: GoValue): string => encodeGoJson(element, escapesHtml, indent, inner);
  const isArray = isList(value);
  const parts = isArray
    ? value.map(encode)
    : sortedKeys(value as GoMap).map(
        (key) => `${quoteJson(key, escapesHtml)}:${indent && " "}${encode((value as GoMap)[key])}`,
      );
  const [open, close] = isArray ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0 || indent === "") return `${open}${parts.join(",")}${close}`;
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${prefix}${close}`;
}

function encodeFloat(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`json: unsupported value: ${value}`);
  return Object.is(value, -0) ? "-0" : String(value);
}

/** json.Unmarshal into an interface {}: every number is a float64. Throws where it is not JSON. */
export function decodeGoJson(text: string): GoValue {
  return JSON.parse(text, (_key, value: unknown) =>
    typeof value === "number" ? new GoFloat(value) : value,
  ) as GoValue;
}

/** The JSON that encodeGoJson writes, as a value. Throws where Go would refuse. */
export function plainJson(value: GoValue): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Literal) return value.text;
  if (value instanceof GoInt) return Number(value.value);
  if (value instanceof GoFloat || typeof value === "number") return Number(encodeGoJson(value));
  if (value instanceof GoTime) return value.format(RFC3339_NANO);
  if (value instanceof GoOpaque) return value.toText();
  if (isList(value)) return value.map(plainJson);
  const object: Record<string, Json> = {};
  for (const [key, inner] of Object.entries(value as GoMap))
    setField(object, key, plainJson(inner));
  return object;
}
