// The scalar values of a scenario: each has a unit, and is checked and converted here.
// `format` marks them in the JSON Schema, by which messages know what a value should have been.

import { z } from "zod";
import { parseDurationMs } from "../../base/index.ts";
import { NAME_LENGTH_MAX, NAME_PATTERN } from "../name.ts";

const PER_SECOND: Readonly<Record<string, number>> = { s: 1, m: 1 / 60, h: 1 / 3600 };
/** A day: nothing in a scenario lasts longer. */
const DURATION_MS_MAX = 24 * 3_600_000;
const COUNT_MAX = 10_000_000;

/** Milliseconds of `60s`, `1m30s`, `500ms`. */
export function duration(
  description: string,
): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> {
  return z
    .string()
    .meta({ description, format: "duration", examples: ["60s", "500ms", "5m"] })
    .transform((text, context) => {
      const ms = parseDurationMs(text.trim());
      if (ms === undefined)
        return refuse(
          context,
          `"${text}" is not a duration`,
          "write a number with its unit: 60s, 500ms, 5m, 1m30s",
        );
      if (ms < 0)
        return refuse(context, `a duration cannot be negative, got "${text}"`, "write 0s or more");
      if (ms > DURATION_MS_MAX)
        return refuse(context, `"${text}" is longer than a day`, "write 24h or less");
      return ms;
    });
}

/** Per second, of `100/s`, `30/m`, `1000/h`. */
export function rate(description: string): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> {
  return z
    .string()
    .meta({ description, format: "rate", examples: ["100/s", "30/m"] })
    .transform((text, context) => {
      const perSecond = parseRate(text);
      if (perSecond === undefined)
        return refuse(
          context,
          `"${text}" is not a rate`,
          "write a number per s, m or h: 100/s, 30/m",
        );
      if (perSecond <= 0)
        return refuse(context, `a rate must be positive, got "${text}"`, "write for example 100/s");
      return perSecond;
    });
}

export function parseRate(text: string): number | undefined {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*\/\s*(s|m|h)\s*$/.exec(text);
  return match ? Number(match[1]) * PER_SECOND[match[2]!]! : undefined;
}

export function count(description: string, min = 1, max = COUNT_MAX): z.ZodInt {
  return z.int().min(min).max(max).meta({ description, format: "count" });
}

/** A name that objects' names are made of: a DNS label, short enough to leave room for an index. */
export function label(description: string): z.ZodString {
  return z.string().max(NAME_LENGTH_MAX).regex(NAME_PATTERN).meta({ description, format: "name" });
}

export function text(description: string): z.ZodString {
  return z.string().min(1).meta({ description });
}

function refuse(context: z.RefinementCtx, message: string, hint: string): never {
  context.addIssue({ code: "custom", message, params: { hint } });
  return z.NEVER;
}

/** The keys of `names` that are set in `value`. */
function keysSet(value: object, names: readonly string[]): readonly string[] {
  return names.filter((name) => (value as Record<string, unknown>)[name] !== undefined);
}

/** A check that exactly one of `names` is set. */
export function exactlyOne(
  names: readonly string[],
  what: string,
  example: string,
): (value: object, context: z.RefinementCtx) => void {
  return (value, context) => {
    const set = keysSet(value, names);
    if (set.length === 1) return;
    const message =
      set.length === 0
        ? `${what} is missing: one of ${names.join(", ")}`
        : `${what} must be one of ${names.join(", ")}, got ${set.join(" and ")}`;
    const path = set.length > 1 ? [set[1]!] : [];
    context.addIssue({
      code: "custom",
      message,
      path,
      params: {
        hint: set.length === 0 ? `write for example ${example}` : "keep one",
        at: "key",
        isMissing: set.length === 0,
      },
    });
  };
}
