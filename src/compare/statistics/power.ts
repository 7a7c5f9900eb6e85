// How many runs a question takes: the answer to "cannot tell".

import { smallestP } from "./mann-whitney.ts";
import { normalQuantile } from "./normal.ts";
import { ascending, medianOfSorted } from "./order.ts";
import { studentQuantile } from "./prediction.ts";

/** The chance to find a change of the size asked for, if it is there. */
export const POWER = 0.8;
/** Beyond this, more runs are not the answer: find the source of the noise. */
export const RUNS_MAX = 100;

/** Of the Mann–Whitney test against the t-test where values are normal: 3/π (Hodges and Lehmann 1956). */
const EFFICIENCY = 3 / Math.PI;

/**
 * Runs a side with which a Mann–Whitney test at `alpha` finds a relative change of `effect` with 80 % chance when runs
 * scatter log-normally with standard deviation `noise`: n = 2 (z_{α/2} + z_β)² / δ² + z_{α/2}² / 4 of the t-test
 * (Guenther 1981), δ = ln(1 + effect) / noise, divided by the efficiency of the rank test. At least as many as can reach
 * `alpha` at all; at most RUNS_MAX.
 */
export function runsNeeded(noise: number, effect: number, alpha: number): number {
  const z = normalQuantile(1 - alpha / 2);
  const standardized = Math.log1p(effect) / Math.max(noise, Number.MIN_VALUE);
  const runs = (2 * ((z + normalQuantile(POWER)) / standardized) ** 2 + z ** 2 / 4) / EFFICIENCY;
  return Math.min(RUNS_MAX, Math.max(Math.ceil(runs), runsToReach(alpha)));
}

/** Runs a side below which no data whatever gives a p of `alpha` or less. */
export function runsToReach(alpha: number): number {
  let runs = 1;
  while (runs < RUNS_MAX && smallestP(runs, runs) > alpha) runs++;
  return runs;
}

/** The smallest relative change found with 80 % chance by `runs` a side: `runsNeeded` turned round. Infinity if none. */
export function smallestEffect(noise: number, runs: number, alpha: number): number {
  const z = normalQuantile(1 - alpha / 2);
  const room = runs * EFFICIENCY - z ** 2 / 4;
  if (runs < runsToReach(alpha) || room <= 0) return Infinity;
  return Math.expm1(noise * (z + normalQuantile(POWER)) * Math.sqrt(2 / room));
}

/** The same for a few runs held against many by `predict`: (t_{α/2} + z_β) · noise · √(1/n + 1/m). */
export function smallestPredictable(
  noise: number,
  base: number,
  candidate: number,
  alpha: number,
): number {
  const reach = studentQuantile(alpha, base + candidate - 2) + normalQuantile(POWER);
  return Math.expm1(reach * noise * Math.sqrt(1 / base + 1 / candidate));
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
