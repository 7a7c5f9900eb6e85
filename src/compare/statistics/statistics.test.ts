import { describe, expect, test } from "bun:test";
import { golden } from "../../../test/golden/compare/golden.ts";
import { prng } from "../../base/index.ts";
import { ratioOfMediansInterval } from "./bootstrap.ts";
import { benjaminiHochberg, holm } from "./corrections.ts";
import { hodgesLehmann } from "./hodges-lehmann.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import { median } from "./order.ts";
import { percentileRanks } from "./percentile-interval.ts";
import { logNoise, runsNeeded, runsToReach, smallestEffect } from "./power.ts";
import { studentOutlier, studentTest, studentTwoSided } from "./student.ts";
import { mannWhitney } from "./mann-whitney.ts";

const student = golden<{ left: number[]; right: number[]; p: number }>("student");
const intervals = golden<{
  count: number;
  quantile: number;
  asked: number;
  low: number;
  high: number;
  confidence: number;
}>("median-interval");

test("the normal distribution as tabled", () => {
  // Abramowitz and Stegun, table 26.1.
  expect(normalCdf(0)).toBeCloseTo(0.5, 15);
  expect(normalCdf(1)).toBeCloseTo(0.841344746068543, 14);
  expect(normalCdf(-2)).toBeCloseTo(0.022750131948179, 14);
  expect(normalCdf(-5)).toBeCloseTo(2.866515719e-7, 15);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 10);
});

describe("Student's t", () => {
  test("as tabled", () => {
    // Fisher and Yates, table III: the value exceeded in 5 % of cases.
    for (const [degrees, t] of [
      [1, 12.706],
      [4, 2.776],
      [9, 2.262],
      [30, 2.042],
    ] as const)
      expect(studentTwoSided(t, degrees)).toBeCloseTo(0.05, 4);
  });
  for (const { left, right, p } of student)
    test(`as benchstat's library: ${left.length} + ${right.length}, p ${p.toPrecision(3)}`, () => {
      expect(studentTest(left, right)).toBeCloseTo(p, 10);
    });
  test("a value far outside a group is not of it", () => {
    const group = [10.1, 9.9, 10, 10.2, 9.8];
    expect(studentOutlier(10.1, group)).toBeGreaterThan(0.5);
    expect(studentOutlier(13, group)).toBeLessThan(0.001);
  });
});

describe("corrections", () => {
  // Benjamini and Hochberg 1995, section 3.2: fifteen p-values of a trial; at 5 % Bonferroni's kind rejects 3, theirs 4.
  const trial = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
    0.6528, 0.759, 1,
  ];
  test("the example of Benjamini and Hochberg", () => {
    expect(holm(trial).filter((p) => p <= 0.05)).toHaveLength(3);
    expect(benjaminiHochberg(trial).filter((p) => p <= 0.05)).toHaveLength(4);
  });
  test("Holm multiplies by what is left, and never falls", () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([])).toEqual([]);
  });
});

describe("ranks around a percentile", () => {
  for (const { count, quantile, asked, low, high, confidence } of intervals)
    test(`as benchstat's: ${count} values, ${quantile}, ${asked}`, () => {
      const found = percentileRanks(count, quantile, asked);
      expect(found.confidence).toBeGreaterThanOrEqual(asked - 1e-12);
      // Where two ranks are equally likely either interval is right; both must be as narrow.
      expect(found.highRank - found.lowRank).toBe(high - low);
      expect(found.confidence).toBeCloseTo(confidence, 9);
    });
  test("of many values: n·q ± 1.96·√(n·q·(1−q))", () => {
    const { lowRank, highRank } = percentileRanks(10_000, 0.99);
    expect(lowRank).toBe(9880);
    expect(highRank).toBe(9921);
  });
});

test("Hodges and Lehmann's shift is the median of all differences", () => {
  // Hollander and Wolfe, example 4.1 (water permeability of the placenta): 0.305 below.
  const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  const early = [1.15, 0.88, 0.9, 0.74, 1.21];
  expect(hodgesLehmann(term, early)).toBeCloseTo(-0.305, 10);
  // And its U test, there 35 for the larger side, p = 0.2544 two-sided (as R's wilcox.test gives it).
  expect(mannWhitney(term, early)).toMatchObject({ u: 35, exact: true });
  expect(mannWhitney(term, early).p).toBeCloseTo(0.2544, 4);
});

describe("bootstrap of the ratio of medians", () => {
  const normal = (random: ReturnType<typeof prng>): number =>
    normalQuantile(Math.max(1e-12, random.next()));
  test("a nominal 95 % interval holds the truth about 95 % of the time, at ten a side", () => {
    const random = prng("coverage");
    const draw = (scale: number): number[] =>
      Array.from({ length: 10 }, () => scale * Math.exp(0.05 * normal(random)));
    const held = Array.from({ length: 400 }, () => {
      const { low, high } = ratioOfMediansInterval(draw(1), draw(1.1), { random, resamples: 2000 });
      return low <= 1.1 && 1.1 <= high;
    }).filter(Boolean).length;
    expect(held / 400).toBeGreaterThan(0.92);
  });
  test("the same seed gives the same interval, and what never ended is infinitely slower", () => {
    const of = (candidate: number[]) =>
      ratioOfMediansInterval([1, 2, 3], candidate, { random: prng(1) });
    expect(of([2, 3, 4])).toEqual(of([2, 3, 4]));
    expect(of([Infinity, Infinity, Infinity])).toEqual({ low: Infinity, high: Infinity });
  });
});

describe("runs needed", () => {
  for (const [noise, alpha] of [
    [0.05, 0.05],
    [0.05, 0.002],
    [0.08, 0.01],
  ] as const)
    test(`find what they are said to find four times in five: noise ${noise}, α ${alpha}`, () => {
      const random = prng("power");
      const runs = runsNeeded(noise, 0.1, alpha);
      const draw = (scale: number): number[] =>
        Array.from(
          { length: runs },
          () => scale * Math.exp(noise * normalQuantile(Math.max(1e-12, random.next()))),
        );
      const found = Array.from({ length: 600 }, () => mannWhitney(draw(1), draw(1.1)).p).filter(
        (p) => p <= alpha,
      ).length;
      expect(found / 600).toBeGreaterThan(0.72);
      expect(found / 600).toBeLessThan(0.9);
    });
  test("no fewer than can reach the level at all: four at 5 %, five at 1 % (benchstat says so too)", () => {
    expect(runsToReach(0.05)).toBe(4);
    expect(runsToReach(0.01)).toBe(5);
    expect(runsNeeded(0, 0.05, 0.05)).toBe(4);
    expect(smallestEffect(0.03, 3, 0.05)).toBe(Infinity);
  });
  test("the smallest effect found is the one that needs that many runs", () => {
    for (const noise of [0.01, 0.03, 0.1]) {
      const effect = smallestEffect(noise, 12, 0.01);
      expect(runsNeeded(noise, effect * 1.001, 0.01)).toBeLessThanOrEqual(12);
    }
  });
  test("noise is robust against one odd run", () => {
    const runs = [1, 1.02, 0.98, 1.01, 0.99, 1.03, 0.97, 1, 1.02, 5];
    expect(logNoise([runs])).toBeLessThan(0.04);
    expect(logNoise([[], [0, Infinity]])).toBe(0);
  });
});

test("the median bears infinities", () => {
  expect(median([1, Infinity, 2])).toBe(2);
  expect(median([1, Infinity, Infinity, 2])).toBe(Infinity);
  expect(median([])).toBeNaN();
});
