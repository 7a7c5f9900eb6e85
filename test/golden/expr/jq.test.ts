// jq against gojq 0.12.19: test/golden/expr/jq.json holds what the Go original makes of each case.

import { expect, test } from "bun:test";
import { compileJq, JqError, type Json, type JqValue } from "../../../src/expr/index.ts";
import { jqDeviations } from "./deviations.ts";
import cases from "./jq.cases.json";
import answers from "./jq.json";

interface Answer {
  readonly query: string;
  readonly results: readonly unknown[];
  readonly error?: string;
  readonly compileError?: string;
}

const RESULTS_MAX = 1000;

/** The value with integers and non-numbers marked, as the Go program marks them. */
function tagged(value: JqValue): unknown {
  if (typeof value === "bigint") return { $int: String(value) };
  if (typeof value === "number") {
    if (Number.isNaN(value)) return { $float: "NaN" };
    return Number.isFinite(value) ? value : { $float: value > 0 ? "+Inf" : "-Inf" };
  }
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, tagged(inner)]));
}

function outcome(query: string, input: Json): Answer {
  let run: ReturnType<typeof compileJq>;
  try {
    run = compileJq(query);
  } catch (error) {
    return { query, results: [], compileError: (error as Error).message };
  }
  try {
    return { query, results: run(input).slice(0, RESULTS_MAX).map(tagged) };
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
    return { query, results: [], error: error.message };
  }
}

for (const [index, group] of (cases as { input: Json; queries: string[] }[]).entries()) {
  for (const [place, query] of group.queries.entries()) {
    const expected = (answers as Answer[][])[index]?.[place];
    test(`group ${index}: ${query}`, () => {
      expect(expected?.query, "the answers are of other cases: run scripts/golden/expr").toBe(
        query,
      );
      const actual = outcome(query, group.input);
      const agrees = isSame(actual, expected!);
      const deviation = jqDeviations[query];
      if (deviation === undefined) expect(agrees ? expected : actual).toEqual(expected as Answer);
      else expect(agrees, `no longer deviates: ${deviation}`).toBe(false);
    });
  }
}

/** Errors agree in being errors; KWOK drops what came before one, and so do we. */
function isSame(actual: Answer, expected: Answer): boolean {
  if (expected.compileError !== undefined) return actual.compileError !== undefined;
  if (expected.error !== undefined) return actual.error !== undefined;
  if (actual.error !== undefined || actual.compileError !== undefined) return false;
  return Bun.deepEquals(actual.results, expected.results, true);
}
