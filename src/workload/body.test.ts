import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { type BodyWords, compileBody } from "./body.ts";

const words: BodyWords = { name: "fill-000007", namespace: "kwokbench-x-1", index: "7", zone: "2" };
const constants = { run: "r4nd0m", phase: "fill" };

test("a body is the manifest with its holes filled", () => {
  const template =
    '{"a":"${name}","b":["x-${index}-${zone}"],"c":{"${namespace}":"${run}/${phase}"}}';
  expect(compileBody(template, constants)(words)).toBe(
    '{"a":"fill-000007","b":["x-7-2"],"c":{"kwokbench-x-1":"r4nd0m/fill"}}',
  );
});

test("what is no hole, or escaped, stays", () => {
  const template = '{"a":"${HOME} $${name} $$ ${","b":"${name}"}';
  expect(compileBody(template, constants)(words)).toBe(
    '{"a":"${HOME} ${name} $$ ${","b":"fill-000007"}',
  );
});

test("for any manifest: the same as filling the holes in the parsed value and writing it as JSON", () => {
  const hole = fc.constantFrom(
    "${name}",
    "${namespace}",
    "${index}",
    "${zone}",
    "${run}",
    "${phase}",
  );
  const text = fc
    .array(fc.oneof(fc.string(), hole), { maxLength: 4 })
    .map((parts) => parts.join(""));
  const manifest = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie("value"), { maxKeys: 4 }),
    ),
  })).value;
  const known: Readonly<Record<string, string>> = { ...words, ...constants };
  const filled = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_key, child: unknown) =>
      typeof child === "string"
        ? child.replace(/(\$?)\$\{([^{}]*)\}/g, (all, escape: string, name: string) =>
            known[name] === undefined ? all : escape ? all.slice(1) : known[name],
          )
        : child,
    );
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string().map((key) => `k${key.replaceAll("$", "")}`),
        manifest,
      ),
      (value) => {
        const body = compileBody(JSON.stringify(value), constants)(words);
        expect(JSON.parse(body)).toEqual(filled(value));
      },
    ),
  );
});
