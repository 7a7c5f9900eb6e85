import { expect, test } from "bun:test";
import { parseThreshold } from "../scenario/index.ts";
import type { Metric } from "../result/index.ts";
import { claimsOf } from "./evidence.ts";

const part = (count: number, censored = 0): Metric =>
  ({ unit: "seconds", count, censored }) as Metric;

const metrics: Readonly<Record<string, Metric>> = {
  pod_startup: { ...part(90, 10), phases: { fill: part(60, 10), churn: part(30) } },
  "api_request{resource=pods,verb=POST}": part(500),
  "api_request{resource=pods,verb=DELETE}": part(40),
};

test("a percentile rests on the observations of its labels, in its phase, the censored among them", () => {
  const cases: readonly [string, number, number | undefined][] = [
    ["pod_startup.p99 < 5s", 99, 100],
    ["pod_startup@fill.p99.9 < 5s", 99.9, 70],
    ["pod_startup@churn.p50 < 5s", 50, 30],
    ["pod_startup@other.p50 < 5s", 50, undefined],
    ["api_request{verb=POST}.p99 < 1s", 99, 500],
    ["api_request.p999 < 1s", 99.9, 540],
    ["pod_startup.max < 5s", 100, undefined],
  ];
  for (const [expression, percentile, count] of cases) {
    const parsed = parseThreshold(expression, {
      phases: ["fill", "churn", "other"],
      metrics: {},
    });
    if (!parsed.ok) throw new Error(parsed.message);
    const threshold = { ...parsed.threshold, abortOnFail: false, delayAbortMs: 0 };
    expect(claimsOf([threshold], metrics)).toEqual(
      count === undefined ? [] : [{ expression, percentile, count }],
    );
  }
});
