import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { chances, draw } from "./choose.ts";
import { delayMs } from "./delay.ts";

describe("weights", () => {
  test("count for nothing when one stage matches alone", () => expect(chances([0])).toEqual([1]));
  test("in proportion, and those without weight never", () =>
    expect(chances([1, 3, 0])).toEqual([0.25, 0.75, 0]));
  test("alike when none has any", () => expect(chances([0, 0])).toEqual([0.5, 0.5]));
  test("invalid ones are set aside", () =>
    expect(chances([undefined, 2, 2])).toEqual([0, 0.5, 0.5]));
  test("valid ones without weight are alike, invalid ones out", () => {
    expect(chances([undefined, 0, 0])).toEqual([0, 0.5, 0.5]);
  });
  test("all invalid: all alike", () => expect(chances([undefined, undefined])).toEqual([0.5, 0.5]));

  const weights = fc.array(fc.option(fc.nat(10_000), { nil: undefined }), {
    minLength: 1,
    maxLength: 8,
  });
  test("chances sum to one, and what cannot happen is never drawn", () => {
    fc.assert(
      fc.property(
        weights,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (list, random) => {
          const parts = chances(list);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 9);
          expect(parts[draw(list, random)]).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe("a delay", () => {
  test("without jitter is the duration", () => expect(delayMs(500, undefined, 0.9)).toBe(500));
  test("is shortened by a shorter jitter", () => expect(delayMs(500, 200, 0.9)).toBe(200));
  test("lies between duration and jitter", () => expect(delayMs(500, 1500, 0.5)).toBe(1000));
  test("of a moment that is past is none", () => expect(delayMs(-20, undefined, 0)).toBe(0));
});
