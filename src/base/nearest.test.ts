import { expect, test } from "bun:test";
import { editDistance, nearest } from "./nearest.ts";

const metrics = ["pod_startup", "pod_scheduling", "node_ready"];

test("a mistyped word finds the one that was meant", () => {
  expect(nearest("pod_statup", metrics)).toBe("pod_startup");
  expect(nearest("Node_Ready", metrics)).toBe("node_ready");
});

test("a word like none of them finds none", () => {
  expect(nearest("latency", metrics)).toBeUndefined();
});

test("the distance counts insertions, deletions and substitutions", () => {
  expect(editDistance("kitten", "sitting")).toBe(3);
  expect(editDistance("", "pod")).toBe(3);
  expect(editDistance("pod", "pod")).toBe(0);
});
