import { describe, expect, test } from "bun:test";
import { prng } from "../../base/index.ts";
import type { Arrival } from "../../scenario/index.ts";
import { type ArrivalLimits, moments } from "./arrivals.ts";

const forever = { count: Infinity, durationMs: undefined };

function take(arrival: Arrival, limits: Partial<ArrivalLimits>, seed = 1): readonly number[] {
  return [...moments(arrival, { ...forever, ...limits }, prng(seed))];
}

test("asap: everything is due at once", () => {
  expect(take({ kind: "asap", inFlight: 8 }, { count: 3 })).toEqual([0, 0, 0]);
});

describe("constant", () => {
  test("evenly spaced from the beginning", () => {
    const arrival: Arrival = { kind: "constant", ratePerSecond: 4 };
    expect(take(arrival, { count: 5 })).toEqual([0, 250, 500, 750, 1000]);
  });
  test("no error adds up: the three-millionth at 3/s is due after a million seconds, exactly", () => {
    const arrival: Arrival = { kind: "constant", ratePerSecond: 3 };
    expect(take(arrival, { count: 3_000_001 }).at(-1)).toBe(1_000_000_000);
  });
  test("the duration ends it, and the last moment is before the end", () => {
    const arrival: Arrival = { kind: "constant", ratePerSecond: 100 };
    const all = take(arrival, { durationMs: 1000 });
    expect(all).toHaveLength(100);
    expect(all.at(-1)).toBeLessThan(1000);
  });
});

describe("poisson", () => {
  const arrival: Arrival = { kind: "poisson", ratePerSecond: 200 };
  const all = take(arrival, { count: 100_000 });
  const gaps = all.map((atMs, index) => atMs - (all[index - 1] ?? 0));

  test("the mean gap is 1 / rate, and as long as its own deviation", () => {
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(mean).toBeWithin(4.95, 5.05);
    expect(Math.sqrt(variance) / mean).toBeWithin(0.99, 1.01);
  });
  test("gaps are exponential: the largest distance to that distribution is within chance", () => {
    const sorted = gaps.toSorted((left, right) => left - right);
    const distance = Math.max(
      ...sorted.map((gap, index) => Math.abs(1 - Math.exp(-gap / 5) - index / sorted.length)),
    );
    // Kolmogorov and Smirnov's bound at 1 % is 1.63 / √n.
    expect(distance).toBeLessThan(1.63 / Math.sqrt(sorted.length));
  });
  test("counts per second vary as much as they are large", () => {
    const counts = new Map<number, number>();
    for (const atMs of all) {
      const second = Math.floor(atMs / 1000);
      counts.set(second, (counts.get(second) ?? 0) + 1);
    }
    const whole = [...counts.values()].slice(0, -1);
    const mean = whole.reduce((sum, count) => sum + count, 0) / whole.length;
    const variance = whole.reduce((sum, count) => sum + (count - mean) ** 2, 0) / whole.length;
    expect(variance / mean).toBeWithin(0.8, 1.2);
  });
  test("the seed decides", () => {
    expect(take(arrival, { count: 10 }, 7)).toEqual(take(arrival, { count: 10 }, 7));
    expect(take(arrival, { count: 10 }, 8)).not.toEqual(take(arrival, { count: 10 }, 7));
  });
});

describe("ramp", () => {
  const arrival: Arrival = { kind: "ramp", fromPerSecond: 10, toPerSecond: 190 };

  test("the area under the rate: 1,000 arrivals in 10 s, a quarter of the growth by half the time", () => {
    const all = take(arrival, { durationMs: 10_000 });
    expect(all).toHaveLength(1000);
    const inFirstHalf = all.filter((atMs) => atMs < 5000).length;
    // 10·5 + 18·5²/2
    expect(inFirstHalf).toBe(275);
    expect(all.toSorted((left, right) => left - right)).toEqual([...all]);
  });
  test("without a duration it takes as long as the count needs", () => {
    expect(take(arrival, { count: 1001 }).at(-1)).toBeCloseTo((1000 * 10_000) / 1001, -2);
  });
  test("a falling ramp is a rising one seen from its end", () => {
    const falling: Arrival = { kind: "ramp", fromPerSecond: 190, toPerSecond: 10 };
    const all = take(falling, { durationMs: 10_000 });
    expect(all.filter((atMs) => atMs < 5000).length).toBeWithin(724, 727);
    expect(all).toHaveLength(1000);
  });
  test("a ramp that stays level is constant", () => {
    const level: Arrival = { kind: "ramp", fromPerSecond: 50, toPerSecond: 50 };
    const all = take(level, { durationMs: 2000 });
    expect(all).toHaveLength(100);
    expect(all[50]).toBeCloseTo(1000, 9);
  });
  test("after its end the rate stays", () => {
    const all = take(arrival, { count: 1191, durationMs: undefined });
    expect(all.at(-1)! - all.at(-2)!).toBeCloseTo(1000 / 190, 1);
  });
});
