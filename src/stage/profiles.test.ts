import { describe, expect, test } from "bun:test";
import { life, testNode, testPod } from "./rehearsal.test-kit.ts";

const print = async (lines: Promise<string[]>): Promise<string> =>
  `\n${(await lines).join("\n")}\n`;

describe("fast", () => {
  test("a node", async () => {
    expect(await print(life("fast", "v1/Node", testNode({}), 1))).toBe(``);
  });
  test("a pod", async () => {
    expect(await print(life("fast", "v1/Pod", testPod({})))).toBe(``);
  });
  test("a job pod", async () => {
    const metadata = { ownerReferences: [{ kind: "Job", name: "j" }] };
    expect(await print(life("fast", "v1/Pod", testPod({ metadata })))).toBe(``);
  });
  test("a deleted pod", async () => {
    const metadata = { deletionTimestamp: "2026-01-01T00:00:30Z" };
    expect(await print(life("fast", "v1/Pod", testPod({ metadata })))).toBe(``);
  });
});

describe("realistic", () => {
  test("a node", async () => {
    expect(await print(life("realistic", "v1/Node", testNode({}), 3))).toBe(``);
  });
  test("a pod", async () => {
    expect(await print(life("realistic", "v1/Pod", testPod({})))).toBe(``);
  });
});
