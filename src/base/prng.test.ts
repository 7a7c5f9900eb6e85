import { describe, expect, test } from "bun:test";
import { type Prng, prng } from "./prng.ts";

const draws = (random: Prng, count: number): number[] =>
  Array.from({ length: count }, () => random.next());

describe("a seeded random source", () => {
  test("gives the same numbers for the same seed, others for another", () => {
    expect(draws(prng(42), 5)).toEqual(draws(prng(42), 5));
    expect(draws(prng(42), 5)).not.toEqual(draws(prng(43), 5));
  });

  test("a fork depends on seed and label alone, not on what was drawn before", () => {
    const fresh = prng(42);
    const used = prng(42);
    draws(used, 100);
    expect(draws(used.fork("arrivals"), 5)).toEqual(draws(fresh.fork("arrivals"), 5));
    expect(draws(fresh.fork("arrivals"), 5)).not.toEqual(draws(fresh.fork("nodes"), 5));
  });

  test("integers lie below their bound and take every value", () => {
    const random = prng(1);
    const seen = new Set(Array.from({ length: 200 }, () => random.integer(6)));
    expect(seen).toEqual(new Set([0, 1, 2, 3, 4, 5]));
  });

  test("uniform draws average a half, exponential ones their mean", () => {
    const random = prng(7);
    const mean = (next: () => number): number =>
      Array.from({ length: 20_000 }, next).reduce((sum, value) => sum + value, 0) / 20_000;
    expect(mean(() => random.next())).toBeCloseTo(0.5, 1);
    expect(mean(() => random.exponential(10)) / 10).toBeCloseTo(1, 1);
  });
});
