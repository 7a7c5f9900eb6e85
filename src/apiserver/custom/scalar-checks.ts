// What a schema asks of strings and numbers.

import { linearPattern } from "../../expr/index.ts";
import type { FieldError } from "../registry/strategy.ts";
import { invalidField, tooLong, wrongType } from "../validation/field-errors.ts";
import { formatTest } from "./formats.ts";
import type { Schema } from "./schema.ts";

type ScalarCheck<Value> = (value: Value, path: string, errors: FieldError[]) => void;

export function compileString(schema: Schema): ScalarCheck<string> | undefined {
  const { minLength, maxLength, pattern, format } = schema;
  const fits = pattern === undefined ? undefined : patternTest(pattern);
  const hasFormat = format === undefined ? undefined : formatTest(format);
  if (minLength === undefined && maxLength === undefined && !fits && !hasFormat) return undefined;
  return (value, path, errors) => {
    const say = (sentence: string): void =>
      void errors.push(invalidField(path, value, `${path} in body ${sentence}`));
    // As upstream, only the first of these is said.
    if (maxLength !== undefined && lengthOf(value) > maxLength)
      errors.push(tooLong(path, maxLength));
    else if (minLength !== undefined && lengthOf(value) < minLength)
      say(`should be at least ${minLength} chars long`);
    else if (fits && !fits(value)) say(`should match '${pattern}'`);
    if (hasFormat && !hasFormat(value))
      errors.push(
        wrongType(
          path,
          value,
          `${path} in body must be of type ${format}: ${JSON.stringify(value)}`,
        ),
      );
  };
}

/** In characters, as Go counts runes. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

const KNOWN_VALUES_MAX = 256;
const KNOWN_VALUE_LENGTH_MAX = 64;

/**
 * Whether a value has the pattern, by an engine that no pattern makes slow but that is slow for a plain one: so the answers
 * to short values are kept, as they come again and again. Compiled with the first value.
 */
function patternTest(pattern: string): (value: string) => boolean {
  const known = new Map<string, boolean>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const matches = linearPattern(pattern).test(value);
    if (known.size >= KNOWN_VALUES_MAX) known.clear();
    if (value.length <= KNOWN_VALUE_LENGTH_MAX) known.set(value, matches);
    return matches;
  };
}

/** What Go says of a pattern it cannot compile. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern === "") return undefined;
  try {
    linearPattern(pattern);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

export function compileNumber(schema: Schema): ScalarCheck<number> | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, format } = schema;
  const isBounded = minimum !== undefined || maximum !== undefined || multipleOf !== undefined;
  const range = schema.type === "integer" ? INTEGER_RANGES[format ?? ""] : undefined;
  if (!isBounded && !range) return undefined;
  return (value, path, errors) => {
    const say = (sentence: string): void =>
      void errors.push(invalidField(path, value, `${path} in body ${sentence}`));
    if (minimum !== undefined) {
      if (exclusiveMinimum && value <= minimum) say(`should be greater than ${minimum}`);
      if (!exclusiveMinimum && value < minimum)
        say(`should be greater than or equal to ${minimum}`);
    }
    if (maximum !== undefined) {
      if (exclusiveMaximum && value >= maximum) say(`should be less than ${maximum}`);
      if (!exclusiveMaximum && value > maximum) say(`should be less than or equal to ${maximum}`);
    }
    if (multipleOf !== undefined && !isMultiple(value, multipleOf))
      say(`should be a multiple of ${multipleOf}`);
    if (range && (value < range[0] || value > range[1])) errors.push(notInteger(path, format));
  };
}

/** Upstream names no field for this. */
export function notInteger(path: string, format: string | undefined): FieldError {
  const how = format ? `with format ${format}` : "(default format)";
  return invalidField("<nil>", "", `Checked value must be of type integer ${how} in ${path}`);
}

const INTEGER_RANGES: Readonly<Record<string, readonly [min: number, max: number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
};

function isMultiple(value: number, factor: number): boolean {
  const quotient = value / factor;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9;
}
