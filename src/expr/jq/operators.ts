// Arithmetic: + - * / % as gojq computes them on integers, floats, strings, arrays and objects.

import { described, JqError } from "./error.ts";
import {
  compare,
  fieldOf,
  isArray,
  isEqual,
  isNumber,
  isObject,
  type JqObject,
  type JqValue,
} from "./value.ts";
import type { Operator } from "./syntax.ts";

const INT_MAX = 2n ** 63n - 1n;
const INT_MIN = -(2n ** 63n);
const REPEAT_BYTES_MAX = 2 ** 31 - 1;

/** The Go int of a number: fractions are cut, what is too large is the largest. */
export function toInteger(value: number | bigint): bigint {
  if (typeof value === "bigint")
    return value > INT_MAX ? INT_MAX : value < INT_MIN ? INT_MIN : value;
  if (value >= -(2 ** 63) && value < 2 ** 63) return BigInt(Math.trunc(value));
  return value > 0 ? INT_MAX : INT_MIN;
}

function unfit(verb: string, left: JqValue, right: JqValue): JqError {
  return new JqError(`cannot ${verb}: ${described(left)} and ${described(right)}`);
}

export function add(left: JqValue, right: JqValue): JqValue {
  if (typeof left === "number" && typeof right === "number") return left + right;
  if (typeof left === "bigint" && typeof right === "bigint") return left + right;
  if (typeof left === "string" && typeof right === "string") return left + right;
  if (isNumber(left) && isNumber(right)) return Number(left) + Number(right);
  if (left === null) return right;
  if (right === null) return left;
  if (isArray(left) && isArray(right))
    return right.length === 0 ? left : left.length === 0 ? right : [...left, ...right];
  if (isObject(left) && isObject(right)) return { ...left, ...right };
  throw unfit("add", left, right);
}

function subtract(left: JqValue, right: JqValue): JqValue {
  if (typeof left === "bigint" && typeof right === "bigint") return left - right;
  if (isNumber(left) && isNumber(right)) return Number(left) - Number(right);
  if (isArray(left) && isArray(right))
    return left.filter((element) => !right.some((other) => isEqual(element, other)));
  throw unfit("subtract", left, right);
}

function multiply(left: JqValue, right: JqValue): JqValue {
  if (typeof left === "bigint" && typeof right === "bigint") return left * right;
  if (isNumber(left) && isNumber(right)) return Number(left) * Number(right);
  if (isObject(left) && isObject(right)) return deepMerge(left, right);
  if (typeof left === "string" && isNumber(right)) return repeat(left, Number(right));
  if (isNumber(left) && typeof right === "string") return repeat(right, Number(left));
  throw unfit("multiply", left, right);
}

function deepMerge(left: JqObject, right: JqObject): JqObject {
  const merged: Record<string, JqValue> = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const before = fieldOf(left, key);
    merged[key] = isObject(before) && isObject(value) ? deepMerge(before, value) : value;
  }
  return merged;
}

function repeat(text: string, count: number): JqValue {
  if (count < 0 || Number.isNaN(count)) return null;
  const times = Math.trunc(Math.min(count, REPEAT_BYTES_MAX));
  if (Buffer.byteLength(text) * times >= REPEAT_BYTES_MAX)
    throw new JqError("repeat string result too large");
  return text.repeat(times);
}

function divide(left: JqValue, right: JqValue): JqValue {
  if (isNumber(left) && isNumber(right)) {
    if (Number(right) === 0)
      throw new JqError(`cannot divide ${described(left)} by: ${described(right)}`);
    if (typeof left !== "bigint" || typeof right !== "bigint") return Number(left) / Number(right);
    return left % right === 0n ? left / right : Number(left) / Number(right);
  }
  if (typeof left === "string" && typeof right === "string")
    return left === "" ? [] : splitText(left, right);
  throw unfit("divide", left, right);
}

function modulo(left: JqValue, right: JqValue): JqValue {
  if (!isNumber(left) || !isNumber(right)) throw unfit("modulo", left, right);
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.NaN;
  const isBig = typeof left === "bigint" && typeof right === "bigint";
  const divisor = isBig ? right : toInteger(right);
  if (divisor === 0n) throw new JqError(`cannot modulo ${described(left)} by: ${described(right)}`);
  return (isBig ? left : toInteger(left)) % divisor;
}

/** Go's strings.Split: by an empty separator, into characters. */
export function splitText(text: string, separator: string): string[] {
  return separator === "" ? Array.from(text) : text.split(separator);
}

export function negate(value: JqValue): JqValue {
  if (!isNumber(value)) throw new JqError(`cannot negate: ${described(value)}`);
  return -value;
}

export function affirm(value: JqValue): JqValue {
  if (!isNumber(value)) throw new JqError(`cannot plus: ${described(value)}`);
  return value;
}

export const operators: Readonly<Record<Operator, (left: JqValue, right: JqValue) => JqValue>> = {
  "+": add,
  "-": subtract,
  "*": multiply,
  "/": divide,
  "%": modulo,
  "==": isEqual,
  "!=": (left, right) => !isEqual(left, right),
  "<": (left, right) => compare(left, right) < 0,
  "<=": (left, right) => compare(left, right) <= 0,
  ">": (left, right) => compare(left, right) > 0,
  ">=": (left, right) => compare(left, right) >= 0,
};
