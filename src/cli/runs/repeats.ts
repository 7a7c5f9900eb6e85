// Several runs of the same, one after the other, each in its own folder: what a comparison is made of.

import { join } from "node:path";
import type { Result } from "../../result/index.ts";
import type { Scenario } from "../../scenario/index.ts";
import type { Program } from "../program.ts";
import { type RunOnceRequest, runOnce } from "./run-once.ts";
import { numberedPath } from "../files/trace-file.ts";

/** A kind of run that takes turns with others: `a` and `b` of an A/B comparison, or one scenario alone. */
export interface Turn {
  /** Its folder below the common one; empty for none. */
  readonly name: string;
  readonly scenario: Scenario;
}

export interface RepeatRequest extends Omit<RunOnceRequest, "scenario"> {
  readonly turns: readonly Turn[];
  readonly repeats: number;
  /** Told after each run. */
  readonly onResult: (result: Result, written: string) => void;
}

/** One run as one line: where its documents are, its verdict and why. */
export function runLine({ verdict, reason }: Result, written: string): string {
  return `${written}: ${verdict}${reason === undefined ? "" : `: ${reason}`}\n`;
}

/**
 * ABAB…, so that what drifts with time (heat, neighbours) weighs on all turns alike. Ends early once a run was
 * interrupted. Gives the Results of each turn, in the order of `turns`.
 */
export async function runRepeatedly(
  program: Program,
  { turns, repeats, onResult, directory, trace, ...request }: RepeatRequest,
): Promise<Result[][]> {
  const results = turns.map((): Result[] => []);
  const digits = Math.max(2, String(repeats).length);
  const isAlone = repeats === 1 && turns.length === 1;
  for (let repeat = 1; repeat <= repeats; repeat++)
    for (const [at, { name, scenario }] of turns.entries()) {
      const number = String(repeat).padStart(digits, "0");
      const run = name === "" ? number : `${name}-${number}`;
      const { result, written } = await runOnce(program, {
        ...request,
        scenario,
        directory: isAlone ? directory : join(directory, name, number),
        trace: trace === undefined || isAlone ? trace : numberedPath(trace, run),
      });
      results[at]!.push(result);
      onResult(result, written);
      if (result.verdict === "incomplete") return results;
    }
  return results;
}
