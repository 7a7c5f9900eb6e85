// One row: the two sides' runs in one figure, tested, and the verdict with its reason.

import type { Prng } from "../base/index.ts";
import {
  type Interval,
  RUNS_MAX,
  hodgesLehmann,
  logNoise,
  mannWhitney,
  median,
  predict,
  ratio,
  ratioOfMediansInterval,
  runsNeeded,
  runsToReach,
  smallestEffect,
  smallestPredictable,
} from "./statistics/index.ts";
import type { ComparisonRow, Method, RowBasis, RowSide, RowVerdict } from "./types.ts";

/** Below this no data whatever is significant at 5 %: the smallest p of three against three is 0.1. */
export const RUNS_MIN = 4;

/** So many runs on one side say well enough how runs scatter for one run on the other to be held against them. */
export const MANY_RUNS_MIN = 8;

/** What is known of a row before the family is: everything but the adjusted p and what follows from it. */
export type TestedRow = Omit<
  ComparisonRow,
  "pAdjusted" | "verdict" | "moreRunsNeeded" | "detectable"
>;

export function testRow(
  row: Pick<TestedRow, "name" | "metric" | "statistic" | "unit" | "better" | "minimumEffect"> & {
    readonly base: RowSide;
    readonly candidate: RowSide;
  },
  method: Method,
  random: Prng,
): TestedRow {
  const base = row.base.values;
  const candidate = row.candidate.values;
  const { p, ratios, basis } = evidence(base, candidate, method, random);
  return {
    ...row,
    change: ratio(median(base), median(candidate)) - 1,
    interval: { low: ratios.low - 1, high: ratios.high - 1 },
    shift: hodgesLehmann(base, candidate),
    p,
    basis,
  };
}

/** By ranks where both sides have runs enough; by prediction where one has many and the other few; else nothing. */
function evidence(
  base: readonly number[],
  candidate: readonly number[],
  method: Method,
  random: Prng,
): { readonly p: number; readonly ratios: Interval; readonly basis: RowBasis } {
  const [fewer, more] = [base.length, candidate.length].toSorted((left, right) => left - right);
  if (fewer! >= RUNS_MIN)
    return {
      p: mannWhitney(base, candidate).p,
      ratios: ratioOfMediansInterval(base, candidate, { random, ...method }),
      basis: "ranks",
    };
  if (fewer! >= 1 && more! >= MANY_RUNS_MIN)
    return { ...predict(base, candidate, method.confidence), basis: "prediction" };
  // A bootstrap of one run knows no spread at all and would call its own figure certain.
  return { p: 1, ratios: { low: 0, high: Infinity }, basis: "none" };
}

/** `family` is how many rows are tested together; the adjusted p already knows it, the runs still needed do not. */
export function decideRow(
  row: TestedRow,
  pAdjusted: number,
  method: Method,
  family: number,
): ComparisonRow {
  const level = method.correction === "none" ? method.alpha : method.alpha / family;
  const noise = logNoise([row.base.values, row.candidate.values]);
  const statistical = verdictOf(row, pAdjusted, method.alpha);
  const gated = row.basis !== "ranks" && Math.abs(row.change) >= (method.threshold ?? Infinity);
  const coarse = gated && statistical === "cannot-tell" ? direction(row) : undefined;
  const verdict = coarse ?? statistical;
  return {
    ...row,
    pAdjusted,
    detectable: detectable(row, noise, level),
    verdict,
    basis: coarse === undefined ? row.basis : "threshold",
    moreRunsNeeded: verdict === "cannot-tell" ? moreRuns(row, noise, level) : 0,
  };
}

function detectable({ basis, base, candidate }: TestedRow, noise: number, level: number): number {
  switch (basis) {
    case "ranks":
      return smallestEffect(noise, Math.min(base.values.length, candidate.values.length), level);
    case "prediction":
      return smallestPredictable(noise, base.values.length, candidate.values.length, level);
    case "threshold":
    case "none":
      return Infinity;
  }
}

function fewerRuns({ base, candidate }: TestedRow): number {
  return Math.min(base.values.length, candidate.values.length);
}

/** Both significance and size are asked for; the same only where the whole interval is smaller than what counts. */
function verdictOf(row: TestedRow, pAdjusted: number, alpha: number): RowVerdict {
  const { change, interval, minimumEffect } = row;
  if (row.basis === "none") return "cannot-tell";
  if (pAdjusted < alpha && Math.abs(change) >= minimumEffect) return direction(row);
  const equivalent = interval.low > -minimumEffect && interval.high < minimumEffect;
  return equivalent ? "same" : "cannot-tell";
}

function direction({ change, better }: TestedRow): "better" | "worse" {
  return change > 0 === (better === "higher") ? "better" : "worse";
}

/** Should things go on as they look: runs to prove the change seen, or to prove that there is none that counts. */
function moreRuns(row: TestedRow, noise: number, level: number): number {
  const size = Math.abs(row.change);
  const needed =
    size >= row.minimumEffect
      ? Math.max(runsNeeded(noise, Math.min(size, 1), level), runsToReach(level))
      : runsForSame(noise, row.minimumEffect - size);
  const wanted = Math.max(RUNS_MIN, needed) - fewerRuns(row);
  return Math.min(RUNS_MAX, Math.max(1, wanted));
}

/** Half the interval of a ratio of medians is about 1.96 × √(π/2) × noise × √(2/n); it must be less than the room left. */
function runsForSame(noise: number, room: number): number {
  return Math.ceil(2 * ((1.96 * Math.sqrt(Math.PI / 2) * noise) / room) ** 2);
}
