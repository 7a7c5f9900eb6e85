// Equality and order of values.

import { compareBytes } from "../go/utf8.ts";
import {
  CelError,
  CelList,
  CelMap,
  Duration,
  OpaqueValue,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from "./values.ts";

/** As ==: values of unlike types are unequal, numbers are equal whatever their type. */
export function isEqual(left: Value, right: Value): boolean {
  if (left === right) return !Number.isNaN(left);
  const [ours, theirs] = [numberOf(left), numberOf(right)];
  if (ours !== undefined && theirs !== undefined)
    // Unlike ===, == compares a bigint with a number exactly.
    return ours == theirs;
  if (left === null || right === null || typeof left !== "object" || typeof right !== "object")
    return false;
  return sameObject(left, right);
}

type ObjectValue = Exclude<Value, null | boolean | bigint | number | string>;

function sameObject(left: ObjectValue, right: ObjectValue): boolean {
  if (left instanceof CelList) return right instanceof CelList && sameList(left, right);
  if (left instanceof CelMap) return right instanceof CelMap && sameMap(left, right);
  if (left instanceof Timestamp) return right instanceof Timestamp && left.nanos === right.nanos;
  if (left instanceof Duration) return right instanceof Duration && left.nanos === right.nanos;
  if (left instanceof TypeValue) return right instanceof TypeValue && left.name === right.name;
  if (left instanceof OpaqueValue)
    return right instanceof OpaqueValue && left.typeName === right.typeName && left.equals(right);
  if (left instanceof Optional) {
    if (!(right instanceof Optional)) return false;
    if (left.value === undefined || right.value === undefined) return left.value === right.value;
    return isEqual(left.value, right.value);
  }
  return (
    left instanceof Uint8Array && right instanceof Uint8Array && Buffer.from(left).equals(right)
  );
}

/** Lists of a set or a map are equal whatever their order. */
function sameList(left: CelList, right: CelList): boolean {
  if (left.size !== right.size) return false;
  const identify = left.identify ?? right.identify;
  if (!identify) {
    for (let index = 0; index < left.size; index++)
      if (!isEqual(left.at(index), right.at(index))) return false;
    return true;
  }
  const known = new Map(Array.from(left, (item) => [identify(item), item] as const));
  for (const item of right) {
    const own = known.get(identify(item));
    if (own === undefined || !isEqual(own, item)) return false;
  }
  return true;
}

function sameMap(left: CelMap, right: CelMap): boolean {
  if (left.size !== right.size) return false;
  for (const key of left.keys()) {
    const [ours, theirs] = [left.get(key), right.get(key)];
    if (ours === undefined || theirs === undefined || !isEqual(ours, theirs)) return false;
  }
  return true;
}

function numberOf(value: Value): bigint | number | undefined {
  if (typeof value === "bigint" || typeof value === "number") return value;
  return value instanceof Uint ? value.value : undefined;
}

/** Below, at or above zero; undefined where the two have no order. Throws for NaN. */
export function compare(left: Value, right: Value): number | undefined {
  const [ours, theirs] = [numberOf(left), numberOf(right)];
  if (ours !== undefined && theirs !== undefined) {
    if (Number.isNaN(ours) || Number.isNaN(theirs))
      throw new CelError("NaN values cannot be ordered");
    return order(ours, theirs);
  }
  if (typeof left === "string" && typeof right === "string") return compareBytes(left, right);
  if (typeof left === "boolean" && typeof right === "boolean") return Number(left) - Number(right);
  if (left instanceof Timestamp && right instanceof Timestamp)
    return order(left.nanos, right.nanos);
  if (left instanceof Duration && right instanceof Duration) return order(left.nanos, right.nanos);
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right);
  return undefined;
}

function order(left: bigint | number, right: bigint | number): number {
  if (left < right) return -1;
  return left > right ? 1 : 0;
}
