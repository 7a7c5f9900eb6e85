import { describe, expect, test } from "bun:test";
import { ExpressionError } from "../expr/index.ts";
import type { KubeObject } from "../kube/index.ts";
import { compileWhen, parseWhen } from "./when.ts";

const environment = { wallMs: () => 0, random: () => 0 };

const object = {
  metadata: { name: "w", labels: { app: "shop" } },
  spec: { replicas: 3 },
  status: { phase: "Done", replicas: 2, conditions: [{ type: "Ready", status: "False" }] },
} as KubeObject;

function holds(text: string): boolean {
  const when = parseWhen(text);
  if (!when) throw new Error(`${text} is not a condition`);
  return compileWhen(when, environment)(object);
}

describe("a condition of a span", () => {
  const cases: readonly [string, boolean][] = [
    ["created", true],
    ["deleted", false],
    ["condition:Ready", false],
    ["condition:Ready=False", true],
    ["condition:Synced=False", false],
    ['jq:.status.phase == "Done"', true],
    ["jq: .status.phase", true],
    ["jq:.status.missing", false],
    ["jq:.spec.replicas.most", false],
    ["cel:self.status.phase == 'Done' && self.spec.replicas > 2", true],
    ["cel:self.status.replicas == self.spec.replicas", false],
    ["cel:self.status.missing == 1", false],
    ["cel:self.status.phase", false],
  ];
  for (const [text, expected] of cases)
    test(`${text} ${expected ? "holds" : "does not hold"}`, () =>
      expect(holds(text)).toBe(expected));

  test("is none where it has no such form", () => {
    for (const text of ["", "ready", "condition:", "condition:Ready=true", "jq:", "cel: "])
      expect(parseWhen(text)).toBeUndefined();
  });

  test("is refused with its place where it cannot be compiled", () => {
    expect(() => holds("cel:slf.status == 1")).toThrow(ExpressionError);
    expect(() => holds("jq:.a |")).toThrow(ExpressionError);
  });
});
