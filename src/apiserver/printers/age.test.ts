// Ages as kubectl prints them.

import { expect, test } from "bun:test";
import { ageOf, humanDuration } from "./age.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test("an age has at most two units, and one where the second says little", () => {
  const ages: readonly [number, string][] = [
    [-5, "<invalid>"],
    [-1.5, "0s"],
    [0, "0s"],
    [119.9, "119s"],
    [2 * MINUTE, "2m"],
    [9 * MINUTE + 59, "9m59s"],
    [10 * MINUTE + 59, "10m"],
    [3 * HOUR, "3h"],
    [7 * HOUR + 30 * MINUTE, "7h30m"],
    [47 * HOUR, "47h"],
    [2 * DAY + 5 * HOUR, "2d5h"],
    [8 * DAY, "8d"],
    [729 * DAY, "729d"],
    [730 * DAY, "2y"],
    [800 * DAY, "2y70d"],
    [9 * 365 * DAY + DAY, "9y"],
  ];
  for (const [seconds, text] of ages) expect(humanDuration(seconds)).toBe(text);
});

test("what has no time has no age", () => {
  expect(ageOf(undefined, 0)).toBe("<unknown>");
  expect(ageOf("1970-01-01T00:00:00Z", 90_000)).toBe("90s");
});
