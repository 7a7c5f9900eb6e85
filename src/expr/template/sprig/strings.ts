// sprig's functions of strings. Lengths and places count bytes, as Go's do.

import { quoteGo } from "../../go/quote.ts";
import { byteLength, byteSlice } from "../../go/utf8.ts";
import { joinWords, pascalCase, swapCase } from "./cases.ts";
import { int, texts, toText, toTexts } from "./convert.ts";
import { type TemplateFunction, templateFunction as fn } from "../function.ts";
import { type GoValue, Literal, typedAs } from "../go-value.ts";
import { formatValue } from "../print.ts";

const present = (values: readonly GoValue[]): GoValue[] =>
  values.filter((value) => value !== null && value !== undefined);
const slice = (text: string, start: number, end = byteLength(text)): string => {
  const length = byteLength(text);
  if (start < 0 || end > length || start > end) {
    throw new Error(
      `runtime error: slice bounds out of range [${start}:${end}] with length ${length}`,
    );
  }
  return byteSlice(text, start, end);
};

function truncate(count: number, text: string): string {
  const length = byteLength(text);
  if (count < 0 && length + count > 0) return slice(text, length + count);
  return count >= 0 && length > count ? slice(text, 0, count) : text;
}

function substring(start: number, end: number, text: string): string {
  if (start < 0) return slice(text, 0, end);
  return end < 0 || end > byteLength(text) ? slice(text, start) : slice(text, start, end);
}

function abbreviate(left: number, width: number, text: string): string {
  const length = byteLength(text);
  if (length <= width) return text;
  let offset = Math.min(left, length);
  if (length - offset < width - 3) offset = length - (width - 3);
  if (offset <= 4) return `${slice(text, 0, width - 3)}...`;
  if (width < 7) return "";
  if (offset + width - 3 < length) return `...${abbreviate(0, width - 3, slice(text, offset))}`;
  return `...${slice(text, length - (width - 3))}`;
}

function wrap(text: string, width: number, newline: string): string {
  const limit = Math.max(1, width);
  let rest = text;
  let result = "";
  while (byteLength(rest) > limit) {
    if (rest.startsWith(" ")) {
      rest = rest.slice(1);
      continue;
    }
    const space = slice(rest, 0, limit + 1).lastIndexOf(" ");
    const cut = space >= 0 ? space : limit;
    result += slice(rest, 0, cut) + newline;
    rest = slice(rest, cut + (space >= 0 ? 1 : 0));
  }
  return result + rest;
}

const indent = (spaces: number, text: string): string =>
  " ".repeat(spaces) + text.replaceAll("\n", `\n${" ".repeat(spaces)}`);
const trimSet = (set: string, text: string): string => {
  const inSet = (character: string): boolean => set.includes(character);
  const characters = Array.from(text);
  let [start, end] = [0, characters.length];
  while (start < end && inSet(characters[start]!)) start++;
  while (end > start && inSet(characters[end - 1]!)) end--;
  return characters.slice(start, end).join("");
};

/** Go's strings.Split and SplitN. */
export function splitText(text: string, separator: string, count = -1): string[] {
  if (count === 0) return [];
  const parts = separator === "" ? Array.from(text) : text.split(separator);
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

const numbered = (parts: readonly string[]): GoValue =>
  typedAs("map[string]string", Object.fromEntries(parts.map((part, index) => [`_${index}`, part])));

/** The text of %q stands for a value, so a document may take the value itself. */
function quoted(...values: GoValue[]): GoValue {
  const parts = present(values).map(toText);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && /^[ -~]*$/.test(only))
    return new Literal(only, () => quoteGo(only));
  return parts.map((part) => quoteGo(part)).join(" ");
}

export const stringFunctions: Readonly<Record<string, TemplateFunction>> = {
  abbrev: fn("int string", (width: number, text: string) =>
    width < 4 ? text : abbreviate(0, width, text),
  ),
  abbrevboth: fn("int int string", (left: number, right: number, text: string) =>
    right < 4 || (left > 0 && right < 7) ? text : abbreviate(left, right, text),
  ),
  trunc: fn("int string", truncate),
  trim: fn("string", (text: string) => text.trim()),
  upper: fn("string", (text: string) => text.toUpperCase()),
  lower: fn("string", (text: string) => text.toLowerCase()),
  title: fn("string", (text: string) =>
    text.replace(/(?<![\p{L}\p{Nd}_'])\p{L}/gu, (letter) => letter.toUpperCase()),
  ),
  untitle: fn("string", (text: string) =>
    text.replace(/(?<!\S)\S/gu, (letter) => letter.toLowerCase()),
  ),
  substr: fn("int int string", substring),
  repeat: fn("int string", (count: number, text: string) => {
    if (count < 0) throw new Error("strings: negative Repeat count");
    return text.repeat(count);
  }),
  trimall: fn("string string", trimSet),
  trimAll: fn("string string", trimSet),
  trimSuffix: fn("string string", (suffix: string, text: string) =>
    suffix !== "" && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text,
  ),
  trimPrefix: fn("string string", (prefix: string, text: string) =>
    text.startsWith(prefix) ? text.slice(prefix.length) : text,
  ),
  nospace: fn("string", (text: string) => text.replace(/\s/gu, "")),
  initials: fn("string", (text: string) => (text.match(/(?<!\S)\S/gu) ?? []).join("")),
  swapcase: fn("string", swapCase),
  snakecase: fn("string", (text: string) => joinWords(text, "_")),
  kebabcase: fn("string", (text: string) => joinWords(text, "-")),
  camelcase: fn("string", pascalCase),
  wrap: fn("int string", (width: number, text: string) => wrap(text, width, "\n")),
  wrapWith: fn("int string string", (width: number, newline: string, text: string) =>
    wrap(text, width, newline || "\n"),
  ),
  contains: fn("string string", (part: string, text: string) => text.includes(part)),
  hasPrefix: fn("string string", (part: string, text: string) => text.startsWith(part)),
  hasSuffix: fn("string string", (part: string, text: string) => text.endsWith(part)),
  quote: fn("...any", quoted),
  squote: fn("...any", (...values: GoValue[]) =>
    present(values)
      .map((value) => `'${formatValue(value)}'`)
      .join(" "),
  ),
  cat: fn("...any", (...values: GoValue[]) => present(values).map(formatValue).join(" ")),
  indent: fn("int string", indent),
  nindent: fn("int string", (spaces: number, text: string) => `\n${indent(spaces, text)}`),
  replace: fn("string string string", (from: string, to: string, text: string) =>
    text.replaceAll(from, () => to),
  ),
  plural: fn("string string int", (one: string, many: string, count: number) =>
    count === 1 ? one : many,
  ),
  toString: fn("any", toText),
  toStrings: fn("any", toTexts),
  atoi: fn("string", (text: string) =>
    int(/^[-+]?[0-9]+$/.test(text) ? BigInt(text.replace(/^\+/, "")) : 0),
  ),
  split: fn("string string", (separator: string, text: string) =>
    numbered(splitText(text, separator)),
  ),
  splitn: fn("string int string", (separator: string, count: number, text: string) =>
    numbered(splitText(text, separator, count)),
  ),
  splitList: fn("string string", (separator: string, text: string) =>
    texts(splitText(text, separator)),
  ),
  join: fn("string any", (separator: string, value: GoValue) => toTexts(value).join(separator)),
  hello: fn("", () => "Hello!"),
};
