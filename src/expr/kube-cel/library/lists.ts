// Functions of lists, sets and optionals.

import { ordered } from "../compile.ts";
import { isEqual } from "../equality.ts";
import { func, method, type Overload, type Run } from "../overload.ts";
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
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
  Optional,
  Uint,
  type Value,
} from "../values.ts";
import { int, list, optional } from "./arguments.ts";
import { operators } from "./operators.ts";

const A = param("A");
const LIST = listOf(A);
const COMPARABLE: readonly CelType[] = [
  INT,
  UINT,
  DOUBLE,
  BOOL,
  DURATION,
  TIMESTAMP,
  STRING,
  BYTES,
];
const RANGE_MAX = 100_000n;

/** A method of lists of each of the types. */
function each(
  types: readonly CelType[],
  name: string,
  resultOf: (item: CelType) => CelType,
  call: (items: CelList, run: Run) => Value,
): Overload[] {
  return types.map((type) =>
    method(name, [listOf(type)], resultOf(type), ([subject], run) => {
      const items = list(subject);
      run.spend(items.size);
      return call(items, run);
    }),
  );
}

function isSorted(items: CelList): boolean {
  for (let index = 1; index < items.size; index++)
    if (ordered(items.at(index - 1), items.at(index)) > 0) return false;
  return true;
}

function extreme(name: string, sign: number): (items: CelList) => Value {
  return (items) => {
    let best: Value | undefined;
    for (const item of items) if (best === undefined || ordered(item, best) * sign > 0) best = item;
    if (best === undefined) throw new CelError(`${name} called on empty list`);
    return best;
  };
}

const ADDITIONS = operators.filter(({ name }) => name === "_+_");
const SUMMABLE: readonly (readonly [CelType, Value])[] = [
  [INT, 0n],
  [UINT, new Uint(0n)],
  [DOUBLE, 0],
  [DURATION, new Duration(0n)],
];

const sums: readonly Overload[] = SUMMABLE.flatMap(([type, zero]) => {
  const plus = ADDITIONS.find(({ params: [left, right] }) => left === type && right === type);
  return each(
    [type],
    "sum",
    () => type,
    (items, run) => {
      let total = zero;
      for (const item of items) total = plus ? plus.call([total, item], run) : total;
      return total;
    },
  );
});

function indexOf(items: CelList, wanted: Value, isLast: boolean): bigint {
  let found = -1;
  for (let index = 0; index < items.size; index++) {
    if (!isEqual(items.at(index), wanted)) continue;
    found = index;
    if (!isLast) break;
  }
  return BigInt(found);
}

const inKubernetes: readonly Overload[] = [
  ...each(COMPARABLE, "isSorted", () => BOOL, isSorted),
  ...each(COMPARABLE, "min", (type) => type, extreme("min", -1)),
  ...each(COMPARABLE, "max", (type) => type, extreme("max", 1)),
  ...sums,
  ...["indexOf", "lastIndexOf"].map((name) =>
    method(name, [LIST, A], INT, ([items, wanted = null], run) => {
      run.spend(list(items).size);
      return indexOf(list(items), wanted, name === "lastIndexOf");
    }),
  ),
];

function slice(items: CelList, start: number, end: number): ArrayList {
  const call = `cannot slice(${start}, ${end})`;
  if (start < 0 || end < 0) throw new CelError(`${call}, negative indexes not supported`);
  if (start > end)
    throw new CelError(`${call}, start index must be less than or equal to end index`);
  if (items.size < end) throw new CelError(`${call}, list is length ${items.size}`);
  return new ArrayList([...items].slice(start, end));
}

function flatten(items: CelList, depth: number): Value[] {
  if (depth < 0) throw new CelError("level must be non-negative");
  return Array.from(items).flatMap((item) =>
    item instanceof CelList && depth > 0 ? flatten(item, depth - 1) : [item],
  );
}

function distinct(items: CelList, run: Run): ArrayList {
  const unique: Value[] = [];
  for (const item of items) {
    run.spend(unique.length);
    if (!unique.some((one) => isEqual(one, item))) unique.push(item);
  }
  return new ArrayList(unique);
}

function range(count: bigint, run: Run): ArrayList {
  if (count > RANGE_MAX) run.spend(Infinity);
  run.spend(Number(count < 0n ? 0n : count));
  return new ArrayList(
    Array.from({ length: Math.max(Number(count), 0) }, (_, index) => BigInt(index)),
  );
}

const inExtension: readonly Overload[] = [
  method("slice", [LIST, INT, INT], LIST, ([items, start, end]) =>
    slice(list(items), Number(int(start)), Number(int(end))),
  ),
  method("flatten", [listOf(LIST)], LIST, ([items]) => new ArrayList(flatten(list(items), 1))),
  method(
    "flatten",
    [listOf(DYN), INT],
    listOf(DYN),
    ([items, depth]) => new ArrayList(flatten(list(items), Number(int(depth)))),
  ),
  method("reverse", [LIST], LIST, ([items]) => new ArrayList([...list(items)].reverse())),
  method("distinct", [LIST], LIST, ([items], run) => distinct(list(items), run)),
  func("lists.range", [INT], listOf(INT), ([count], run) => range(int(count), run)),
  ...each(COMPARABLE, "sort", listOf, (items) => new ArrayList([...items].sort(ordered))),
];

function containsAll(whole: CelList, part: CelList, run: Run): boolean {
  run.spend(whole.size * part.size);
  return Array.from(part).every((item) => Array.from(whole).some((one) => isEqual(one, item)));
}

const sets: readonly Overload[] = [
  func("sets.contains", [LIST, LIST], BOOL, ([whole, part], run) =>
    containsAll(list(whole), list(part), run),
  ),
  func(
    "sets.equivalent",
    [LIST, LIST],
    BOOL,
    ([left, right], run) =>
      containsAll(list(left), list(right), run) && containsAll(list(right), list(left), run),
  ),
  func("sets.intersects", [LIST, LIST], BOOL, ([left, right], run) => {
    const [ours, theirs] = [list(left), list(right)];
    run.spend(ours.size * theirs.size);
    return Array.from(ours).some((item) => Array.from(theirs).some((one) => isEqual(one, item)));
  }),
];

function isZero(value: Value): boolean {
  if (value === null || value === false || value === 0n || value === 0 || value === "") return true;
  if (value instanceof CelList || value instanceof CelMap) return value.size === 0;
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof Duration) return value.nanos === 0n;
  return value instanceof Uint8Array && value.length === 0;
}

function inside(value: Value | undefined): Value {
  const content = optional(value).value;
  if (content === undefined) throw new CelError("optional.none() dereference");
  return content;
}

/** A list's first or last item. */
function end(items: CelList, isLast: boolean): Optional {
  return items.size === 0 ? Optional.none : new Optional(items.at(isLast ? items.size - 1 : 0));
}

function present(items: CelList): ArrayList {
  return new ArrayList(
    Array.from(items).flatMap((item) => {
      const { value } = optional(item);
      return value === undefined ? [] : [value];
    }),
  );
}

const OPTIONAL = optionalOf(A);

const optionals: readonly Overload[] = [
  func("optional.none", [], OPTIONAL, () => Optional.none),
  func("optional.of", [A], OPTIONAL, ([value]) => new Optional(value)),
  func("optional.ofNonZeroValue", [A], OPTIONAL, ([value = null]) =>
    isZero(value) ? Optional.none : new Optional(value),
  ),
  method("hasValue", [OPTIONAL], BOOL, ([value]) => optional(value).value !== undefined),
  method("value", [OPTIONAL], A, ([value]) => inside(value)),
  method("or", [OPTIONAL, OPTIONAL], OPTIONAL, ([value, other]) =>
    optional(value).value === undefined ? optional(other) : optional(value),
  ),
  method("orValue", [OPTIONAL, A], A, ([value, other = null]) => {
    const { value: content } = optional(value);
    return content === undefined ? other : content;
  }),
  method("first", [LIST], OPTIONAL, ([items]) => end(list(items), false)),
  method("last", [LIST], OPTIONAL, ([items]) => end(list(items), true)),
  func("optional.unwrap", [listOf(OPTIONAL)], LIST, ([items]) => present(list(items))),
  method("unwrapOpt", [listOf(OPTIONAL)], LIST, ([items]) => present(list(items))),
];

export const lists: readonly Overload[] = [...inKubernetes, ...inExtension, ...sets, ...optionals];
