import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import golden from "../../../test/golden/kube/field-selector.json";
import { escapeFieldValue, parseFieldSelector } from "./field.ts";

interface Case {
  readonly text: string;
  readonly error?: string;
  readonly canonical: string;
  readonly empty: boolean;
  readonly matches?: readonly boolean[];
}

/** The same list as fieldSets in scripts/golden/kube/selector.go. */
const fieldSets: readonly Readonly<Record<string, string>>[] = [
  {},
  { "spec.nodeName": "node-1", "status.phase": "Running" },
  { "spec.nodeName": "", "status.phase": "Failed" },
  { "metadata.name": "a,b", type: "x\\y" },
  { "metadata.name": "a=b", "metadata.namespace": "default" },
];

describe("as Kubernetes' own field selectors", () => {
  for (const one of golden as readonly Case[])
    test(JSON.stringify(one.text), () => {
      if (one.error !== undefined) {
        expect(() => parseFieldSelector(one.text)).toThrow(one.error);
        return;
      }
      const selector = parseFieldSelector(one.text);
      expect({
        canonical: selector.text,
        empty: selector.empty,
        matches: fieldSets.map((set) => selector.matches((path) => set[path] ?? "")),
      }).toEqual({ canonical: one.canonical, empty: one.empty, matches: [...(one.matches ?? [])] });
    });
});

test("any value can be escaped, and comes back", () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom("=", "!="), (value, operator) => {
      const selector = parseFieldSelector(`a.b${operator}${escapeFieldValue(value)}`);
      expect(selector.requirements).toEqual([{ path: "a.b", operator, value }]);
      expect(parseFieldSelector(selector.text).requirements).toEqual(selector.requirements);
      expect(selector.matches(() => value)).toBe(operator === "=");
    }),
  );
});

test("the scheduler's pod watch: finished pods leave", () => {
  const selector = parseFieldSelector("status.phase!=Succeeded,status.phase!=Failed");
  expect(
    ["Pending", "Running", "Succeeded", "Failed"].map((phase) => selector.matches(() => phase)),
  ).toEqual([true, true, false, false]);
});
