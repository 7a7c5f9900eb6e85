// jq as gojq 0.12.19 has it, compiled once to closures.

import { messageOf } from "../../base/index.ts";
import { guarded } from "../expression-error.ts";
import type { Json } from "../json.ts";
import { compileQuery } from "./compile.ts";
import { JqError } from "./error.ts";
import { parseJq } from "./parser.ts";
import { Break } from "./scope.ts";
import type { JqValue } from "./value.ts";

export { JqError } from "./error.ts";
export { isJqInteger, type JqValue, toPlainJson } from "./value.ts";

/** A query that gives results for ever must not take all memory. */
const RESULTS_MAX = 1_000_000;

export interface JqOptions {
  /** Wall-clock milliseconds since the epoch, for `now`; without it `now` is refused. */
  readonly nowMs?: (() => number) | undefined;
}

/**
 * A compiled query: all its results for an input, in order. Integers of gojq's type int are bigint
 * (see isJqInteger), floats are number. Throws JqError; results before the error are lost, as KWOK
 * drops them too.
 */
export type JqQuery = (input: Json) => readonly JqValue[];

/** Compiles a query; throws ExpressionError with its place. */
export function compileJq(text: string, options: JqOptions = {}): JqQuery {
  const { each, one } = guarded(text, () => compileQuery(text, parseJq(text), options.nowMs));
  const run = (input: JqValue): readonly JqValue[] => {
    if (one) return [one(input, null)];
    const results: JqValue[] = [];
    each(input, null, null, (result) => {
      if (results.length >= RESULTS_MAX) throw new JqError(`more than ${RESULTS_MAX} results`);
      results.push(result);
    });
    return results;
  };
  return (input) => {
    try {
      return run(input as JqValue);
    } catch (error) {
      throw asJqError(error);
    }
  };
}

function asJqError(error: unknown): unknown {
  if (error instanceof Break) return new JqError("break");
  if (error instanceof RangeError)
    return new JqError(`the query recurses too deeply: ${messageOf(error)}`);
  return error;
}
