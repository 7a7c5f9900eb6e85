// One value by one verb of fmt: %d of an int, %q of a string, %v of anything.

import { formatFloat, printFloat } from "../go/float.ts";
import { quoteGo } from "../go/quote.ts";
import { sortedKeys, utf8Bytes } from "../go/utf8.ts";
import {
  GoFloat,
  GoInt,
  GoOpaque,
  type GoMap,
  type GoValue,
  isList,
  Literal,
  typeName,
} from "./go-value.ts";
import { formatValue } from "./print.ts";

export interface Flags {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  width: number | undefined;
  precision: number | undefined;
}

export function formatVerb(verb: string, value: GoValue, flags: Flags): string {
  if (verb === "T") return padded(typeName(value), flags);
  if (value === undefined || value === null) {
    return verb === "v" ? padded("<nil>", flags) : `%!${verb}(<nil>)`;
  }
  if (verb === "v" && flags.sharp) return goSyntax(value);
  if (typeof value === "string") return formatString(verb, value, flags, "string");
  if (value instanceof Literal) return formatString(verb, value.text, flags, "string");
  if (typeof value === "number") return formatString(verb, String(value), flags, "json.Number");
  if (typeof value === "boolean") {
    return verb === "t" || verb === "v" ? padded(String(value), flags) : bad(verb, value);
  }
  if (value instanceof GoInt) return formatInteger(verb, value, flags);
  if (value instanceof GoFloat) return formatDecimal(verb, value, flags);
  if (value instanceof GoOpaque) return formatString(verb, value.toText(), flags, value.type);
  if (isList(value))
    return `[${value.map((element) => formatVerb(verb, element, { ...flags })).join(" ")}]`;
  const map = value as GoMap;
  const entries = sortedKeys(map).map(
    (key) => `${formatVerb(verb, key, { ...flags })}:${formatVerb(verb, map[key], { ...flags })}`,
  );
  return `map[${entries.join(" ")}]`;
}

function bad(verb: string, value: GoValue): string {
  return `%!${verb}(${typeName(value)}=${formatValue(value)})`;
}

function padded(text: string, flags: Flags, allowZero = false): string {
  const missing = (flags.width ?? 0) - Array.from(text).length;
  if (missing <= 0) return text;
  if (flags.minus) return text + " ".repeat(missing);
  return (allowZero && flags.zero ? "0" : " ").repeat(missing) + text;
}

function formatString(verb: string, text: string, flags: Flags, type: string): string {
  const cut =
    flags.precision === undefined ? text : Array.from(text).slice(0, flags.precision).join("");
  switch (verb) {
    case "s":
    case "v":
      return padded(cut, flags, true);
    case "q":
      if (flags.sharp && !/[`\p{Cc}\ufeff]/u.test(cut.replaceAll("\t", "")))
        return padded(`\`${cut}\``, flags);
      return padded(quoteGo(cut), flags, true);
    case "x":
    case "X": {
      const bytes = Array.from(utf8Bytes(text)).slice(0, flags.precision);
      const prefix = flags.sharp ? "0x" : "";
      const pairs = bytes.map((byte) => byte.toString(16).padStart(2, "0"));
      const hex = pairs.length === 0 ? "" : prefix + pairs.join(flags.space ? ` ${prefix}` : "");
      return padded(verb === "X" ? hex.toUpperCase() : hex, flags, true);
    }
    default:
      return `%!${verb}(${type}=${text})`;
  }
}

const BASES: Readonly<Record<string, { base: number; prefix: string }>> = {
  d: { base: 10, prefix: "" },
  v: { base: 10, prefix: "" },
  b: { base: 2, prefix: "0b" },
  o: { base: 8, prefix: "0" },
  O: { base: 8, prefix: "0o" },
  x: { base: 16, prefix: "0x" },
  X: { base: 16, prefix: "0X" },
};

function formatInteger(verb: string, { value, type }: GoInt, flags: Flags): string {
  if (verb === "c" || verb === "q" || verb === "U") return formatRune(verb, value, flags);
  const base = BASES[verb];
  if (!base) return `%!${verb}(${type}=${value})`;
  let digits = (value < 0n ? -value : value).toString(base.base);
  if (verb === "X") digits = digits.toUpperCase();
  if (flags.precision !== undefined) {
    if (flags.precision === 0 && value === 0n) return " ".repeat(flags.width ?? 0);
    digits = digits.padStart(flags.precision, "0");
  }
  const sign = value < 0n ? "-" : flags.plus ? "+" : flags.space ? " " : "";
  const prefix = (flags.sharp && verb !== "v") || verb === "O" ? base.prefix : "";
  if (flags.zero && !flags.minus && flags.precision === undefined && flags.width !== undefined) {
    digits = digits.padStart(flags.width - sign.length, "0");
  }
  return padded(sign + prefix + digits, flags);
}

function formatRune(verb: string, value: bigint, flags: Flags): string {
  const isRune = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value <= 0xdfffn);
  const character = isRune ? String.fromCodePoint(Number(value)) : "\ufffd";
  if (verb === "c") return padded(character, flags, true);
  if (verb === "q") return padded(quoteGo(character, "'"), flags, true);
  const code = `U+${value.toString(16).toUpperCase().padStart(4, "0")}`;
  return padded(flags.sharp ? `${code} '${character}'` : code, flags);
}

function formatDecimal(verb: string, number: GoFloat, flags: Flags): string {
  const format = { v: "g", g: "g", G: "g", f: "f", F: "f", e: "e", E: "e" }[verb] as
    "e" | "f" | "g" | undefined;
  if (!format) return bad(verb, number);
  const precision = flags.precision ?? (format === "g" ? -1 : 6);
  let text = formatFloat(number.value, format, precision);
  if (verb === "G" || verb === "E") text = text.toUpperCase();
  let sign = /^[+-]/.test(text) ? text[0]! : "";
  text = text.slice(sign.length);
  if (sign === "+" && !flags.plus) sign = Number.isFinite(number.value) ? "" : "+";
  if (sign === "") sign = flags.plus ? "+" : flags.space ? " " : "";
  if (flags.zero && !flags.minus && Number.isFinite(number.value)) {
    text = text.padStart((flags.width ?? 0) - sign.length, "0");
  }
  return padded(sign + text, flags);
}

/** %#v, for the values there are. */
function goSyntax(value: GoValue): string {
  if (value === undefined || value === null) return "interface {}(nil)";
  if (typeof value === "string" || typeof value === "number") return quoteGo(String(value));
  if (value instanceof Literal) return quoteGo(value.text);
  if (value instanceof GoInt)
    return value.type.startsWith("uint") ? `0x${value.value.toString(16)}` : `${value.value}`;
  if (value instanceof GoFloat) return printFloat(value.value);
  if (typeof value === "boolean" || value instanceof GoOpaque) return formatValue(value);
  const isTyped = !typeName(value).endsWith("interface {}");
  const inner = (entry: GoValue): string => (isTyped ? goSyntax(entry) : goSyntax(entry));
  if (isList(value)) return `${typeName(value)}{${value.map(inner).join(", ")}}`;
  const map = value as GoMap;
  const entries = sortedKeys(map).map((key) => `${quoteGo(key)}:${inner(map[key])}`);
  return `${typeName(value)}{${entries.join(", ")}}`;
}
