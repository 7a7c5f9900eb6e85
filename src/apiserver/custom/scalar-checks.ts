// What a schema asks of strings and numbers.

import type { FieldError } from "../registry/strategy.ts";
import { invalidField, tooLong, wrongType } from "../validation/field-errors.ts";
import { formatTest } from "./formats.ts";
import type { Schema } from "./schema.ts";

type ScalarCheck<Value> = (value: Value, path: string, errors: FieldError[]) => void;

export function compileString(schema: Schema): ScalarCheck<string> | undefined {
  const { minLength, maxLength, pattern, format } = schema;
  const expression = pattern === undefined ? undefined : patternOf(pattern);
  const hasFormat = format === undefined ? undefined : formatTest(format);
  if (minLength === undefined && maxLength === undefined && !expression && !hasFormat)
    return undefined;
  return (value, path, errors) => {
    const say = (sentence: string): void =>
      void errors.push(invalidField(path, value, `${path} in body ${sentence}`));
    // As upstream, only the first of these is said.
    if (maxLength !== undefined && lengthOf(value) > maxLength)
      errors.push(tooLong(path, maxLength));
    else if (minLength !== undefined && lengthOf(value) < minLength)
      say(`should be at least ${minLength} chars long`);
    else if (expression && !expression.test(value)) say(`should match '${pattern}'`);
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

/** Go's regular expressions (RE2) are all but a subset of ours; undefined where one is not. */
export function patternOf(pattern: string): RegExp | undefined {
  // Flags may stand in front in Go.
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  const source = flags ? pattern.slice(flags[0].length) : pattern;
  try {
    return new RegExp(goSyntax(source), flags?.[1] ?? "");
  } catch {
    return undefined;
  }
}

function goSyntax(source: string): string {
  return source
    .replaceAll("(?P<", "(?<")
    .replaceAll("\\A", "^")
    .replaceAll("\\z", "$")
    .replaceAll("[[:alpha:]]", "[A-Za-z]")
    .replaceAll("[[:alnum:]]", "[A-Za-z0-9]")
    .replaceAll("[[:digit:]]", "[0-9]")
    .replaceAll("[[:space:]]", "\\s");
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
