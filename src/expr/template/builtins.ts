// The functions every Go template has: text/template's own.

import { byteLength, byteSlice, utf8Bytes } from "../go/utf8.ts";
import { equalsAny, isLess, isLessOrEqual } from "./compare.ts";
import { escapeHtml, escapeJavaScript, escapeQuery } from "./escape.ts";
import { type TemplateFunction, templateFunction } from "./function.ts";
import {
  fieldOf,
  GoInt,
  type GoValue,
  isGoMap,
  isList,
  isTrue,
  plain,
  typedAs,
  typeName,
} from "./go-value.ts";
import { formatValue, sprint } from "./print.ts";
import { sprintf } from "./printf.ts";

const sprintln = (values: readonly GoValue[]): string => `${values.map(formatValue).join(" ")}\n`;
const shown = (values: readonly GoValue[]): string =>
  sprint(values.map((value) => value ?? "<no value>"));

/** index x 1 "key": x[1]["key"]; a missing key of a map is nil, an index out of range an error. */
function indexInto(item: GoValue, ...indexes: GoValue[]): GoValue {
  let current = plain(item);
  if (current === undefined || current === null) throw new Error("index of untyped nil");
  for (const index of indexes) {
    if (current === undefined || current === null) throw new Error("index of nil pointer");
    current = indexOnce(current, plain(index));
  }
  return current;
}

function indexOnce(item: GoValue, index: GoValue): GoValue {
  if (isGoMap(item)) {
    if (index === undefined || index === null)
      throw new Error("value is nil; should be of type string");
    if (typeof index === "string") return fieldOf(item, index) ?? missingIn(item);
    if (typeof index === "number") return fieldOf(item, String(index)) ?? missingIn(item);
    throw new Error(`value has type ${typeName(index)}; should be string`);
  }
  if (isList(item)) return item[indexArgument(index, item.length - 1)];
  if (typeof item === "string" || typeof item === "number") {
    const bytes = utf8Bytes(String(item));
    return new GoInt(bytes[indexArgument(index, bytes.length - 1)]!, "uint8");
  }
  throw new Error(`can't index item of type ${typeName(item)}`);
}

/** The zero value of the map's element type. */
function missingIn(map: GoValue): GoValue {
  return typeName(map) === "map[string]string" ? "" : null;
}

function indexArgument(index: GoValue, last: number): number {
  if (index === undefined || index === null) throw new Error("cannot index slice/array with nil");
  if (!(index instanceof GoInt))
    throw new Error(`cannot index slice/array with type ${typeName(index)}`);
  if (index.value < 0n || index.value > BigInt(last))
    throw new Error(`index out of range: ${index.value}`);
  return Number(index.value);
}

/** slice x 1 2: x[1:2]. */
function sliceOf(value: GoValue, ...indexes: GoValue[]): GoValue {
  const item = plain(value);
  if (item === undefined || item === null) throw new Error("slice of untyped nil");
  if (indexes.length > 3) throw new Error(`too many slice indexes: ${indexes.length}`);
  const isText = typeof item === "string" || typeof item === "number";
  if (isText && indexes.length === 3) throw new Error("cannot 3-index slice a string");
  if (!isText && !isList(item)) throw new Error(`can't slice item of type ${typeName(item)}`);
  const length = isText ? byteLength(String(item)) : item.length;
  const places = indexes.map((index) => indexArgument(index, length));
  const [start = 0, end = length, capacity = length] = places;
  if (start > end) throw new Error(`invalid slice index: ${start} > ${end}`);
  if (end > capacity) throw new Error(`invalid slice index: ${end} > ${capacity}`);
  if (isText) return byteSlice(String(item), start, end);
  return typedAs(typeName(item), item.slice(start, end));
}

function lengthOf(value: GoValue): GoInt {
  const item = plain(value);
  if (item === null) throw new Error("len of nil pointer");
  if (typeof item === "string" || typeof item === "number")
    return new GoInt(byteLength(String(item)));
  if (isList(item)) return new GoInt(item.length);
  if (isGoMap(item)) return new GoInt(Object.keys(item).length);
  throw new Error(item === undefined ? "len of nil pointer" : `len of type ${typeName(item)}`);
}

export const builtinFunctions: Readonly<Record<string, TemplateFunction>> = {
  // `and` and `or` are compiled in place, since they stop early; these are for their parameters.
  and: templateFunction("value ...value", (value: GoValue) => value),
  or: templateFunction("value ...value", (value: GoValue) => value),
  not: templateFunction("value", (value: GoValue) => !isTrue(value)),
  call: templateFunction("value ...value", (value: GoValue) => {
    if (value === undefined || value === null) throw new Error("call of nil");
    throw new Error(`non-function of type ${typeName(value)}`);
  }),
  eq: templateFunction("value ...value", equalsAny),
  ne: templateFunction("value value", (left: GoValue, right: GoValue) => !equalsAny(left, right)),
  lt: templateFunction("value value", isLess),
  le: templateFunction("value value", isLessOrEqual),
  gt: templateFunction(
    "value value",
    (left: GoValue, right: GoValue) => !isLessOrEqual(left, right),
  ),
  ge: templateFunction("value value", (left: GoValue, right: GoValue) => !isLess(left, right)),
  index: templateFunction("value ...value", indexInto),
  slice: templateFunction("value ...value", sliceOf),
  len: templateFunction("value", lengthOf),
  print: templateFunction("...any", (...values: GoValue[]) => sprint(values)),
  println: templateFunction("...any", (...values: GoValue[]) => sprintln(values)),
  printf: templateFunction("string ...any", (format: string, ...values: GoValue[]) =>
    sprintf(format, values),
  ),
  html: templateFunction("...any", (...values: GoValue[]) => escapeHtml(shown(values))),
  js: templateFunction("...any", (...values: GoValue[]) => escapeJavaScript(shown(values))),
  urlquery: templateFunction("...any", (...values: GoValue[]) => escapeQuery(shown(values))),
};
