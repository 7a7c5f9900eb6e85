// Operators, size and in.

import { optionalField } from "../compile.ts";
import { compare, isEqual } from "../equality.ts";
import { func, method, type Overload } from "../overload.ts";
import { checkedDuration, checkedTimestamp } from "../times.ts";
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  INT,
  listOf,
  mapOf,
  optionalOf,
  param,
  STRING,
  TIMESTAMP,
  UINT,
  type CelType,
} from "../types.ts";
import {
  ArrayList,
  CelError,
  CelList,
  CelMap,
  Duration,
  type Optional,
  Timestamp,
  Uint,
  type Value,
} from "../values.ts";
import { int, list, map, text, traversal } from "./arguments.ts";

const A = param("A");
const B = param("B");
const LIST = listOf(A);
const MAP = mapOf(A, B);
const INT_BITS = 64;
const NUMBERS = [INT, UINT, DOUBLE];

function checkedInt(value: bigint): bigint {
  if (BigInt.asIntN(INT_BITS, value) !== value) throw new CelError("integer overflow");
  return value;
}

function checkedUint(value: bigint): Uint {
  if (BigInt.asUintN(INT_BITS, value) !== value) throw new CelError("unsigned integer overflow");
  return new Uint(value);
}

type BigOperation = (left: bigint, right: bigint) => bigint;
type DoubleOperation = (left: number, right: number) => number;

/** An operator on two numbers of the same type. */
function arithmetic(name: string, big: BigOperation, double?: DoubleOperation): Overload[] {
  const overloads = [
    func(name, [INT, INT], INT, ([left, right]) => checkedInt(big(int(left), int(right)))),
    func(name, [UINT, UINT], UINT, ([left, right]) =>
      checkedUint(big((left as Uint).value, (right as Uint).value)),
    ),
  ];
  if (double)
    overloads.push(
      func(name, [DOUBLE, DOUBLE], DOUBLE, ([left, right]) =>
        double(left as number, right as number),
      ),
    );
  return overloads;
}

function nonZero(right: bigint, what: string): bigint {
  if (right === 0n) throw new CelError(`${what} by zero`);
  return right;
}

const nanosOf = (value: Value | undefined): bigint => (value as Duration | Timestamp).nanos;

const sums: readonly Overload[] = [
  ...arithmetic(
    "_+_",
    (left, right) => left + right,
    (left, right) => left + right,
  ),
  func("_+_", [STRING, STRING], STRING, ([left, right], run) => {
    const sum = text(left) + text(right);
    run.spend(traversal(sum.length));
    return sum;
  }),
  func("_+_", [BYTES, BYTES], BYTES, ([left, right]) =>
    Uint8Array.from([...(left as Uint8Array), ...(right as Uint8Array)]),
  ),
  func("_+_", [LIST, LIST], LIST, ([left, right], run) => {
    const [first, second] = [list(left), list(right)];
    run.spend(traversal(first.size + second.size));
    return concat(first, second);
  }),
  func(
    "_+_",
    [DURATION, DURATION],
    DURATION,
    ([left, right]) => new Duration(checkedDuration(nanosOf(left) + nanosOf(right))),
  ),
  ...[
    [DURATION, TIMESTAMP],
    [TIMESTAMP, DURATION],
  ].map((types) =>
    func(
      "_+_",
      types,
      TIMESTAMP,
      ([left, right]) => new Timestamp(checkedTimestamp(nanosOf(left) + nanosOf(right))),
    ),
  ),
];

/** Lists of a set or a map stay ones: what is there already is replaced (of maps) or left out. */
function concat(left: CelList, right: CelList): CelList {
  const { identify } = left;
  if (!identify) return new ArrayList([...left, ...right]);
  const items = new Map(Array.from(left, (item) => [identify(item), item] as const));
  for (const item of right) items.set(identify(item), item);
  return new ArrayList([...items.values()], identify);
}

const differences: readonly Overload[] = [
  ...arithmetic(
    "_-_",
    (left, right) => left - right,
    (left, right) => left - right,
  ),
  func(
    "_-_",
    [DURATION, DURATION],
    DURATION,
    ([left, right]) => new Duration(checkedDuration(nanosOf(left) - nanosOf(right))),
  ),
  func(
    "_-_",
    [TIMESTAMP, DURATION],
    TIMESTAMP,
    ([left, right]) => new Timestamp(checkedTimestamp(nanosOf(left) - nanosOf(right))),
  ),
  func(
    "_-_",
    [TIMESTAMP, TIMESTAMP],
    DURATION,
    ([left, right]) => new Duration(checkedDuration(nanosOf(left) - nanosOf(right))),
  ),
  func("-_", [INT], INT, ([value]) => checkedInt(-int(value))),
  func("-_", [DOUBLE], DOUBLE, ([value]) => -(value as number)),
];

const products: readonly Overload[] = [
  ...arithmetic(
    "_*_",
    (left, right) => left * right,
    (left, right) => left * right,
  ),
  ...arithmetic(
    "_/_",
    (left, right) => left / nonZero(right, "division"),
    (left, right) => left / right,
  ),
  ...arithmetic("_%_", (left, right) => left % nonZero(right, "modulus")),
];

const ORDERS: Readonly<Record<string, (order: number) => boolean>> = {
  "_<_": (order) => order < 0,
  "_<=_": (order) => order <= 0,
  "_>_": (order) => order > 0,
  "_>=_": (order) => order >= 0,
};

const PAIRS: readonly (readonly CelType[])[] = [
  ...[BOOL, STRING, BYTES, TIMESTAMP, DURATION].map((type) => [type, type]),
  ...NUMBERS.flatMap((left) => NUMBERS.map((right) => [left, right])),
];

const comparisons: readonly Overload[] = Object.entries(ORDERS).flatMap(([name, holds]) =>
  PAIRS.map((types) =>
    func(name, types, BOOL, ([left = null, right = null], run) => {
      if (typeof left === "string") run.spend(traversal(left.length));
      const order = compare(left, right);
      if (order === undefined) throw new CelError("no such overload");
      return holds(order);
    }),
  ),
);

/** Comparing goes through both. */
function sizeOf(value: Value): number {
  if (typeof value === "string") return value.length;
  return value instanceof CelList || value instanceof CelMap ? value.size : 1;
}

const equalities: readonly Overload[] = [true, false].map((wanted) =>
  func(wanted ? "_==_" : "_!=_", [A, A], BOOL, ([left = null, right = null], run) => {
    run.spend(traversal(Math.min(sizeOf(left), sizeOf(right))));
    return isEqual(left, right) === wanted;
  }),
);

const memberships: readonly Overload[] = [
  func("@in", [A, LIST], BOOL, ([item = null, container], run) => {
    const items = list(container);
    run.spend(items.size);
    for (const one of items) if (isEqual(item, one)) return true;
    return false;
  }),
  func("@in", [A, MAP], BOOL, ([key = null, container]) => map(container).has(key)),
];

function element(container: CelList, index: Value): Value {
  const at = Number(index instanceof Uint ? index.value : index);
  if (!Number.isInteger(at) || at < 0 || at >= container.size)
    throw new CelError(`index out of bounds: ${String(at)}`);
  return container.at(at);
}

const accesses: readonly Overload[] = [
  func("_[_]", [LIST, INT], A, ([container, index = null]) => element(list(container), index)),
  func("_[_]", [MAP, A], B, ([container, key = null]) => {
    const value = map(container).get(key);
    if (value === undefined) throw new CelError(`no such key: ${printKey(key)}`);
    return value;
  }),
  ...["_[_]", "_[?_]"].flatMap((name) => [
    func(name, [optionalOf(LIST), INT], optionalOf(A), optionalElement),
    func(name, [optionalOf(MAP), A], optionalOf(B), optionalElement),
  ]),
  func("_[?_]", [LIST, INT], optionalOf(A), optionalElement),
  func("_[?_]", [MAP, A], optionalOf(B), optionalElement),
];

function optionalElement([container = null, key = null]: readonly Value[]): Optional {
  return optionalField(container, key);
}

function printKey(key: Value): string {
  return typeof key === "string" || typeof key === "bigint" || typeof key === "boolean"
    ? String(key)
    : "";
}

const sizes: readonly Overload[] = [STRING, BYTES, LIST, MAP].flatMap((type) =>
  [func, method].map((declare) =>
    declare("size", [type], INT, ([value = null]) => lengthOf(value)),
  ),
);

function lengthOf(value: Value): bigint {
  if (typeof value === "string") {
    let length = 0n;
    for (const _ of value) length++;
    return length;
  }
  if (value instanceof CelList || value instanceof CelMap) return BigInt(value.size);
  if (value instanceof Uint8Array) return BigInt(value.length);
  throw new CelError("no such overload");
}

export const operators: readonly Overload[] = [
  ...sums,
  ...differences,
  ...products,
  ...comparisons,
  ...equalities,
  ...memberships,
  ...accesses,
  ...sizes,
  func("!_", [BOOL], BOOL, ([value]) => {
    if (typeof value !== "boolean") throw new CelError("no such overload");
    return !value;
  }),
  // Only one of its operands runs, so that the compiler makes it itself.
  func("_?_:_", [BOOL, A, A], A, ([, yes = null]) => yes),
];
