// Numbers that a stage computes from its object: weights, and durations in milliseconds.

import { parseDurationMs } from "../base/index.ts";
import { CelDuration, CelTimestamp } from "../expr/index.ts";
import type { JsonObject, KubeObject } from "../kube/index.ts";
import { type Compiler, queryOf, valueOf } from "./language.ts";
import type { Expression, Sourced } from "./stage.ts";

const NANOSECONDS_PER_MS = 1e6;

/**
 * What an expression says: a number; `absent` when it yields nothing that counts, so that the fixed value does; `unset`
 * for the empty string, which KWOK takes as "none at all"; `invalid` for what was meant as such a number and is none.
 */
type Reading = number | "absent" | "unset" | "invalid";
/** May throw what a CEL expression throws. What an expression gives and cannot be used is told. */
export type Amount = (
  object: KubeObject,
  wallMs: number,
  tell: (problem: Error) => void,
) => number | undefined;

/** The weight; undefined where the expression gave none that is valid. */
export async function compileWeight(sourced: Sourced, compiler: Compiler): Promise<Amount> {
  const fixed = sourced.fixed ?? 0;
  const { from } = sourced;
  if (!from) return () => fixed;
  const read = await compileReader(from, compiler, from.language === "cel" ? celWeight : jqWeight);
  return (object, wallMs, tell) => {
    const reading = read(object, wallMs);
    if (typeof reading === "number") return reading;
    if (reading === "invalid") tell(new Error(`${from.source.text} gives no weight, such as 10`));
    return reading === "absent" ? fixed : undefined;
  };
}

/** The duration in milliseconds; undefined where there is none. */
export async function compileDuration(sourced: Sourced, compiler: Compiler): Promise<Amount> {
  const { fixed, from } = sourced;
  if (!from) return () => fixed;
  const read = await compileReader(
    from,
    compiler,
    from.language === "cel" ? celDurationMs : jqDurationMs,
  );
  return (object, wallMs, tell) => {
    const reading = read(object, wallMs);
    if (typeof reading === "number") return reading;
    if (reading === "invalid")
      tell(new Error(`${from.source.text} gives neither a duration, such as 5s, nor a time`));
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

/** Numbers are cut to whole ones; text may be decimal, hexadecimal, octal or binary. KWOK takes no other as a weight. */
function jqWeight(value: unknown): Reading {
  if (value === "") return "unset";
  if (typeof value === "string") return wholeWeight(numberOfText(value));
  return typeof value === "number" || typeof value === "bigint"
    ? wholeWeight(Number(value))
    : "absent";
}

/** As for jq; booleans count 0 or 1, and a duration its nanoseconds. */
function celWeight(value: unknown): Reading {
  if (value instanceof CelDuration) return wholeWeight(Number(value.nanoseconds));
  if (typeof value === "boolean") return Number(value);
  const reading = jqWeight(value);
  return typeof reading === "number" ? reading : "invalid";
}

function wholeWeight(number: number): Reading {
  return Number.isFinite(number) && number >= 0 ? Math.trunc(number) : "invalid";
}

/** Go's literals of whole numbers: `10`, `0x1F`, `0o17` or `017`, `0b11`, `1_000`. */
function numberOfText(text: string): number {
  const literal = /^[+]?(0[xX]_?[\da-fA-F]|0[oO]?_?[0-7]|0[bB]_?[01]|[1-9]|0$)(_?[\da-fA-F])*$/;
  if (!literal.test(text)) return Number.NaN;
  return Number(text.replace(/[+_]/g, "").replace(/^0(?=\d)/, "0o"));
}

/** A time is the wait until then; text may be a time or a Go duration. All else says nothing, as in KWOK. */
function jqDurationMs(value: unknown, wallMs: number): Reading {
  if (value === "") return "unset";
  return typeof value === "string" ? durationOfText(value, wallMs) : "absent";
}

/** CEL's bare numbers are nanoseconds. A timestamp, which KWOK rejects, is the wait until then, as it is in jq. */
function celDurationMs(value: unknown, wallMs: number): Reading {
  if (value instanceof CelDuration) return Number(value.nanoseconds) / NANOSECONDS_PER_MS;
  if (value instanceof CelTimestamp) return value.epochMs - wallMs;
  if (typeof value === "bigint" || typeof value === "number")
    return Number(value) / NANOSECONDS_PER_MS;
  return typeof value === "string" ? durationOfText(value, wallMs) : "invalid";
}

/** RFC 3339: a time names its zone. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

function durationOfText(text: string, wallMs: number): Reading {
  const waitMs = TIME.test(text) ? Date.parse(text) - wallMs : parseDurationMs(text);
  return waitMs === undefined || Number.isNaN(waitMs) ? "invalid" : waitMs;
}
