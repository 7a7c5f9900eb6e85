// How many runs a question takes: the answer to "cannot tell".

import { smallestP } from "./mann-whitney.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import { ascending, medianOfSorted } from "./order.ts";

/** The chance to find a change of the size asked for, if it is there. */
export const POWER = 0.8;
/** Beyond this, more runs are not the answer: find the source of the noise. */
export const RUNS_MAX = 100;

/**
 * Runs a side with which a Mann–Whitney test at `alpha` finds a relative change of `effect` with 80 % chance when runs
 * scatter log-normally with standard deviation `noise` (Noether 1987: n = (z_{α/2} + z_β)² / (6 (P − ½)²), where P is
 * the chance that a candidate run is the larger one). At least as many as can reach `alpha` at all; at most RUNS_MAX.
 */
export function runsNeeded(noise: number, effect: number, alpha: number): number {
  const larger = normalCdf(Math.log1p(effect) / (noise * Math.SQRT2 || Number.MIN_VALUE));
  const quantiles = normalQuantile(1 - alpha / 2) + normalQuantile(POWER);
  const noether = Math.ceil(quantiles ** 2 / (6 * (larger - 0.5) ** 2));
  return Math.min(RUNS_MAX, Math.max(noether, runsToReach(alpha)));
}

/** Runs a side below which no data whatever gives a p of `alpha` or less. */
export function runsToReach(alpha: number): number {
  let runs = 1;
  while (runs < RUNS_MAX && smallestP(runs, runs) > alpha) runs++;
  return runs;
}

/** The smallest relative change found with 80 % chance by `runs` a side: `runsNeeded` turned round. Infinity if none. */
export function smallestEffect(noise: number, runs: number, alpha: number): number {
  if (runs < runsToReach(alpha)) return Infinity;
  const quantiles = normalQuantile(1 - alpha / 2) + normalQuantile(POWER);
  const larger = 0.5 + quantiles / Math.sqrt(6 * runs);
  return larger >= 1 ? Infinity : Math.expm1(noise * Math.SQRT2 * normalQuantile(larger));
}

/**
 * Run-to-run noise of one metric: the standard deviation of the logarithms, each side about its own median, by their
 * median absolute deviation (× 1.4826 for a normal), so that one odd run does not ask for fifty more. Where half of the
 * runs are alike, or some are without a logarithm, those that have one are used; 0 if there is nothing to go by.
 */
export function logNoise(sides: readonly (readonly number[])[]): number {
  const distances = sides.flatMap((values) => {
    const logs = values.filter((value) => value > 0 && value < Infinity).map(Math.log);
    const center = medianOfSorted(ascending(logs));
    // The median eats one degree of freedom of each side.
    const shrunk = logs.length > 1 ? Math.sqrt(logs.length / (logs.length - 1)) : 0;
    return logs.map((log) => Math.abs(log - center) * shrunk);
  });
  return distances.length === 0 ? 0 : 1.4826 * medianOfSorted(ascending(distances));
}
