// The verdict over all rows, in a word and a sentence or two.

import { MANY_RUNS_MIN, RUNS_MIN } from "./row.ts";
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
  const suspects = of("cannot-tell").filter((row) => isSuspect(row, method.alpha));
  if (suspects.length > 0)
    return { verdict: "cannot-tell", sentence: sentence(suspectSentence(suspects)) };
  return of("cannot-tell").length === rows.length
    ? { verdict: "cannot-tell", sentence: sentence("No figure could be decided.") }
    : { verdict: "no-regression", sentence: sentence("No figure is worse.") };
}

/**
 * An undecided figure that looks worse by as much as counts, and would be called so alone (before the correction for
 * many figures), or that so few runs could not have shown whatever they were. It must not pass for "no regression".
 */
function isSuspect(row: ComparisonRow, alpha: number): boolean {
  const worsening = row.better === "lower" ? row.change : -row.change;
  const isBlind = row.detectable === Infinity;
  return worsening >= row.minimumEffect && (row.p < alpha || isBlind);
}

function suspectSentence(suspects: readonly ComparisonRow[]): string {
  const verb = suspects.length === 1 ? "looks" : "look";
  const more = Math.max(...suspects.map(({ moreRunsNeeded }) => moreRunsNeeded));
  return `${named(suspects)} ${verb} worse, but so few runs cannot prove it; ${moreRunsText(more)} would.`;
}

function moreRunsText(count: number): string {
  const runs = count >= RUNS_MAX ? `more than ${RUNS_MAX}` : `about ${count}`;
  return `${runs} more run${count === 1 ? "" : "s"} a side`;
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
  const few = undecided.some(({ basis }) => basis === "none");
  const why = few
    ? ` (a side needs ${RUNS_MIN} runs at the very least, or one of them ${MANY_RUNS_MIN})`
    : "";
  const which = undecided.length === 1 ? "it" : "half of them";
  return `${undecided.length} of ${all} cannot be told${why}; ${moreRunsText(half)} would tell ${which}.`;
}

function coarseSentence(rows: readonly ComparisonRow[], { threshold }: Method): string {
  const judged = rows.some(({ basis }) => basis === "threshold" || basis === "none");
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
