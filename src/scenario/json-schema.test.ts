import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { initScenario } from "./init.ts";
import { type JsonSchema, scenarioJsonSchema, schemasAt, valueSchema } from "./json-schema.ts";

// An editor's view: the published schema alone, before variables are filled in.
const editor = z.fromJSONSchema(scenarioJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
const accepts = (text: string): boolean => editor.safeParse(parse(text)).success;

describe("the published schema", () => {
  const folder = join(import.meta.dir, "../../scenarios");
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".yaml")))
    test(`accepts scenarios/${file} as it is written, variables and all`, async () => {
      expect(accepts(await Bun.file(join(folder, file)).text())).toBe(true);
    });
  test("accepts what init writes, and refuses its misspellings", () => {
    const text = initScenario("first");
    expect(accepts(text)).toBe(true);
    expect(accepts(text.replace("phases:", "phasses:"))).toBe(false);
    expect(accepts(text.replace("profile: fast", "profile: fats"))).toBe(false);
    expect(accepts(text.replace("seed: 1", "seed: -1"))).toBe(false);
    expect(accepts(text.replace("seed: 1", 'seed: "${seed}"'))).toBe(true);
  });
});

test("every key says what it is for", () => {
  const silent: string[] = [];
  const visit = (schema: JsonSchema, path: string): void => {
    for (const [key, child] of Object.entries(schema.properties ?? {})) {
      if (!child.description) silent.push(`${path}.${key}`);
      visit(child, `${path}.${key}`);
    }
    if (schema.items) visit(schema.items, `${path}[]`);
    for (const option of schema.anyOf ?? []) visit(option, path);
  };
  visit(valueSchema(), "");
  expect(silent).toEqual([]);
});

test("a path leads to each form a value may have", () => {
  const types = (path: readonly (string | number)[]): readonly unknown[] =>
    schemasAt(path).map(({ type }) => type);
  expect(types(["spec", "phases", 0, "arrival"])).toEqual([undefined, "string", "object"]);
  expect(types(["spec", "phases", 0, "arrival", "asap", "inFlight"])).toEqual(["integer"]);
  expect(types(["spec", "nowhere"])).toEqual([]);
  expect(types(["spec", "constructor"])).toEqual([]);
});
