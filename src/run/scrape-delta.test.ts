import { expect, test } from "bun:test";
import { PrometheusReader } from "../base/index.ts";
import { type Grown, ScrapeDelta } from "./scrape-delta.ts";

function grown(...pages: readonly string[]): Grown {
  const delta = new ScrapeDelta();
  for (const page of pages) {
    const reader = new PrometheusReader((reading) => delta.take(reading));
    reader.feed(page);
    reader.end();
    delta.readingEnded();
  }
  return delta.grown();
}

const counter = (value: number): string => `# TYPE r_total counter\nr_total{code="200"} ${value}\n`;

test("a counter's growth counts, not what it was before", () => {
  expect(grown(counter(100), counter(130), counter(142)).counters).toEqual({
    'r_total{code="200"}': 42,
  });
  expect(grown(counter(100), counter(100)).counters).toEqual({});
});

test("after a restart all that was counted anew is growth", () => {
  expect(grown(counter(100), counter(130), counter(7)).counters).toEqual({
    'r_total{code="200"}': 37,
  });
});

test("a series that appears later began at zero", () => {
  expect(grown("", counter(5)).counters).toEqual({ 'r_total{code="200"}': 5 });
});

const histogram = (fast: number, slow: number, sum: number): string =>
  [
    "# TYPE w_seconds histogram",
    `w_seconds_bucket{verb="GET",le="0.1"} ${fast}`,
    `w_seconds_bucket{verb="GET",le="1"} ${fast + slow}`,
    `w_seconds_bucket{verb="GET",le="10"} ${fast + slow}`,
    `w_seconds_bucket{verb="GET",le="+Inf"} ${fast + slow + 1}`,
    `w_seconds_sum{verb="GET"} ${sum}`,
    `w_seconds_count{verb="GET"} ${fast + slow + 1}`,
    "",
  ].join("\n");

test("a histogram's growth is told bucket by bucket, empty ones left out", () => {
  expect(grown(histogram(10, 5, 2), histogram(14, 7, 3.5)).histograms).toEqual({
    'w_seconds{verb="GET"}': {
      count: 6,
      sum: 1.5,
      buckets: [
        [0.1, 4],
        [1, 2],
      ],
    },
  });
});

test("the most active series are kept, and it is said how many were not", () => {
  const page = (factor: number): string =>
    Array.from({ length: 300 }, (_, index) => `n_total{i="${index}"} ${index * factor}\n`).join("");
  const { counters, leftOut } = grown(page(1), page(2));
  expect(Object.keys(counters).length).toBe(200);
  expect(counters['n_total{i="299"}']).toBe(299);
  expect(leftOut).toBe(99);
});
