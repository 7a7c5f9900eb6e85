// Changing values along paths: setpath and delpaths. Nothing is changed in place.

import {
  badIndex,
  clampIndex,
  expectedArray,
  expectedObject,
  sliceBounds,
  sliceRange,
} from "./access.ts";
import { JqError, wrapped, wrongType } from "./error.ts";
import { toInteger } from "./operators.ts";
import { fieldOf, isArray, isNumber, isObject, type JqObject, type JqValue } from "./value.ts";

/** Stands where something is to be deleted, so that indexes stay put until the end. */
const DELETED = Symbol("deleted");
type Draft = JqValue | typeof DELETED | readonly Draft[];

const INDEX_MAX = 0x20000000n;

export function setPath(value: JqValue, path: JqValue, replacement: JqValue): JqValue {
  if (!isArray(path)) throw wrongType("setpath", value, path);
  try {
    return update(value, path, 0, replacement) as JqValue;
  } catch (error) {
    throw wrapped("setpath", value, (error as Error).message, path, replacement);
  }
}

export function deletePaths(value: JqValue, paths: JqValue): JqValue {
  if (!isArray(paths)) throw wrongType("delpaths", value, paths);
  let draft: Draft = value;
  for (const path of paths) {
    try {
      if (!isArray(path)) throw expectedArray(path);
      draft = update(draft, path, 0, DELETED);
    } catch (error) {
      throw wrapped("delpaths", value, (error as Error).message, paths);
    }
  }
  return sweep(draft);
}

function update(draft: Draft, path: readonly JqValue[], at: number, replacement: Draft): Draft {
  if (at === path.length) return replacement;
  if (draft === DELETED) return draft;
  const value = draft as JqValue;
  const key = path[at]!;
  if (typeof key === "string") {
    if (value !== null && !isObject(value)) throw expectedObject(value);
    return updateField(value, key, path, at, replacement);
  }
  if (!isNumber(key) && !isObject(key))
    throw isArray(value) ? badIndex(value, key) : badIndex(null, key);
  if (value !== null && !isArray(value)) throw expectedArray(value);
  if (isNumber(key)) return updateElement(value, toInteger(key), path, at, replacement);
  return updateSlice(value, key, path, at, replacement);
}

function updateField(
  object: JqObject | null,
  key: string,
  path: readonly JqValue[],
  at: number,
  replacement: Draft,
): Draft {
  const exists = object !== null && Object.hasOwn(object, key);
  if (!exists && replacement === DELETED) return object;
  const inner = update(object === null ? null : fieldOf(object, key), path, at + 1, replacement);
  return { ...object, [key]: inner as JqValue };
}

function updateElement(
  list: readonly JqValue[] | null,
  index: bigint,
  path: readonly JqValue[],
  at: number,
  replacement: Draft,
): Draft {
  const length = list?.length ?? 0;
  const place = clampIndex(index, -1, length);
  if (place < 0 || place >= length) {
    if (replacement === DELETED) return list;
    if (place < 0) throw new JqError(`array index should not be negative: ${index}`);
    if (index >= INDEX_MAX) throw new JqError(`array index too large: ${index}`);
  }
  const target = place < length ? place : Number(index);
  const copy: Draft[] = list === null ? [] : [...list];
  while (copy.length < target) copy.push(null);
  copy[target] = update(copy[target] ?? null, path, at + 1, replacement);
  return copy;
}

function updateSlice(
  list: readonly JqValue[] | null,
  key: JqObject,
  path: readonly JqValue[],
  at: number,
  replacement: Draft,
): Draft {
  const { from, to } = sliceBounds(key);
  const elements = list ?? [];
  const [start, end] = sliceRange(elements, from, to, elements.length);
  if (start === end && replacement === DELETED) return list;
  const inner = update(elements.slice(start, end), path, at + 1, replacement);
  if (inner === DELETED)
    return elements.map((element, index) => (index >= start && index < end ? DELETED : element));
  if (!Array.isArray(inner)) throw expectedArray(inner as JqValue);
  return [...elements.slice(0, start), ...(inner as readonly Draft[]), ...elements.slice(end)];
}

/** Drops what was marked. */
function sweep(draft: Draft): JqValue {
  if (draft === DELETED) return null;
  if (Array.isArray(draft))
    return (draft as readonly Draft[]).filter((element) => element !== DELETED).map(sweep);
  const value = draft as JqValue;
  if (!isObject(value)) return value;
  const entries = Object.entries(value as Readonly<Record<string, Draft>>);
  return Object.fromEntries(
    entries.filter(([, inner]) => inner !== DELETED).map(([key, inner]) => [key, sweep(inner)]),
  );
}
