import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { goldenObjects, goldenRefusals } from "../../../test/golden/objects/golden.ts";
import type { Json, JsonObject } from "../object.ts";
import { fieldProblems } from "./duplicate-fields.ts";
import { MismatchError } from "./mismatch.ts";
import { readObject } from "./read-object.ts";
import { typeOf, type TypeInfo } from "./type-info.ts";

const typeOfObject = (object: JsonObject): TypeInfo => {
  const type = typeOf(object["apiVersion"] as string, object["kind"] as string);
  if (!type) throw new Error(`no type ${JSON.stringify(object["kind"])}`);
  return type;
};
const read = (object: JsonObject) => readObject(typeOfObject(object), object);

describe("reads objects as Kubernetes reads them", () => {
  for (const { title, input, printed } of goldenObjects)
    test(title, () => {
      const before = JSON.stringify(input);
      const { object, unknown } = read(input);
      expect(object).toEqual(printed);
      expect(unknown).toEqual([]);
      expect(JSON.stringify(input)).toBe(before);
    });
});

const pod = (spec: JsonObject): JsonObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "a" },
  spec,
});

test("an object in stored form is returned as it is", () => {
  for (const { printed } of goldenObjects) expect(read(printed).object).toBe(printed);
});

test("what a read changes is copied; the rest is shared", () => {
  const affinity = { nodeAffinity: {} };
  const input = pod({ affinity, nodeName: "", containers: [{ name: "a", resources: {} }] });
  const { object } = read(input);
  expect(object["spec"]).toEqual({ affinity, containers: [{ name: "a", resources: {} }] });
  expect((object["spec"] as JsonObject)["affinity"]).toBe(affinity);
  expect((object["spec"] as JsonObject)["containers"]).toBe(
    (input["spec"] as JsonObject)["containers"] as JsonObject[],
  );
});

test("unknown fields are dropped and named, in Kubernetes' spelling of paths", () => {
  const { object, unknown } = read({
    ...pod({
      containers: [{ name: "a" }, { name: "b", imagge: "x", env: [{ name: "A", from: {} }] }],
      nodeSelector: { anything: "goes" },
      hostname: "h",
      Hostname: "H",
    }),
    extra: true,
    constructor: 1,
  });
  expect(unknown).toEqual([
    "spec.containers[1].imagge",
    "spec.containers[1].env[0].from",
    "spec.Hostname",
    "extra",
    "constructor",
  ]);
  expect(Object.keys(object)).toEqual(["apiVersion", "kind", "metadata", "spec", "status"]);
});

describe("refuses what Kubernetes refuses, in its words", () => {
  for (const { text, error } of goldenRefusals)
    test(error || `accepted: ${text}`, () => {
      let message = "";
      try {
        const { unknown } = read(JSON.parse(text) as JsonObject);
        const problems = fieldProblems(text, unknown);
        if (problems.length > 0) message = `strict decoding error: ${problems.join(", ")}`;
      } catch (failure) {
        if (!(failure instanceof MismatchError)) throw failure;
        ({ message } = failure);
      }
      expect(message).toBe(error);
    });
});

test("times, quantities and bytes are printed in their one spelling", () => {
  const { object } = read({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "a", creationTimestamp: "2024-02-29T23:30:00.999999999-01:00" },
    data: { key: "AA\nA=" },
  });
  expect(object).toMatchObject({
    metadata: { creationTimestamp: "2024-03-01T00:30:00Z" },
    data: { key: "AAA=" },
  });
  const secret = (data: string, time: string) => () =>
    read({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "a", creationTimestamp: time },
      data: { key: data },
    });
  expect(secret("AA", "2024-01-01T00:00:00Z")).toThrow("illegal base64 data at input byte 0");
  expect(secret("", "yesterday")).toThrow(
    'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00"',
  );
});

/** The object with one of its values, the `which`th found, replaced. */
function withReplaced(value: Json, which: { left: number }, by: Json): Json {
  if (which.left-- === 0) return by;
  if (Array.isArray(value)) return value.map((item) => withReplaced(item as Json, which, by));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value as JsonObject);
  return Object.fromEntries(
    fields.map(([name, inner]) => [name, withReplaced(inner as Json, which, by)]),
  );
}

test("whatever stands in a field, the object is refused or read, and read once is read for good", () => {
  const property = fc.property(
    fc.constantFrom(...goldenObjects),
    fc.integer({ min: 3, max: 60 }),
    fc.jsonValue({ maxDepth: 3 }),
    ({ input, title }, left, by) => {
      const object = withReplaced(input, { left }, by) as JsonObject;
      const type = typeOfObject(input);
      try {
        const first = readObject(type, object);
        const again = readObject(type, first.object);
        expect(again.object, title).toBe(first.object);
        expect(again.unknown).toEqual([]);
      } catch (error) {
        expect(error).toBeInstanceOf(MismatchError);
      }
    },
  );
  fc.assert(property, { numRuns: 2000 });
});
