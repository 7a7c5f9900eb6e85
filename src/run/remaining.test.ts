import { expect, test } from "bun:test";
import { remainingSeconds } from "./remaining.ts";

const phase = (name: string, requests: number, seconds: number, isTimed: boolean) => ({
  name,
  action: "create" as const,
  arrival: "",
  creates: requests,
  deletes: 0,
  patches: 0,
  seconds,
  requestsPerSecond: 0,
  isTimed,
});
const plan = { phases: [phase("fill", 1000, 5, false), phase("churn", 600, 60, true)] };
const completed = (name: string, count: number) =>
  ({ phases: [{ name, completed: count }] }) as unknown as Parameters<typeof remainingSeconds>[3];

test("an asap phase goes on as fast as it has gone; later phases take what is planned", () => {
  expect(remainingSeconds(plan, "fill", 0, completed("fill", 0))).toBe(65);
  expect(remainingSeconds(plan, "fill", 10_000, completed("fill", 250))).toBe(30 + 60);
});

test("a timed phase takes what the plan says", () => {
  expect(remainingSeconds(plan, "churn", 45_000, completed("churn", 100))).toBe(15);
  expect(remainingSeconds(plan, "churn", 90_000, completed("churn", 100))).toBe(0);
});
