// Builtins of arrays and objects.

import { indexValue, indicesOf, valuesOf } from "./access.ts";
import type { Native } from "./native.ts";
import { encodeJson } from "./encode.ts";
import { described, JqError, wrongType } from "./error.ts";
import { add, toInteger } from "./operators.ts";
import { sortedKeys } from "../go/utf8.ts";
import { compare, isArray, isEqual, isNumber, isObject, type JqValue } from "./value.ts";

function length(value: JqValue): JqValue {
  if (value === null) return 0n;
  if (typeof value === "string") return BigInt(Array.from(value).length);
  if (typeof value === "bigint") return value < 0n ? -value : value;
  if (typeof value === "number") return Math.abs(value);
  if (isArray(value)) return BigInt(value.length);
  if (isObject(value)) return BigInt(Object.keys(value).length);
  throw wrongType("length", value);
}

export function keysOf(value: JqValue): readonly JqValue[] {
  if (isArray(value)) return value.map((_element, index) => BigInt(index));
  if (isObject(value)) return sortedKeys(value);
  throw wrongType("keys", value);
}

export function has(value: JqValue, key: JqValue): boolean {
  if (value === null) return false;
  if (isArray(value) && isNumber(key)) {
    const index = toInteger(key);
    return index >= 0n && index < BigInt(value.length);
  }
  if (isObject(value) && typeof key === "string") return Object.hasOwn(value, key);
  throw wrongType("has", value, key);
}

/** The list of a value's elements, or gojq's complaint in a builtin's name. */
function elementsFor(name: string, value: JqValue, ...args: JqValue[]): readonly JqValue[] {
  if (!isArray(value) && !isObject(value)) throw wrongType(name, value, ...args);
  return valuesOf(value);
}

export function listFor(name: string, value: JqValue, ...args: JqValue[]): readonly JqValue[] {
  if (!isArray(value)) throw wrongType(name, value, ...args);
  return value;
}

function contains(left: JqValue, right: JqValue): boolean {
  if (typeof left === "string" && typeof right === "string") return left.includes(right);
  if (isNumber(left) && isNumber(right)) return Number(left) === Number(right);
  if (isArray(left) && isArray(right)) {
    return right.every((wanted) => left.some((element) => isContained(element, wanted)));
  }
  if (isObject(left) && isObject(right)) {
    if (Object.keys(left).length < Object.keys(right).length) return false;
    return Object.entries(right).every(
      ([key, wanted]) => Object.hasOwn(left, key) && isContained(left[key]!, wanted),
    );
  }
  if (left === right) return true;
  throw wrongType("contains", left, right);
}

function isContained(left: JqValue, right: JqValue): boolean {
  try {
    return contains(left, right);
  } catch (error) {
    if (error instanceof JqError) return false;
    throw error;
  }
}

function flatten(value: JqValue, depth: JqValue): JqValue {
  const elements = elementsFor("flatten", value);
  if (!isNumber(depth)) throw wrongType("flatten", depth);
  if (depth < 0 || Number.isNaN(depth))
    throw new JqError(`flatten depth should not be negative: ${encodeJson(depth)}`);
  return flattened(elements, Number(depth));
}

function flattened(elements: readonly JqValue[], depth: number): JqValue[] {
  return elements.flatMap((element) =>
    isArray(element) && depth !== 0 ? flattened(element, depth - 1) : [element],
  );
}

/** Elements in the order of their keys; equal ones stay as they were. */
export function sortedBy(
  elements: readonly JqValue[],
  keys: readonly JqValue[],
): { element: JqValue; key: JqValue }[] {
  return elements
    .map((element, index) => ({ element, key: keys[index]! }))
    .sort((left, right) => compare(left.key, right.key));
}

/** Groups of equal keys, in the order of the keys. */
export function groupedBy(elements: readonly JqValue[], keys: readonly JqValue[]): JqValue[][] {
  const groups: JqValue[][] = [];
  let last: JqValue = null;
  for (const { element, key } of sortedBy(elements, keys)) {
    if (groups.length > 0 && isEqual(last, key)) groups.at(-1)!.push(element);
    else groups.push([element]);
    last = key;
  }
  return groups;
}

/** The first least element, or the last greatest. */
export function extreme(
  elements: readonly JqValue[],
  keys: readonly JqValue[],
  isMinimum: boolean,
): JqValue {
  let best = 0;
  for (let index = 1; index < elements.length; index++) {
    if (compare(keys[best]!, keys[index]!) > 0 === isMinimum) best = index;
  }
  return elements[best] ?? null;
}

function find(name: string, value: JqValue, wanted: JqValue): readonly number[] | null {
  if (value === null) return null;
  if (isArray(value)) return indicesOf(value, isArray(wanted) ? wanted : [wanted]);
  if (typeof value !== "string" || typeof wanted !== "string") throw wrongType(name, value, wanted);
  return indicesOf(Array.from(value), Array.from(wanted));
}

function place(index: number | undefined): JqValue {
  return index === undefined ? null : BigInt(index);
}

function transpose(value: JqValue): JqValue {
  const rows = listFor("transpose", value);
  if (!rows.every(isArray)) throw wrongType("transpose", value);
  const width = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: width }, (_unused, column) => rows.map((row) => row[column] ?? null));
}

function binarySearch(value: JqValue, wanted: JqValue): JqValue {
  const elements = listFor("bsearch", value, wanted);
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(elements[middle]!, wanted) < 0) low = middle + 1;
    else high = middle;
  }
  const isFound = low < elements.length && isEqual(elements[low]!, wanted);
  return BigInt(isFound ? low : -low - 1);
}

function join(value: JqValue, separator: JqValue): JqValue {
  const elements = elementsFor("join", value, separator);
  if (elements.length === 0) return "";
  const texts = elements.map((element) =>
    typeof element === "boolean" || isNumber(element) ? encodeJson(element) : element,
  );
  return texts.reduce(
    (text: JqValue, element, index) => add(add(text, index === 0 ? "" : separator), element),
    null,
  );
}

function fromEntries(value: JqValue): JqValue {
  const object: Record<string, JqValue> = {};
  for (const entry of valuesOf(value)) {
    const names = ["key", "Key", "name", "Name"].map((name) => indexValue(entry, name));
    const key = names.find((name) => name !== null && name !== false) ?? names.at(-1)!;
    if (typeof key !== "string")
      throw new JqError(`expected a string for object key but got: ${described(key)}`);
    object[key] = has(entry, "value") ? indexValue(entry, "value") : indexValue(entry, "Value");
  }
  return object;
}

/** Every choice of one element from each list. */
export function combinations(value: JqValue): JqValue[][] {
  return listFor("combinations", value).reduce<JqValue[][]>(
    (chosen, options) =>
      chosen.flatMap((before) => valuesOf(options).map((option) => [...before, option])),
    [[]],
  );
}

export const collections: Readonly<Record<string, Native>> = {
  "length/0": length,
  "keys/0": keysOf,
  "has/1": has,
  "in/1": (key, container) => has(container, key),
  "contains/1": contains,
  "inside/1": (value, container) => contains(container, value),
  "add/0": (value) =>
    elementsFor("add", value).reduce((sum: JqValue, element) => add(sum, element), null),
  "reverse/0": (value) => listFor("reverse", value).toReversed(),
  "flatten/0": (value) => flattened(elementsFor("flatten", value), -1),
  "flatten/1": flatten,
  "min/0": (value) => extreme(listFor("min", value), listFor("min", value), true),
  "max/0": (value) => extreme(listFor("max", value), listFor("max", value), false),
  "sort/0": (value) =>
    sortedBy(listFor("sort", value), listFor("sort", value)).map(({ element }) => element),
  "unique/0": (value) =>
    groupedBy(listFor("unique", value), listFor("unique", value)).map(([first]) => first!),
  "indices/1": (value, wanted) => find("indices", value, wanted)?.map(BigInt) ?? null,
  "index/1": (value, wanted) => place(find("index", value, wanted)?.[0]),
  "rindex/1": (value, wanted) => place(find("rindex", value, wanted)?.at(-1)),
  "transpose/0": transpose,
  "bsearch/1": binarySearch,
  "join/1": join,
  "to_entries/0": (value) => keysOf(value).map((key) => ({ key, value: indexValue(value, key) })),
  "from_entries/0": fromEntries,
};
