// Numbers that a stage computes from its object: weights, and durations in milliseconds.

import { parseDurationMs } from "../base/index.ts";
import { CelDuration, CelTimestamp } from "../expr/index.ts";
import type { JsonObject, KubeObject } from "../kube/index.ts";
import { type Compiler, queryOf, valueOf } from "./language.ts";
import type { Expression, Sourced } from "./stage.ts";

const NANOSECONDS_PER_MS = 1e6;

/**
 * What an expression says: a number; `absent` when it yields nothing, so that the fixed value counts; `unset` for the
 * empty string, which KWOK takes as "none at all"; `invalid` when it yields something that is no such number.
 */
type Reading = number | "absent" | "unset" | "invalid";
export type Amount = (object: KubeObject, wallMs: number) => number | undefined;

/** The weight; undefined when the expression gave an invalid one. May throw what a CEL expression throws. */
export async function compileWeight(sourced: Sourced, compiler: Compiler): Promise<Amount> {
  const fixed = sourced.fixed ?? 0;
  if (!sourced.from) return () => fixed;
  const read = await compileReader(sourced.from, compiler, weightOf);
  return (object, wallMs) => {
    const reading = read(object, wallMs);
    if (typeof reading === "number") return reading;
    if (reading === "invalid") return undefined;
    return reading === "unset" ? 0 : fixed;
  };
}

/** The duration in milliseconds; undefined when there is none. An invalid one throws. */
export async function compileDuration(sourced: Sourced, compiler: Compiler): Promise<Amount> {
  const { fixed, from } = sourced;
  if (!from) return () => fixed;
  const read = await compileReader(
    from,
    compiler,
    from.language === "cel" ? celDurationMs : jqDurationMs,
  );
  return (object, wallMs) => {
    const reading = read(object, wallMs);
    if (typeof reading === "number") return reading;
    if (reading === "invalid")
      throw new Error(`${from.source.text} gives neither a duration, such as 5s, nor a time`);
    return reading === "unset" ? undefined : fixed;
  };
}

type Reader = (object: KubeObject, wallMs: number) => Reading;

async function compileReader(
  expression: Expression,
  compiler: Compiler,
  convert: (value: unknown, wallMs: number) => Reading,
): Promise<Reader> {
  if (expression.language === "cel") {
    const evaluate = await valueOf(expression.source, compiler);
    return (object, wallMs) => convert(evaluate(object), wallMs);
  }
  const query = queryOf(expression.source, compiler);
  return (object, wallMs) => {
    const first = query(object as unknown as JsonObject)[0];
    return first === undefined ? "absent" : convert(first, wallMs);
  };
}

/** Numbers are cut to whole ones, booleans count 0 or 1; text may be decimal, hexadecimal, octal or binary. */
function weightOf(value: unknown): Reading {
  if (value === "") return "unset";
  if (value instanceof CelDuration) return weightOf(value.nanoseconds);
  const number = typeof value === "string" ? numberOfText(value) : Number(value);
  if (typeof value === "object" || !Number.isFinite(number) || number < 0) return "invalid";
  return Math.trunc(number);
}

function numberOfText(text: string): number {
  return /^[+]?(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+)$/.test(text)
    ? Number(text)
    : Number.NaN;
}

/** A time is the wait until then; text may be a time or a Go duration. A bare number says nothing, as in KWOK. */
function jqDurationMs(value: unknown, wallMs: number): Reading {
  if (value === "") return "unset";
  if (typeof value === "number" || typeof value === "bigint") return "absent";
  return typeof value === "string" ? durationOfText(value, wallMs) : "invalid";
}

/** CEL's bare numbers are nanoseconds. A timestamp, which KWOK rejects, is the wait until then, as it is in jq. */
function celDurationMs(value: unknown, wallMs: number): Reading {
  if (value instanceof CelDuration) return Number(value.nanoseconds) / NANOSECONDS_PER_MS;
  if (value instanceof CelTimestamp) return value.epochMs - wallMs;
  if (typeof value === "bigint" || typeof value === "number")
    return Number(value) / NANOSECONDS_PER_MS;
  return jqDurationMs(value, wallMs);
}

function durationOfText(text: string, wallMs: number): Reading {
  if (/^\d{4}-\d{2}-\d{2}T/.test(text)) {
    const time = Date.parse(text);
    return Number.isNaN(time) ? "invalid" : time - wallMs;
  }
  return parseDurationMs(text) ?? "invalid";
}
