// The verdict over all rows, in a word and a sentence or two.

import { RUNS_MIN } from "./row.ts";
import { RUNS_MAX } from "./statistics/index.ts";
import type { Comparison, ComparisonRow, Method, Side } from "./types.ts";

const NAMED_MAX = 3;

export function summarize(
  rows: readonly ComparisonRow[],
  base: Side,
  candidate: Side,
  method: Method,
): Pick<Comparison, "verdict" | "sentence"> {
  if (rows.length === 0) return { verdict: "nothing", sentence: nothingSentence(base, candidate) };
  const of = (verdict: ComparisonRow["verdict"]): ComparisonRow[] =>
    rows.filter((row) => row.verdict === verdict);
  const worse = of("worse");
  const tail = [
    betterSentence(of("better")),
    undecidedSentence(of("cannot-tell"), rows.length),
    coarseSentence(rows, method),
  ];
  const sentence = (first: string): string => [first, ...tail].filter((part) => part).join(" ");
  if (worse.length > 0)
    return {
      verdict: "regression",
      sentence: sentence(
        `${worse.length} of ${rows.length} figures ${worse.length === 1 ? "is" : "are"} worse: ${named(worse)}.`,
      ),
    };
  const decided = rows.length - of("cannot-tell").length;
  return decided === 0
    ? { verdict: "cannot-tell", sentence: sentence("No figure could be decided.") }
    : { verdict: "no-regression", sentence: sentence("No figure is worse.") };
}

function nothingSentence(base: Side, candidate: Side): string {
  const count = (side: Side, name: string): string =>
    `${side.runs.length} of ${side.runs.length + side.leftOut.length} ${name} runs are valid`;
  return `Nothing could be compared: ${count(base, "base")}, ${count(candidate, "candidate")}.`;
}

function betterSentence(better: readonly ComparisonRow[]): string {
  return better.length === 0 ? "" : `Better: ${named(better)}.`;
}

/** The largest changes first. */
function named(rows: readonly ComparisonRow[]): string {
  const sorted = rows.toSorted((left, right) => Math.abs(right.change) - Math.abs(left.change));
  const names = sorted.slice(0, NAMED_MAX).map(({ name, change }) => `${name} ${percent(change)}`);
  const rest = rows.length - names.length;
  return rest > 0 ? `${names.join(", ")} and ${rest} more` : names.join(", ");
}

function undecidedSentence(undecided: readonly ComparisonRow[], all: number): string {
  if (undecided.length === 0) return "";
  const more = undecided.map(({ moreRunsNeeded }) => moreRunsNeeded).sort((a, b) => a - b);
  const half = more[more.length >> 1]!;
  const runs = half >= RUNS_MAX ? `more than ${RUNS_MAX}` : `about ${half}`;
  const few = undecided.some(
    ({ base, candidate }) => Math.min(base.values.length, candidate.values.length) < RUNS_MIN,
  );
  const why = few ? ` (a side needs ${RUNS_MIN} runs at the very least)` : "";
  return `${undecided.length} of ${all} cannot be told${why}; ${runs} more runs a side would tell half of them.`;
}

function coarseSentence(rows: readonly ComparisonRow[], { threshold }: Method): string {
  const judged = rows.some(
    ({ base, candidate }) => Math.min(base.values.length, candidate.values.length) < RUNS_MIN,
  );
  return threshold !== undefined && judged
    ? `With so few runs only the coarse gate of ${percent(threshold).slice(1)} was applied: that is not a statistical finding.`
    : "";
}

/** `+12.3 %`, `−4.0 %`; `+∞` from nothing, or to what never ends. */
export function percent(change: number): string {
  if (change === Infinity) return "+∞";
  const size = Math.abs(change * 100);
  const digits = size >= 100 ? 0 : 1;
  return `${change < 0 ? "−" : "+"}${size.toFixed(digits)} %`;
}
