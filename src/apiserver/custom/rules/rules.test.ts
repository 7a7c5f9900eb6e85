// How the rules of a schema are run: what the conformance suite does not reach.

import { describe, expect, test } from "bun:test";
import type { Json } from "../../../kube/index.ts";
import type { Schema } from "../schema.ts";
import { escapeName } from "./escape.ts";
import { fieldPathOf } from "./field-path.ts";
import { compileRulesValidator } from "./validator.ts";

const string: Schema = { type: "string" };

function judge(schema: Schema, object: Json, old?: Json): string[] {
  const { errors = [] } = compileRulesValidator(schema)?.(object, old) ?? {};
  return errors.map(({ field, message }) => `${field}: ${message}`);
}

/** Running into a bound takes a moment by design, and longer where the machine is busy. */
const TIMEOUT_MS = 120_000;

test("a schema without rules needs no validator", () => {
  expect(compileRulesValidator({ type: "object", properties: { a: string } })).toBeUndefined();
});

test("a rule that was stored and does not compile refuses every object", () => {
  const schema: Schema = { type: "object", "x-kubernetes-validations": [{ rule: "self.nothing" }] };
  const [error = ""] = judge(schema, {});
  expect(error).toStartWith(
    '<nil>: Invalid value: "object": rule compile error: compilation failed',
  );
});

describe("the cost of an object's rules", () => {
  const items = { type: "array", items: { type: "integer" } } as const;
  const costly = "self.all(a, self.all(b, self.all(c, a + b + c >= 0)))";
  const numbers = Array.from({ length: 300 }, (_, index) => index);

  test(
    "is bounded for each rule",
    () => {
      const schema: Schema = {
        type: "object",
        properties: { list: { ...items, "x-kubernetes-validations": [{ rule: costly }] } },
      };
      expect(judge(schema, { list: numbers })).toEqual([
        `list: Invalid value: "array": 'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: ${costly}`,
      ]);
    },
    TIMEOUT_MS,
  );

  test(
    "is bounded for all of them together",
    () => {
      const rule = { rule: "self.all(a, self.all(b, a + b >= 0))" };
      const schema: Schema = {
        type: "object",
        properties: {
          list: { ...items, "x-kubernetes-validations": Array.from({ length: 60 }, () => rule) },
        },
      };
      expect(judge(schema, { list: numbers })).toEqual([
        'list: Invalid value: "array": validation failed due to running out of cost budget, no further validation rules will be run',
      ]);
    },
    TIMEOUT_MS,
  );
});

test("an embedded object shows its name and kind", () => {
  const rule = { rule: "self.kind == 'Pod' && self.metadata.name.startsWith('a')" };
  const schema: Schema = {
    type: "object",
    properties: {
      template: {
        type: "object",
        "x-kubernetes-embedded-resource": true,
        "x-kubernetes-preserve-unknown-fields": true,
        "x-kubernetes-validations": [rule],
      },
    },
  };
  const template = { apiVersion: "v1", kind: "Pod", metadata: { name: "a" } };
  expect(judge(schema, { template })).toEqual([]);
  expect(judge(schema, { template: { ...template, kind: "Node" } })).toEqual([
    `template: Invalid value: failed rule: ${rule.rule}`,
  ]);
});

test("names of fields are written as expressions can", () => {
  const names = ["plain", "a-b", "a.b/c", "a__b", "namespace", "9a", "ä"];
  expect(names.map(escapeName)).toEqual([
    "plain",
    "a__dash__b",
    "a__dot__b__slash__c",
    "a__underscores__b",
    "__namespace__",
    undefined,
    undefined,
  ]);
});

test("a fieldPath leads along the schema", () => {
  const schema: Schema = {
    type: "object",
    properties: { a: { type: "object", additionalProperties: string }, "b.c": string },
  };
  const paths = [".a", ".a.key", ".a['x y']", "['b.c']", ".nothing", "a", ".a.key.more"];
  expect(paths.map((path) => fieldPathOf(path, schema))).toEqual([
    "a",
    "a[key]",
    "a[x y]",
    "b.c",
    undefined,
    undefined,
    undefined,
  ]);
});
