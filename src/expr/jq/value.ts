// What jq computes with, and how gojq 0.12 tells integers from floats.
//
// Numbers of the input are `number`, as KWOK's gojq sees them: float64. Numbers that jq itself makes
// as integers (literals without a fraction, length, indexes) are `bigint`: Go's int and big.Int.

import type { Json } from "../json.ts";
import { compareBytes, sortedKeys } from "../go/utf8.ts";

export type JqValue = null | boolean | number | bigint | string | readonly JqValue[] | JqObject;
export interface JqObject {
  readonly [key: string]: JqValue;
}

/** True for what is a Go int in gojq: KWOK's `In` compares it, and never compares a float. */
export function isJqInteger(value: JqValue): value is bigint {
  return typeof value === "bigint";
}

export function isArray(value: JqValue): value is readonly JqValue[] {
  return Array.isArray(value);
}

export function isObject(value: JqValue): value is JqObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isNumber(value: JqValue): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** jq's truth: all but null and false. */
export function isTruthy(value: JqValue): boolean {
  return value !== null && value !== false;
}

export function typeOf(value: JqValue): string {
  if (value === null) return "null";
  if (typeof value === "bigint") return "number";
  if (typeof value === "object") return isArray(value) ? "array" : "object";
  return typeof value;
}

/** A field, or null where there is none; never something inherited. */
export function fieldOf(object: JqObject, key: string): JqValue {
  const value: JqValue | undefined = object[key];
  if (value === undefined) return null;
  return key in Object.prototype && !Object.hasOwn(object, key) ? null : value;
}

const typeRank = { null: 0, boolean: 1, number: 3, string: 4, array: 5, object: 6 } as const;

function rankOf(value: JqValue): number {
  return value === true ? 2 : typeRank[typeOf(value) as keyof typeof typeRank];
}

/** jq's order of all values: null < false < true < numbers < strings < arrays < objects. */
export function compare(left: JqValue, right: JqValue): number {
  if (typeof left === "string" && typeof right === "string") return compareBytes(left, right);
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right);
  if (isArray(left) && isArray(right)) return compareArrays(left, right);
  if (isObject(left) && isObject(right)) return compareObjects(left, right);
  return Math.sign(rankOf(left) - rankOf(right));
}

/** NaN is less than everything, itself included, as in gojq. */
function compareNumbers(left: number | bigint, right: number | bigint): number {
  if (typeof left === "bigint" && typeof right === "bigint")
    return left < right ? -1 : left > right ? 1 : 0;
  const a = Number(left);
  const b = Number(right);
  if (a < b || Number.isNaN(a)) return -1;
  return a === b ? 0 : 1;
}

function compareArrays(left: readonly JqValue[], right: readonly JqValue[]): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const order = compare(left[index]!, right[index]!);
    if (order !== 0) return order;
  }
  return Math.sign(left.length - right.length);
}

function compareObjects(left: JqObject, right: JqObject): number {
  const keys = sortedKeys(left);
  const order = compareArrays(keys, sortedKeys(right));
  if (order !== 0) return order;
  for (const key of keys) {
    const inner = compare(left[key]!, right[key]!);
    if (inner !== 0) return inner;
  }
  return 0;
}

export function isEqual(left: JqValue, right: JqValue): boolean {
  if (typeof left === "string") return left === right;
  return compare(left, right) === 0;
}

/** The value as plain JSON, integers as numbers. */
export function toPlainJson(value: JqValue): Json {
  if (typeof value === "bigint") return Number(value);
  if (isArray(value)) return value.map(toPlainJson);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toPlainJson(inner)]));
}
