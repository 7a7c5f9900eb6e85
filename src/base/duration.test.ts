import { describe, expect, test } from "bun:test";
import { formatGoDuration, formatMs, parseDurationMs } from "./duration.ts";

describe("Go's duration grammar", () => {
  test.each([
    ["0", 0],
    ["300ms", 300],
    ["1.5s", 1500],
    [".5s", 500],
    ["1h30m", 5_400_000],
    ["-1m", -60_000],
    ["+2s", 2000],
    ["250µs", 0.25],
    ["250us", 0.25],
    ["1ns", 1e-6],
  ])("%s is %d ms", (text, ms) => {
    expect(parseDurationMs(text)).toBeCloseTo(ms, 9);
  });

  test.each(["", "5", "s", "1 s", "1x", "1s2", "--1s", "1e3s"])("%p is no duration", (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
  });
});

test("durations are printed as Go prints them", () => {
  const ms = [0n, 250n, 1020n, 60_000n, 61_500n, 3_723_500n];
  const all = ms.map((one) => formatGoDuration(one * 1_000_000n));
  expect(all).toEqual(["0s", "250ms", "1.02s", "1m0s", "1m1.5s", "1h2m3.5s"]);
  expect(formatGoDuration(1_500_000n)).toBe("1.5ms");
});

describe("durations for people have three digits", () => {
  test.each([
    [0, "0s"],
    [0.34, "340µs"],
    [9.994, "9.99ms"],
    [12.34, "12.3ms"],
    [812.4, "812ms"],
    [4560, "4.56s"],
    [59_994, "59.99s"],
    [59_996, "1m00s"],
    [125_000, "2m05s"],
    [3_720_000, "1h02m"],
  ])("%d ms is %s", (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });
});
