// The parts that validations are made of. A rule looks at one value and says what is wrong with it; tables of rules make
// rules of whole objects. Values have the types that the reader of bodies has made sure of.

import type { FieldError } from "../registry/strategy.ts";
import { duplicateValue, invalidField, requiredField, unsupportedValue } from "./field-errors.ts";

export type Errors = FieldError[];

/** Adds to `errors` what is wrong with `value`, which stands at the path `at`. */
export interface Rule<in Value> {
  (value: Value, at: string, errors: Errors): void;
  /** What is wrong where there is no value; nothing where this is not given. */
  readonly absent?: (at: string, errors: Errors) => void;
}

type Fields<Value> = {
  readonly [Name in keyof Value]?: Rule<NonNullable<Value[Name]>> | undefined;
};

/** Each field by its own rule, in the order of the table. */
export function fields<Value extends object>(table: Fields<Value>): Rule<Value> {
  const entries = (Object.entries(table) as [string, Rule<unknown>][]).map(([name, rule]) => ({
    name: name as keyof Value,
    step: `.${name}`,
    rule,
    absent: rule.absent,
  }));
  return (value, at, errors) => {
    for (const { name, step, rule, absent } of entries) {
      const field = value[name];
      if (field !== undefined && field !== null) rule(field, at + step, errors);
      else if (absent) absent(at + step, errors);
    }
  };
}

/** A part that Go has by value: where it is not there it is empty, and may lack what it requires. */
export function part<Value extends object>(rule: Rule<Value>): Rule<Value> {
  return orZero({} as NoInfer<Value>, rule);
}

/** An object whose spec is judged by `rule`. */
export function ofSpec<Spec extends object>(rule: Rule<Spec>): Rule<{ readonly spec?: Spec }> {
  return fields<{ readonly spec?: Spec }>({ spec: part<Spec>(rule) });
}

/** Rules one after the other. */
export function all<Value>(...rules: readonly Rule<Value>[]): Rule<Value> {
  const check = (value: Value, at: string, errors: Errors): void => {
    for (const rule of rules) rule(value, at, errors);
  };
  const absents = rules.flatMap(({ absent }) => absent ?? []);
  if (absents.length === 0) return check;
  const absent = (at: string, errors: Errors): void => {
    for (const each of absents) each(at, errors);
  };
  return Object.assign(check, { absent });
}

/** Every element of a list. */
export function each<Item>(rule: Rule<Item>): Rule<readonly Item[]> {
  return (items, at, errors) => {
    for (let index = 0; index < items.length; index++)
      rule(items[index] as Item, `${at}[${index}]`, errors);
  };
}

/** Every value of a map, which stands at its key. */
export function eachEntry<Item>(rule: Rule<Item>): Rule<Readonly<Record<string, Item>>> {
  return (map, at, errors) => {
    for (const key in map) rule(map[key] as Item, `${at}[${key}]`, errors);
  };
}

/** There must be a value, and not an empty text, list or map; then the rule holds. */
export function required<Value>(rule?: Rule<Value>, why = ""): Rule<Value> {
  const absent = (at: string, errors: Errors): void => {
    errors.push(requiredField(at, why));
  };
  const check = (value: Value, at: string, errors: Errors): void => {
    if (isEmpty(value)) absent(at, errors);
    else rule?.(value, at, errors);
  };
  return Object.assign(check, { absent });
}

/** What is not there counts as `zero`, as in the fields of Go that are no pointers. */
export function orZero<Value>(zero: NoInfer<Value>, rule: Rule<Value>): Rule<Value> {
  const absent = (at: string, errors: Errors): void => rule(zero, at, errors);
  return Object.assign((value: Value, at: string, errors: Errors) => rule(value, at, errors), {
    absent,
  });
}

/** Nothing to say of empty text; else the rule holds. */
export function unlessEmpty<Value>(rule: Rule<Value>): Rule<Value> {
  return (value, at, errors) => {
    if (!isEmpty(value)) rule(value, at, errors);
  };
}

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (typeof value !== "object") return false;
  if (Array.isArray(value)) return value.length === 0;
  for (const _ in value) return false;
  return true;
}

/** Every sentence that `judge` has to say. */
export function text(judge: (value: string) => readonly string[]): Rule<string> {
  return (value, at, errors) => {
    for (const why of judge(value)) errors.push(invalidField(at, value, why));
  };
}

/** One of `supported`, which are named in this order. */
export function oneOf(...supported: readonly string[]): Rule<string> {
  return (value, at, errors) => {
    if (!supported.includes(value)) errors.push(unsupportedValue(at, value, supported));
  };
}

export const nonNegative: Rule<number> = (value, at, errors) => {
  if (value < 0) errors.push(invalidField(at, value, "must be greater than or equal to 0"));
};

export const positive: Rule<number> = (value, at, errors) => {
  if (value <= 0) errors.push(invalidField(at, value, "must be greater than zero"));
};

export function between(min: number, max: number): Rule<number> {
  return (value, at, errors) => {
    if (value < min || value > max)
      errors.push(invalidField(at, value, `must be between ${min} and ${max}, inclusive`));
  };
}

export const portNumber = between(1, 65_535);

/** No two elements have the same `key`; said at `place` below the later one. */
export function unique<Item>(
  key: (item: Item) => string | undefined,
  place = "",
): Rule<readonly Item[]> {
  return (items, at, errors) => {
    if (items.length < 2) return;
    const seen = new Set<string>();
    for (const [index, item] of items.entries()) {
      const value = key(item);
      if (value === undefined || value === "") continue;
      if (seen.has(value)) errors.push(duplicateValue(`${at}[${index}]${place}`, value));
      seen.add(value);
    }
  };
}

/** Maps as Go prints them: keys in order. */
export function sorted<Value>(
  map: Readonly<Record<string, Value>> | undefined,
): Record<string, Value> | null {
  if (map === undefined) return null;
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
