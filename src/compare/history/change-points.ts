// Where a series of runs changed: E-divisive means, with a t-test instead of permutations so that the answer is the same
// every time, in windows, weak points first and merged after (Fleming and others 2023, "Hunter: Using Change Point
// Detection to Hunt for Performance Regressions"; Apache Otava works so).

import { mean, studentTest } from "../statistics/index.ts";
import { PairDistances, type Split } from "./divergence.ts";

export interface Shift {
  /** The first value after the change. */
  readonly index: number;
  readonly before: number;
  readonly after: number;
  /** Two-sided p of the t-test between the stretches on either side. */
  readonly p: number;
}

export interface ChangePointOptions {
  /** Default 0.001: a history asks many times. */
  readonly pMax?: number;
  /** A smaller relative change of the mean is dropped; default 0.05. */
  readonly magnitudeMin?: number;
  /** Values looked at together; default 50. */
  readonly window?: number;
}

/** Ascending; `values` are finite. Deterministic. */
export function findShifts(values: readonly number[], options: ChangePointOptions = {}): Shift[] {
  const { pMax = 0.001, magnitudeMin = 0.05, window = 50 } = options;
  // A window's edge makes a true change look weaker than it is, so that the first pass is lenient.
  const weakP = Math.min(0.5, pMax * 10);
  return strongest(values, weakIndexes(values, window, weakP), pMax, magnitudeMin);
}

/** Change points of half-overlapping windows, each starting anew at the last one found. */
function weakIndexes(values: readonly number[], window: number, pMax: number): number[] {
  const found = new Set<number>();
  const step = Math.max(1, Math.floor(window / 2));
  for (let start = 0; start < values.length;) {
    const inWindow = divide(values.slice(start, start + window), pMax).map((at) => at + start);
    for (const index of inWindow) found.add(index);
    start = Math.max(inWindow.at(-1) ?? 0, start + step);
  }
  return [...found].sort((left, right) => left - right);
}

/** Splits where the divergence is largest anywhere, for as long as the split is significant. */
export function divide(values: readonly number[], pMax: number): number[] {
  const distances = new PairDistances(values);
  const points: number[] = [];
  const known = new Map<string, Split | undefined>();
  const splitOf = ([start, end]: Stretch): Split | undefined => {
    const key = `${start}-${end}`;
    if (!known.has(key)) known.set(key, distances.bestSplit(start, end));
    return known.get(key);
  };
  for (;;) {
    const candidates = stretches(points, values.length).flatMap((stretch) => {
      const split = splitOf(stretch);
      return split ? [{ split, stretch }] : [];
    });
    const [best] = candidates.sort((left, right) => right.split.divergence - left.split.divergence);
    if (!best) return points;
    const [start, end] = best.stretch;
    const { index } = best.split;
    const p = studentTest(values.slice(start, index), values.slice(index, end));
    if (p >= pMax) return points;
    points.push(index);
    points.sort((left, right) => left - right);
  }
}

type Stretch = readonly [start: number, end: number];

function stretches(points: readonly number[], length: number): Stretch[] {
  const edges = [0, ...points, length];
  return edges.slice(1).map((end, at) => [edges[at]!, end] as const);
}

/** Drops the weakest point, then judges its neighbours over the longer stretches, until all that are left hold. */
function strongest(
  values: readonly number[],
  weak: readonly number[],
  pMax: number,
  magnitudeMin: number,
): Shift[] {
  const indexes = [...weak];
  for (;;) {
    const shifts = describe(values, indexes);
    const leastSure = maximum(shifts, ({ p }) => p);
    const smallest = maximum(shifts, (shift) => -magnitude(shift));
    if (!leastSure || !smallest) return shifts;
    const drop =
      leastSure.p >= pMax ? leastSure : magnitude(smallest) < magnitudeMin ? smallest : undefined;
    if (!drop) return shifts;
    indexes.splice(indexes.indexOf(drop.index), 1);
  }
}

function describe(values: readonly number[], indexes: readonly number[]): Shift[] {
  const parts = stretches(indexes, values.length).map(([start, end]) => values.slice(start, end));
  return indexes.map((index, at) => {
    const left = parts[at]!;
    const right = parts[at + 1]!;
    return { index, before: mean(left), after: mean(right), p: studentTest(left, right) };
  });
}

/** The larger of the relative changes there and back, so that halving and doubling count alike. */
function magnitude({ before, after }: Shift): number {
  if (before === after) return 0;
  return Math.max(Math.abs(after / before - 1), Math.abs(before / after - 1));
}

function maximum<T>(of: readonly T[], by: (one: T) => number): T | undefined {
  return of.reduce<T | undefined>(
    (best, one) => (best === undefined || by(one) > by(best) ? one : best),
    undefined,
  );
}
