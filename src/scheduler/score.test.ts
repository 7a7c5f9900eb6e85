import { expect, test } from "bun:test";
import { balance, leastAllocated } from "./score.ts";

test("least allocated is the mean free share of the resources a node has", () => {
  expect(leastAllocated(3000, 4000, 5000, 10_000)).toBe(37); // (25 + 50) / 2, cut off
  expect(leastAllocated(6000, 4000, 5000, 10_000)).toBe(25); // overcommitted: nothing free
  expect(leastAllocated(0, 0, 5000, 10_000)).toBe(50);
  expect(leastAllocated(0, 0, 0, 0)).toBe(0);
});

test("balance falls as the shares of cpu and memory in use part", () => {
  expect(balance(2000, 4000, 5000, 10_000)).toBe(100);
  expect(balance(4000, 4000, 0, 10_000)).toBe(50);
  expect(balance(9000, 4000, 0, 10_000)).toBe(50);
  expect(balance(4000, 4000, 0, 0)).toBe(100);
});
