import { expect, test } from "bun:test";
import { thresholdValue } from "./headline.ts";

test.each([
  ["pod_startup.p99 < 5s", 0.873, "873ms"],
  ["pods_bound.rate >= 270/s", 301.25, "301/s"],
  ["memory{role=apiserver}.max < 800MB", 650_117_120, "620 MiB"],
  ["memory{role=apiserver}.max < 1GiB", 650_117_120, "620 MiB"],
  ["requests_failed.count <= 0", 12, "12"],
  ["pod_startup.p99 < 5s", Infinity, "> time-out"],
  ["pod_startup.p99 < 5s", undefined, "no data"],
])("%s: %p is written as %s", (expression, value, text) => {
  expect(thresholdValue({ expression, value, pass: true })).toBe(text);
});
