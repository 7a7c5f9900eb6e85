// Templates against text/template with sprig 3.3, and their texts against sigs.k8s.io/yaml:
// test/golden/expr/template.json holds what the Go originals make of each case.

import { expect, test } from "bun:test";
import {
  compileDocument,
  compileTemplate,
  encodeGoJson,
  Literal,
  parseYaml,
  quoteJson,
  sprigFunctions,
  templateFunction,
  type Json,
} from "../../../src/expr/index.ts";
import { templateDeviations } from "./deviations.ts";
import cases from "./template.cases.json";
import answers from "./template.json";

interface Answer {
  readonly template: string;
  readonly text: string;
  readonly error?: string;
  readonly json?: Json;
  readonly yamlError?: string;
  readonly compileError?: string;
}

const quote = templateFunction("any", (value: unknown) => {
  const text = typeof value === "string" ? value : encodeGoJson(value);
  return new Literal(text, () => quoteJson(text));
});
const functions = { ...sprigFunctions({ nowMs: () => 0, random: () => 0.5 }), Quote: quote };

function outcome(text: string, data: unknown): Answer {
  let render: (data: unknown) => string;
  try {
    const template = compileTemplate(text, { functions });
    render = (given) => template.render(given);
  } catch (error) {
    return { template: text, text: "", compileError: (error as Error).message };
  }
  try {
    return { template: text, text: render(data) };
  } catch (error) {
    return { template: text, text: "", error: (error as Error).message };
  }
}

function isSame(actual: Answer, expected: Answer): boolean {
  if (expected.compileError !== undefined) return actual.compileError !== undefined;
  if (expected.error !== undefined) return actual.error !== undefined;
  return (
    actual.compileError === undefined && actual.error === undefined && actual.text === expected.text
  );
}

/** The JSON of a text, or undefined where it is not YAML. */
function jsonOf(run: () => Json): { json: Json } | undefined {
  try {
    return { json: run() };
  } catch {
    return undefined;
  }
}

for (const [index, group] of (cases as { data: unknown; templates: string[] }[]).entries()) {
  for (const [place, text] of group.templates.entries()) {
    const expected = (answers as Answer[][])[index]![place]!;
    test(`group ${index}: ${text}`, () => {
      expect(expected.template, "the answers are of other cases: run scripts/golden/expr").toBe(
        text,
      );
      const actual = outcome(text, group.data);
      const deviation = templateDeviations[text];
      if (deviation === undefined)
        expect(isSame(actual, expected) ? expected : actual).toEqual(expected);
      else expect(isSame(actual, expected), `no longer deviates: ${deviation}`).toBe(false);
    });
    if (expected.compileError !== undefined || expected.error !== undefined) continue;
    if (templateDeviations[text] !== undefined || index !== 2) continue;
    test(`group ${index}, as a document: ${text}`, () => {
      const wanted = expected.yamlError === undefined ? { json: expected.json ?? null } : undefined;
      expect(jsonOf(() => parseYaml(expected.text))).toEqual(wanted);
      const document = compileDocument(text, { functions });
      const trimmed = jsonOf(() => document.parse(group.data));
      expect(jsonOf(() => document(group.data))).toEqual(trimmed);
    });
  }
}
