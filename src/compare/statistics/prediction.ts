// One or a few runs against many: too few to rank, but the many say how far a run strays by itself.

import type { Interval } from "./bootstrap.ts";
import { mannWhitney } from "./mann-whitney.ts";
import { mean, squaredDeviation } from "./order.ts";
import { studentTest, studentTwoSided } from "./student.ts";

export interface Prediction {
  /** Two-sided. */
  readonly p: number;
  /** Of candidate over base. */
  readonly ratios: Interval;
}

const NOTHING: Interval = { low: 0, high: Infinity };

/**
 * Whether the few belong to the population of the many: Student's t of the logarithms, which for one run against n is
 * the prediction interval of the next run, mean ± t·s·√(1 + 1/n). It takes runs to scatter log-normally, alike on both
 * sides. Values that give no evidence by rank either, because the few lie among the many, are never significant: p = 1.
 * Values without a logarithm (never, nothing) leave the ranks alone to speak.
 */
export function predict(
  base: readonly number[],
  candidate: readonly number[],
  confidence = 0.95,
): Prediction {
  const logs = [base, candidate].map((values) => values.map(Math.log));
  const [left, right] = logs as [number[], number[]];
  if (![...left, ...right].every(Number.isFinite))
    return { p: mannWhitney(base, candidate).p, ratios: NOTHING };
  const isApart = Math.min(...left) > Math.max(...right) || Math.max(...left) < Math.min(...right);
  return {
    p: isApart ? studentTest(left, right) : 1,
    ratios: ratioInterval(left, right, confidence),
  };
}

function ratioInterval(
  left: readonly number[],
  right: readonly number[],
  confidence: number,
): Interval {
  const degrees = left.length + right.length - 2;
  if (degrees < 1) return NOTHING;
  const variance = (squaredDeviation(left) + squaredDeviation(right)) / degrees;
  const error = Math.sqrt(variance * (1 / left.length + 1 / right.length));
  const reach = studentQuantile(1 - confidence, degrees) * error;
  const difference = mean(right) - mean(left);
  return { low: Math.exp(difference - reach), high: Math.exp(difference + reach) };
}

/** The t that |T| exceeds with chance `p`, by bisection. */
export function studentQuantile(p: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (studentTwoSided(high, degrees) > p) high *= 2;
  while (high - low > 1e-9 * high) {
    const middle = (low + high) / 2;
    if (studentTwoSided(middle, degrees) > p) low = middle;
    else high = middle;
  }
  return high;
}
