// Loops over lists and maps.

import type { Loop } from "./ast.ts";
import type { Compiler, Step } from "./compile.ts";
import type { Run } from "./overload.ts";
import { ArrayList, CelError, CelList, CelMap, EntryMap, type Value } from "./values.ts";

export interface Bound {
  readonly slots: readonly number[];
  readonly compiler: Compiler;
}

/** Calls `visit` with each item in its slots, until that returns true. */
type Walk = (run: Run, visit: (first: Value) => boolean) => void;

const ITEM_COST = 1;

export function compileLoop(
  loop: Loop,
  range: Step,
  within: (names: readonly string[]) => Bound,
): Step {
  const { slots, compiler } = within(loop.names);
  const filter = loop.filter && compiler.compile(loop.filter);
  const body = compiler.compile(loop.body);
  const walk = walker(range, slots);
  switch (loop.form) {
    case "all":
      return quantifier(walk, body, false);
    case "exists":
      return quantifier(walk, body, true);
    case "existsOne":
      return (run) => {
        let count = 0;
        walk(run, () => {
          if (isTrue(body(run))) count++;
          return false;
        });
        return count === 1;
      };
    case "filter":
      return collect(walk, body, (_run, first) => first);
    case "list":
      return collect(walk, filter, (run) => body(run));
    case "transformMap":
    case "transformMapEntry":
      return toMap(walk, filter, body, loop.form === "transformMapEntry");
  }
}

function walker(range: Step, [firstSlot = -1, secondSlot]: readonly number[]): Walk {
  return (run, visit) => {
    const over = range(run);
    if (over instanceof CelList) return walkList(over, run, firstSlot, secondSlot, visit);
    if (!(over instanceof CelMap)) throw new CelError("no such overload");
    for (const key of over.keys()) {
      run.spend(ITEM_COST);
      run.slots[firstSlot] = key;
      if (secondSlot !== undefined) run.slots[secondSlot] = over.get(key) ?? null;
      if (visit(key)) return undefined;
    }
    return undefined;
  };
}

function walkList(
  list: CelList,
  run: Run,
  firstSlot: number,
  secondSlot: number | undefined,
  visit: (first: Value) => boolean,
): void {
  for (let index = 0; index < list.size; index++) {
    run.spend(ITEM_COST);
    const item = list.at(index);
    const first = secondSlot === undefined ? item : BigInt(index);
    run.slots[firstSlot] = first;
    if (secondSlot !== undefined) run.slots[secondSlot] = item;
    if (visit(first)) return;
  }
}

function isTrue(value: Value): boolean {
  if (typeof value !== "boolean") throw new CelError("no such overload");
  return value;
}

/** all ends at the first false, exists at the first true; failures count only where nothing ended it. */
function quantifier(walk: Walk, body: Step, decisive: boolean): Step {
  return (run) => {
    let failure: CelError | undefined;
    let isDecided = false;
    walk(run, () => {
      try {
        isDecided = isTrue(body(run)) === decisive;
      } catch (error) {
        if (!(error instanceof CelError)) throw error;
        failure ??= error;
      }
      return isDecided;
    });
    if (isDecided) return decisive;
    if (failure) throw failure;
    return !decisive;
  };
}

function collect(
  walk: Walk,
  filter: Step | undefined,
  itemOf: (run: Run, first: Value) => Value,
): Step {
  return (run) => {
    const items: Value[] = [];
    walk(run, (first) => {
      if (!filter || isTrue(filter(run))) items.push(itemOf(run, first));
      return false;
    });
    return new ArrayList(items);
  };
}

function toMap(walk: Walk, filter: Step | undefined, body: Step, isEntry: boolean): Step {
  return (run) => {
    const entries: [Value, Value][] = [];
    walk(run, (first) => {
      if (filter && !isTrue(filter(run))) return false;
      const value = body(run);
      if (!isEntry) entries.push([first, value]);
      else if (value instanceof CelMap)
        for (const key of value.keys()) entries.push([key, value.get(key) ?? null]);
      else throw new CelError("no such overload");
      return false;
    });
    return new EntryMap(entries);
  };
}
