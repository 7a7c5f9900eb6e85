// sprig's functions of dictionaries. set, unset and merge change their first argument in place, so
// they take only what the template made itself: the data belongs to others.

import { sortedKeys } from "../../go/utf8.ts";
import { isEmpty, texts, toText } from "./convert.ts";
import { type TemplateFunction, templateFunction as fn } from "../function.ts";
import {
  fieldOf,
  type GoMap,
  type GoValue,
  isGoMap,
  isList,
  typedAs,
  typeName,
} from "../go-value.ts";

const owned = new WeakSet<object>();

/** Marks a map as made by the template. */
export function own<Value extends GoMap>(map: Value): Value {
  owned.add(map);
  return map;
}

/** A copy of everything, all of it the template's own. */
export function deepCopy(value: GoValue): GoValue {
  if (isList(value)) return typedAs(typeName(value), value.map(deepCopy));
  if (!isGoMap(value)) return value;
  return own(
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, deepCopy(inner)])),
  );
}

function mutable(map: GoMap, verb: string): GoMap {
  if (!owned.has(map))
    throw new Error(`${verb} would change the object itself: give it a deepCopy`);
  return map;
}

function dict(...entries: GoValue[]): GoMap {
  const map: GoMap = own({});
  for (let index = 0; index < entries.length; index += 2) {
    put(map, toText(entries[index]), index + 1 < entries.length ? entries[index + 1] : "");
  }
  return map;
}

function put(map: GoMap, key: string, value: GoValue): void {
  Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}

function merge(verb: string, overwrites: boolean) {
  return (target: GoMap, ...sources: GoMap[]): GoMap => {
    mutable(target, verb);
    for (const source of sources) mergeInto(target, source, overwrites);
    return target;
  };
}

/** mergo: maps are merged; without overwriting, only what is empty is replaced. */
function mergeInto(target: GoMap, source: GoMap, overwrites: boolean): void {
  for (const key of Object.keys(source)) {
    const before = fieldOf(target, key);
    const value = source[key];
    if (isGoMap(before) && isGoMap(value)) {
      const copy = own({ ...before });
      mergeInto(copy, value, overwrites);
      put(target, key, copy);
    } else if (overwrites || isEmpty(before)) put(target, key, value);
  }
}

function dig(...args: GoValue[]): GoValue {
  if (args.length < 3) throw new Error("dig needs at least three arguments");
  const keys = args.slice(0, -2);
  let current = args.at(-1);
  for (const key of keys) {
    if (!isGoMap(current)) {
      throw new Error(
        `interface conversion: interface {} is ${typeName(current)}, not map[string]interface {}`,
      );
    }
    if (!Object.hasOwn(current, String(key))) return args.at(-2);
    current = current[String(key)];
  }
  return current;
}

function pick(map: GoMap, ...keys: string[]): GoMap {
  return own(
    Object.fromEntries(keys.filter((key) => Object.hasOwn(map, key)).map((key) => [key, map[key]])),
  );
}

function omit(map: GoMap, ...keys: string[]): GoMap {
  return own(Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key))));
}

export const dictFunctions: Readonly<Record<string, TemplateFunction>> = {
  dict: fn("...any", dict),
  get: fn("map string", (map: GoMap, key: string) => (Object.hasOwn(map, key) ? map[key] : "")),
  set: fn("map string any", (map: GoMap, key: string, value: GoValue) => {
    put(mutable(map, "set"), key, value);
    return map;
  }),
  unset: fn("map string", (map: GoMap, key: string) => {
    delete mutable(map, "unset")[key];
    return map;
  }),
  hasKey: fn("map string", (map: GoMap, key: string) => Object.hasOwn(map, key)),
  pluck: fn("string ...map", (key: string, ...maps: GoMap[]) =>
    maps.filter((map) => Object.hasOwn(map, key)).map((map) => map[key]),
  ),
  // Go gives keys and values in no order; here it is that of the keys.
  keys: fn("...map", (...maps: GoMap[]) => texts(maps.flatMap(sortedKeys))),
  values: fn("map", (map: GoMap) => sortedKeys(map).map((key) => map[key])),
  pick: fn("map ...string", pick),
  omit: fn("map ...string", omit),
  merge: fn("map ...map", merge("merge", false)),
  mustMerge: fn("map ...map", merge("mustMerge", false)),
  mergeOverwrite: fn("map ...map", merge("mergeOverwrite", true)),
  mustMergeOverwrite: fn("map ...map", merge("mustMergeOverwrite", true)),
  dig: fn("...any", dig),
  deepCopy: fn("any", deepCopy),
  mustDeepCopy: fn("any", deepCopy),
};
