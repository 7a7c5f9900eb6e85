// eq, ne, lt, le, gt, ge with Go's rules: like with like, and never json.Number with int.

import { compareBytes } from "../go/utf8.ts";
import { GoFloat, GoInt, GoOpaque, type GoValue, kindName, plain, typeName } from "./go-value.ts";

type BasicKind = "bool" | "int" | "uint" | "float" | "string" | undefined;

function basicKind(value: GoValue): BasicKind {
  if (typeof value === "string" || typeof value === "number") return "string";
  if (typeof value === "boolean") return "bool";
  if (value instanceof GoInt) return value.type.startsWith("uint") ? "uint" : "int";
  if (value instanceof GoFloat) return "float";
  if (value instanceof GoOpaque && value.kind === "int64") return "int";
  return undefined;
}

function scalar(value: GoValue): string | bigint | number | boolean {
  if (value instanceof GoInt || value instanceof GoFloat) return value.value;
  if (value instanceof GoOpaque) return BigInt(Number(value.method("Nanoseconds")?.() ?? 0));
  return typeof value === "number" ? String(value) : (value as string | boolean);
}

/** `eq a b c`: a equals b or c. */
export function equalsAny(left: GoValue, ...others: GoValue[]): boolean {
  if (others.length === 0) throw new Error("missing argument for comparison");
  const first = plain(left);
  return others.some((other) => equals(first, plain(other)));
}

function equals(left: GoValue, right: GoValue): boolean {
  const leftKind = basicKind(left);
  const rightKind = basicKind(right);
  const isNil = (value: GoValue): boolean => value === undefined || value === null;
  if (leftKind !== rightKind) {
    if (isIntegers(leftKind, rightKind)) return scalar(left) === scalar(right);
    if (isNil(left) || isNil(right)) return false;
    throw new Error(`incompatible types for comparison: ${typeName(left)} and ${typeName(right)}`);
  }
  if (leftKind !== undefined) return scalar(left) === scalar(right);
  if (isNil(left) || isNil(right)) return isNil(left) && isNil(right);
  if (kindName(left) !== kindName(right)) {
    throw new Error(`non-comparable types ${typeName(left)}, ${typeName(right)}`);
  }
  if (!(right instanceof GoOpaque)) throw new Error(`non-comparable type ${typeName(right)}`);
  return typeName(left) === typeName(right) && (left as GoOpaque).toText() === right.toText();
}

function isIntegers(left: BasicKind, right: BasicKind): boolean {
  return (left === "int" && right === "uint") || (left === "uint" && right === "int");
}

/** `lt a b`. */
export function isLess(leftValue: GoValue, rightValue: GoValue): boolean {
  const left = plain(leftValue);
  const right = plain(rightValue);
  const leftKind = basicKind(left);
  const rightKind = basicKind(right);
  if (leftKind === undefined || rightKind === undefined)
    throw new Error("invalid type for comparison");
  if (leftKind !== rightKind && !isIntegers(leftKind, rightKind)) {
    throw new Error(`incompatible types for comparison: ${typeName(left)} and ${typeName(right)}`);
  }
  if (leftKind === "bool") throw new Error("invalid type for comparison");
  const a = scalar(left);
  const b = scalar(right);
  return leftKind === "string" ? compareBytes(String(a), String(b)) < 0 : a < b;
}

/** `le a b`: less, or equal. */
export function isLessOrEqual(left: GoValue, right: GoValue): boolean {
  return isLess(left, right) || equalsAny(left, right);
}
