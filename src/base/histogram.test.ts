import { expect, test } from "bun:test";
import { LatencyHistogram } from "./histogram.ts";

test("merging equals recording everything into one", () => {
  const [left, right, all] = [0, 1, 2].map(() => LatencyHistogram.empty()) as [
    LatencyHistogram,
    LatencyHistogram,
    LatencyHistogram,
  ];
  for (let ms = 1; ms <= 1000; ms++) {
    (ms % 3 === 0 ? left : right).recordMs(ms);
    all.recordMs(ms);
  }
  left.add(right);
  expect(left.encode()).toBe(all.encode());
  expect(left.percentileMs(99)).toBeCloseTo(990, -1);
});

test("the encoded text reads back as the same histogram", () => {
  const histogram = LatencyHistogram.empty();
  histogram.recordMs(0.25);
  histogram.recordMs(12);
  const again = LatencyHistogram.decode(histogram.encode());
  expect([...again.recorded()]).toEqual([...histogram.recorded()]);
  expect(again.minMs).toBeCloseTo(0.25, 3);
});

test("an event that overtook its acknowledgement counts as a microsecond, an endless one as an hour", () => {
  const histogram = LatencyHistogram.empty();
  histogram.recordMs(-5);
  histogram.recordMs(1e12);
  expect(histogram.minMs).toBe(0.001);
  expect(histogram.maxMs / 3_600_000).toBeCloseTo(1, 2);
});
