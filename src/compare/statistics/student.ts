// Student's t: whether two groups of values differ in their mean, and whether one value belongs to a group.

import { mean, squaredDeviation, standardDeviation } from "./order.ts";

/** P(|T| ≥ |t|) with `degrees` degrees of freedom, by the regularised incomplete beta function. */
export function studentTwoSided(t: number, degrees: number): number {
  if (!Number.isFinite(t)) return 0;
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/**
 * Two-sided p of the two-sample t-test with pooled variance (Student 1908). 1 where there are too few values to tell
 * (fewer than three in all); 0 where the groups have no spread but differ.
 */
export function studentTest(left: readonly number[], right: readonly number[]): number {
  const degrees = left.length + right.length - 2;
  if (left.length === 0 || right.length === 0 || degrees < 1) return 1;
  const difference = mean(left) - mean(right);
  if (difference === 0) return 1;
  const variance = (squaredDeviation(left) + squaredDeviation(right)) / degrees;
  const error = Math.sqrt(variance * (1 / left.length + 1 / right.length));
  return error === 0 ? 0 : studentTwoSided(difference / error, degrees);
}

/** Two-sided p that `value` comes from the normal population that `group` was drawn from; 1 with fewer than three. */
export function studentOutlier(value: number, group: readonly number[]): number {
  if (group.length < 3) return 1;
  const difference = value - mean(group);
  if (difference === 0) return 1;
  const error = standardDeviation(group) * Math.sqrt(1 + 1 / group.length);
  return error === 0 ? 0 : studentTwoSided(difference / error, group.length - 1);
}

/** I_x(a, b): the continued fraction of Abramowitz and Stegun 26.5.8, evaluated by Lentz's method. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  );
  // The fraction converges fast only left of the mean; the other side follows by symmetry.
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

const FRACTION_TERMS_MAX = 500;
const TINY = 1e-300;

function betaFraction(x: number, a: number, b: number): number {
  const awayFromZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let term = 1; term <= FRACTION_TERMS_MAX; term++) {
    const even = (term * (b - term) * x) / ((a + 2 * term - 1) * (a + 2 * term));
    const odd = (-(a + term) * (a + b + term) * x) / ((a + 2 * term) * (a + 2 * term + 1));
    for (const coefficient of [even, odd]) {
      d = 1 / awayFromZero(1 + coefficient * d);
      c = awayFromZero(1 + coefficient / c);
      fraction *= d * c;
    }
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return fraction;
}

/** ln Γ(x) for x > 0: Lanczos' approximation with g = 7 and nine terms (Godfrey 2001), about 15 digits. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const [first, ...rest] = LANCZOS;
  const sum = rest.reduce((sum, coefficient, at) => sum + coefficient / (x + at), first);
  const base = x + 6.5;
  return Math.log(Math.sqrt(2 * Math.PI)) + (x - 0.5) * Math.log(base) - base + Math.log(sum);
}

const LANCZOS: readonly [number, ...number[]] = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];
