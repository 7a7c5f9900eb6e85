// Reaching into values: index, slice, iterate, getpath.

import { described, JqError, wrapped, wrongType } from "./error.ts";
import { toInteger } from "./operators.ts";
import { sortedKeys } from "../go/utf8.ts";
import {
  fieldOf,
  isArray,
  isEqual,
  isNumber,
  isObject,
  type JqObject,
  type JqValue,
} from "./value.ts";

export function expectedArray(value: JqValue): JqError {
  return new JqError(`expected an array but got: ${described(value)}`);
}

export function expectedObject(value: JqValue): JqError {
  return new JqError(`expected an object but got: ${described(value)}`);
}

export function badIndex(value: JqValue, key: JqValue): JqError {
  const [noun, container] = isArray(value)
    ? ["a number", "indexing an array"]
    : typeof value === "string"
      ? ["a number", "indexing a string"]
      : ["a string", "object key"];
  return new JqError(`expected ${noun} for ${container} but got: ${described(key)}`);
}

/** value[key]. */
export function indexValue(value: JqValue, key: JqValue): JqValue {
  if (typeof key === "string") {
    if (value === null) return null;
    if (!isObject(value)) throw expectedObject(value);
    return fieldOf(value, key);
  }
  if (isNumber(key)) {
    if (value === null) return null;
    if (isArray(value)) return value[clampIndex(toInteger(key), -1, value.length)] ?? null;
    if (typeof value !== "string") throw expectedArray(value);
    const characters = Array.from(value);
    return characters[clampIndex(toInteger(key), -1, characters.length)] ?? null;
  }
  if (isArray(key)) {
    if (value === null) return null;
    if (!isArray(value)) throw expectedArray(value);
    return indicesOf(value, key).map(BigInt);
  }
  if (isObject(key)) {
    if (value === null) return null;
    const { from, to } = sliceBounds(key);
    return sliceValue(value, from, to);
  }
  throw badIndex(value, key);
}

export function sliceBounds(key: JqObject): { from: JqValue; to: JqValue } {
  if (!Object.hasOwn(key, "start") || !Object.hasOwn(key, "end")) {
    throw new JqError(`expected "start" and "end" for slicing but got: ${described(key)}`);
  }
  return { from: key["start"]!, to: key["end"]! };
}

/** An index counted from the end where negative, held between two bounds. */
export function clampIndex(index: bigint, least: number, length: number): number {
  const place = index < 0n ? Number(index) + length : Number(index);
  return Math.min(Math.max(place, least), length);
}

/** The two ends of a slice of something `length` long. */
export function sliceRange(
  value: JqValue,
  from: JqValue,
  to: JqValue,
  length: number,
): [number, number] {
  if (from !== null && !isNumber(from)) throw badIndex(value, from);
  if (to !== null && !isNumber(to)) throw badIndex(value, to);
  const start = from === null ? 0 : clampIndex(toInteger(from), 0, length);
  const ceiling = typeof to === "number" ? Math.ceil(to) : to;
  const end = ceiling === null ? length : clampIndex(toInteger(ceiling), start, length);
  return [start, end];
}

/** value[from:to]. */
export function sliceValue(value: JqValue, from: JqValue, to: JqValue): JqValue {
  if (value === null) return null;
  if (isArray(value)) return value.slice(...sliceRange(value, from, to, value.length));
  if (typeof value !== "string") throw expectedArray(value);
  const characters = Array.from(value);
  return characters.slice(...sliceRange(value, from, to, characters.length)).join("");
}

/** Where `wanted` begins in `list`. */
export function indicesOf(list: readonly JqValue[], wanted: readonly JqValue[]): number[] {
  const found: number[] = [];
  if (wanted.length === 0) return found;
  for (let at = 0; at + wanted.length <= list.length; at++) {
    if (wanted.every((element, offset) => isEqual(list[at + offset]!, element))) found.push(at);
  }
  return found;
}

/** What `.[]` gives: elements, or values in the order of their keys. */
export function valuesOf(value: JqValue): readonly JqValue[] {
  if (isArray(value)) return value;
  if (isObject(value)) return sortedKeys(value).map((key) => value[key]!);
  throw new JqError(`cannot iterate over: ${described(value)}`);
}

export function getPath(value: JqValue, path: JqValue): JqValue {
  if (!isArray(path)) throw wrongType("getpath", value, path);
  let current = value;
  for (const key of path) {
    if (current !== null && !isArray(current) && !isObject(current))
      throw wrongType("getpath", value, path);
    try {
      current = indexValue(current, key);
    } catch (error) {
      throw wrapped("getpath", value, (error as Error).message, path);
    }
  }
  return current;
}
