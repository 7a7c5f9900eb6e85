import { expect, test } from "bun:test";
import { calibrate } from "./calibrate.ts";

/** A clock that a machine of a known speed would show: each look costs the time of one round. */
function machine(msPerRound: number): { nowMs(): number; wallMs(): number } {
  let nowMs = 0;
  return { nowMs: () => (nowMs += msPerRound), wallMs: () => 0 };
}

test("a machine twice as fast scores twice as much", () => {
  const slow = calibrate(machine(1));
  const fast = calibrate(machine(0.5));
  expect(slow).toBe(20_000_000);
  expect(fast / slow).toBeCloseTo(2, 1);
});
