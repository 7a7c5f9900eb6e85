import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import golden from "../../../test/golden/kube/label-selector.json";
import {
  formatLabelSelector,
  labelSelectorFromObject,
  type LabelSelectorObject,
  parseLabelSelector,
} from "./label.ts";
import { SelectorError } from "./selector-error.ts";

interface Case {
  readonly text: string;
  readonly object?: LabelSelectorObject;
  readonly error?: string;
  readonly canonical: string;
  readonly empty: boolean;
  readonly matches?: readonly boolean[];
}

/** The same list as labelSets in scripts/golden/kube/selector.go. */
const labelSets: readonly (Readonly<Record<string, string>> | undefined)[] = [
  undefined,
  { app: "web" },
  { app: "db", tier: "back" },
  { app: "", n: "5" },
  { n: "10", x: "a", in: "in" },
  { n: "notanumber", x: "b", "example.com/role": "node" },
  { x: "c", y: "", notin: "x", constructor: "yes" },
];

describe("as Kubernetes' own label selectors", () => {
  const cases: readonly Case[] = golden;
  for (const one of cases) {
    const name = one.object ? JSON.stringify(one.object) : JSON.stringify(one.text);
    test(name.slice(0, 100), () => {
      const parse = () =>
        one.object ? labelSelectorFromObject(one.object) : parseLabelSelector(one.text);
      if (one.error !== undefined) {
        expect(messageOf(parse)).toBe(one.error);
        return;
      }
      const selector = parse();
      expect({
        canonical: selector.text,
        empty: selector.empty,
        matches: labelSets.map((labels) => selector.matches(labels)),
      }).toEqual({ canonical: one.canonical, empty: one.empty, matches: [...(one.matches ?? [])] });
    });
  }
});

function messageOf(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof SelectorError) return error.message;
    throw error;
  }
  return "no error";
}

test("no selector object selects nothing; an empty one everything", () => {
  expect(labelSelectorFromObject(undefined).matches({ app: "web" })).toBe(false);
  expect(labelSelectorFromObject(undefined).empty).toBe(false);
  expect(labelSelectorFromObject({}).matches(undefined)).toBe(true);
  expect(labelSelectorFromObject({ matchLabels: {} }).empty).toBe(true);
});

describe("formatting", () => {
  const key = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/).filter((k) => k !== "in" && k !== "notin");
  const word = fc.stringMatching(/^[a-z0-9]{0,4}$/);
  const number = fc.integer({ min: 0, max: 999 });
  const term = fc.oneof(
    fc.tuple(key, fc.constantFrom("=", "==", "!="), word).map((parts) => parts.join("")),
    fc
      .tuple(key, fc.constantFrom("in", "notin"), fc.array(word, { minLength: 1, maxLength: 4 }))
      .map(([k, operator, words]) => `${k} ${operator} (${words.join(",")})`),
    fc.tuple(key, fc.constantFrom(">", "<"), number).map((parts) => parts.join("")),
    key,
    key.map((k) => `!${k}`),
  );

  test("the canonical text reads as the same requirements", () => {
    fc.assert(
      fc.property(fc.array(term, { maxLength: 5 }), (terms) => {
        const selector = parseLabelSelector(terms.join(","));
        const again = parseLabelSelector(formatLabelSelector(selector));
        expect(again.requirements).toEqual(selector.requirements);
        expect(again.text).toBe(selector.text);
      }),
    );
  });

  test("the order of terms is irrelevant to what matches", () => {
    const labels = fc.dictionary(key, word);
    fc.assert(
      fc.property(fc.array(term, { maxLength: 4 }), labels, (terms, set) => {
        const forth = parseLabelSelector(terms.join(","));
        const back = parseLabelSelector(terms.toReversed().join(","));
        expect(back.matches(set)).toBe(forth.matches(set));
      }),
    );
  });
});
