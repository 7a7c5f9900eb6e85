// CEL against cel-go 0.26: test/golden/expr/cel.json holds what the Go original makes of each case.

import { expect, test } from "bun:test";
import {
  CelDuration,
  type CelEnvironment,
  CelEvaluationError,
  type CelResultValue,
  CelTimestamp,
  loadCel,
} from "../../../src/expr/index.ts";
import answers from "./cel.json";
import cases from "./cel.cases.json";
import { celDeviations } from "./deviations.ts";

interface Answer {
  readonly expression: string;
  readonly result: unknown;
  readonly error?: string;
  readonly compileError?: string;
}

const { compileCel } = await loadCel();
const environment: CelEnvironment = {
  nowMs: () => Date.UTC(2026, 0, 1, 0, 10),
  random: () => 0.5,
  quantityNanos: (text) => BigInt(text) * 1_000_000_000n,
  variables: ["self"],
};

/** The value with what JSON cannot say marked, as the Go program marks it. */
function tagged(value: CelResultValue): unknown {
  if (typeof value === "bigint") return { $int: String(value) };
  if (typeof value === "number" && !Number.isFinite(value)) {
    return { $float: Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf" };
  }
  if (value === null || typeof value !== "object") return value;
  if (value instanceof CelDuration) return { $duration: String(value.nanoseconds) };
  if (value instanceof CelTimestamp) return { $timestamp: String(Math.floor(value.epochMs)) };
  if (Array.isArray(value)) return value.map(tagged);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, tagged(inner as CelResultValue)]),
  );
}

function outcome(expression: string, self: unknown): Answer {
  let run: ReturnType<typeof compileCel>;
  try {
    run = compileCel(expression, environment);
  } catch (error) {
    return { expression, result: null, compileError: (error as Error).message };
  }
  try {
    return { expression, result: tagged(run({ self })) };
  } catch (error) {
    if (!(error instanceof CelEvaluationError)) throw error;
    return { expression, result: null, error: error.message };
  }
}

/** cel-go finds wrong types when it compiles, where they are known; here they are found on running. */
function isSame(actual: Answer, expected: Answer): boolean {
  const fails = ({ error, compileError }: Answer): boolean =>
    error !== undefined || compileError !== undefined;
  if (fails(expected) || fails(actual)) return fails(expected) && fails(actual);
  return Bun.deepEquals(actual.result, expected.result, true);
}

for (const [index, group] of (cases as { self: unknown; expressions: string[] }[]).entries()) {
  for (const [place, expression] of group.expressions.entries()) {
    const expected = (answers as Answer[][])[index]![place]!;
    test(`group ${index}: ${expression}`, () => {
      expect(expected.expression, "the answers are of other cases: run scripts/golden/expr").toBe(
        expression,
      );
      const actual = outcome(expression, group.self);
      const agrees = isSame(actual, expected);
      const deviation = celDeviations[expression];
      if (deviation === undefined) expect(agrees ? expected : actual).toEqual(expected);
      else expect(agrees, `no longer deviates: ${deviation}`).toBe(false);
    });
  }
}
