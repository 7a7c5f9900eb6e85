// sprig's functions of lists. Those named must… differ in Go by how they fail, not in what they do.

import { compareBytes } from "../../go/utf8.ts";
import { elementsOf, isEmpty, texts, toInt64, toText, toTexts } from "./convert.ts";
import { deepEquals } from "./equal.ts";
import { type TemplateFunction, templateFunction as fn } from "../function.ts";
import { type GoValue, isList, kindName, typedAs, typeName } from "../go-value.ts";

function chunk(size: number, value: GoValue): GoValue {
  const elements = elementsOf(value, "chunk");
  if (size <= 0) throw new Error("runtime error: makeslice: len out of range");
  const chunks: GoValue[][] = [];
  for (let at = 0; at < elements.length; at += size) chunks.push(elements.slice(at, at + size));
  return typedAs("[][]interface {}", chunks);
}

function slice(value: GoValue, ...bounds: GoValue[]): GoValue {
  if (!isList(value))
    throw new Error(`list should be type of slice or array but ${kindName(value)}`);
  if (value.length === 0) return null;
  const start = bounds.length > 0 ? Number(toInt64(bounds[0])) : 0;
  const end = bounds.length > 1 ? Number(toInt64(bounds[1])) : value.length;
  if (start < 0 || end > value.length || start > end)
    throw new Error("reflect.Value.Slice: slice index out of bounds");
  return typedAs(typeName(value), value.slice(start, end));
}

function unique(value: GoValue): GoValue[] {
  const kept: GoValue[] = [];
  for (const element of elementsOf(value, "find uniq on")) {
    if (!kept.some((other) => deepEquals(element, other))) kept.push(element);
  }
  return kept;
}

function has(needle: GoValue, haystack: GoValue): boolean {
  if (haystack === null || haystack === undefined) return false;
  return elementsOf(haystack, "find has on").some((element) => deepEquals(needle, element));
}

function without(value: GoValue, ...omitted: GoValue[]): GoValue[] {
  const elements = elementsOf(value, "find without on");
  return elements.filter((element) => !omitted.some((other) => deepEquals(element, other)));
}

function rest(value: GoValue): GoValue {
  const elements = elementsOf(value, "find rest on");
  return elements.slice(1);
}

function initial(value: GoValue): GoValue {
  const elements = elementsOf(value, "find initial on");
  return elements.slice(0, -1);
}

function concat(...lists: GoValue[]): GoValue[] {
  return lists.flatMap((list) => {
    if (!isList(list)) throw new Error(`Cannot concat type ${kindName(list)} as list`);
    return list;
  });
}

const push = (value: GoValue, element: GoValue): GoValue[] => [
  ...elementsOf(value, "push on"),
  element,
];
const prepend = (value: GoValue, element: GoValue): GoValue[] => [
  element,
  ...elementsOf(value, "prepend on"),
];

/** Each under its own name and as must…. */
const withTwin: Readonly<Record<string, TemplateFunction>> = {
  append: fn("any any", push),
  push: fn("any any", push),
  prepend: fn("any any", prepend),
  first: fn("any", (value: GoValue) => elementsOf(value, "find first on")[0] ?? null),
  last: fn("any", (value: GoValue) => elementsOf(value, "find last on").at(-1) ?? null),
  rest: fn("any", rest),
  initial: fn("any", initial),
  reverse: fn("any", (value: GoValue) => elementsOf(value, "find reverse on").toReversed()),
  uniq: fn("any", unique),
  without: fn("any ...any", without),
  has: fn("any any", has),
  slice: fn("any ...any", slice),
  chunk: fn("int any", chunk),
  compact: fn("any", (value: GoValue) =>
    elementsOf(value, "compact on").filter((element) => !isEmpty(element)),
  ),
};

const list = fn("...any", (...values: GoValue[]) => values);

export const listFunctions: Readonly<Record<string, TemplateFunction>> = {
  list,
  tuple: list,
  concat: fn("...any", concat),
  sortAlpha: fn("any", (value: GoValue) =>
    isList(value) ? texts(toTexts(value).sort(compareBytes)) : texts([toText(value)]),
  ),
  ...withTwin,
  ...Object.fromEntries(
    Object.entries(withTwin).map(([name, definition]) => [
      `must${name[0]!.toUpperCase()}${name.slice(1)}`,
      definition,
    ]),
  ),
};
