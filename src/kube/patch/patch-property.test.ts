// What holds for any document: patches undo differences, share what they leave alone, and never
// write to their target.

import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import type { Json, JsonObject } from "../object.ts";
import { builtinMergeSchema } from "./builtin-schema.ts";
import { applyJsonPatch, JSON_PATCH_OPERATIONS_MAX } from "./json.ts";
import { getField, isObject, jsonEqual, reuse } from "./json-value.ts";
import { applyMergePatch, diffMerge } from "./merge.ts";
import type { MergeSchema } from "./merge-schema.ts";
import { applyStrategicPatch } from "./strategic.ts";

const podSchema = builtinMergeSchema("v1", "Pod") as MergeSchema;

const name = fc.constantFrom("a", "b", "c", "d", "constructor", "__proto__", "toString");
const scalar = fc.oneof(fc.boolean(), fc.integer({ min: 0, max: 3 }), fc.constantFrom("", "x"));
const { value: json } = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie("value"), { maxLength: 3 }), tie("object")),
  object: fc
    .array(fc.tuple(name, tie("value")), { maxLength: 4 })
    .map((fields) => Object.fromEntries(fields)),
}));
const jsonObject = json.filter((value): value is JsonObject => isObject(value));

/** Deep-frozen: any write to it throws. */
function frozen<T extends Json>(value: T): T {
  if (typeof value === "object" && value !== null)
    for (const part of Object.values(value) as Json[]) frozen(part);
  return Object.freeze(value);
}

/** Every subtree of `after` that equals its counterpart in `before` is that counterpart. */
function sharesAll(before: Json | undefined, after: Json | undefined): boolean {
  if (jsonEqual(before, after)) return before === after;
  if (!isObject(before) || !isObject(after)) return true;
  return Object.keys(after).every((key) => sharesAll(getField(before, key), getField(after, key)));
}

describe("merge patch", () => {
  test("the difference, applied, gives the other document", () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        const patch = diffMerge(before, after);
        const result = patch === undefined ? before : applyMergePatch(frozen(before), patch);
        expect(jsonEqual(result, after)).toBe(true);
        expect(patch === undefined).toBe(jsonEqual(before, after));
        expect(sharesAll(before, result)).toBe(true);
      }),
    );
  });

  test("any patch shares what it leaves alone, and a second time changes nothing", () => {
    fc.assert(
      fc.property(json, json, (target, patch) => {
        const once = applyMergePatch(frozen(target), frozen(patch));
        expect(sharesAll(target, once)).toBe(true);
        expect(applyMergePatch(once, patch)).toBe(once);
      }),
    );
  });
});

describe("JSON patch", () => {
  test("replacing the fields one by one gives the other object, sharing what is equal", () => {
    fc.assert(
      fc.property(jsonObject, jsonObject, (before, after) => {
        const pointer = (key: string) => `/${key}`;
        const removed = Object.keys(before).map((key) => ({ op: "remove", path: pointer(key) }));
        const added = Object.entries(after).map(([key, value]) => ({
          op: "add",
          path: pointer(key),
          value,
        }));
        const result = applyJsonPatch(frozen(before), [...removed, ...added]);
        expect(jsonEqual(result, after)).toBe(true);
        expect(sharesAll(before, result)).toBe(true);
      }),
    );
  });

  test("copies do not stay tied together", () => {
    const target = frozen({ a: { x: 1 } });
    const patch = [
      { op: "add", path: "/a/y", value: 2 },
      { op: "copy", from: "/a", path: "/b" },
      { op: "add", path: "/a/z", value: 3 },
      { op: "remove", path: "/b/x" },
    ];
    expect(applyJsonPatch(target, patch)).toEqual({ a: { x: 1, y: 2, z: 3 }, b: { y: 2 } });
  });

  test("copies that double the document again and again are stopped", () => {
    const doubling = Array.from({ length: 40 }, (_, at) => ({
      op: "copy",
      from: "",
      path: `/k${at}`,
    }));
    expect(() => applyJsonPatch({ text: "x".repeat(100) }, doubling)).toThrow("add more than");
  });

  test("a patch may have only so many operations", () => {
    const operations = Array.from({ length: JSON_PATCH_OPERATIONS_MAX + 1 }, () => ({
      op: "test",
      path: "",
      value: {},
    }));
    expect(() => applyJsonPatch({}, operations)).toThrow("is 10000, got 10001");
    expect(applyJsonPatch({}, operations.slice(1))).toEqual({});
  });
});

describe("strategic merge patch", () => {
  const item = fc.record({
    name: fc.constantFrom("a", "b", "c", "d"),
    image: fc.constantFrom("1", "2"),
  });
  const containers = fc.uniqueArray(item, { selector: (one) => one.name, maxLength: 4 });
  const pod = containers.map((list) => ({ metadata: { name: "p" }, spec: { containers: list } }));

  test("shares what it leaves alone, and a second time changes nothing", () => {
    fc.assert(
      fc.property(pod, containers, (target, list) => {
        const patch = frozen({ spec: { containers: list } });
        const once = applyStrategicPatch(frozen(target), patch, podSchema) as typeof target;
        expect(once.metadata).toBe(target.metadata);
        for (const one of once.spec.containers) {
          const old = target.spec.containers.find((other) => other.name === one.name);
          if (old?.image === one.image) expect(one).toBe(old);
        }
        const named = new Set([...target.spec.containers, ...list].map((one) => one.name));
        expect(new Set(once.spec.containers.map((one) => one.name))).toEqual(named);
        const again = applyStrategicPatch(once, patch, podSchema);
        expect(jsonEqual(again, once)).toBe(true);
      }),
    );
  });

  test("without lists it is a merge patch", () => {
    const noLists = jsonObject.filter((value) => !JSON.stringify(value).includes("["));
    fc.assert(
      fc.property(noLists, noLists, (target, patch) => {
        const strategic = applyStrategicPatch(frozen(target), frozen(patch), podSchema);
        expect(jsonEqual(strategic, applyMergePatch(target, patch))).toBe(true);
        expect(strategic === target).toBe(jsonEqual(strategic, target));
      }),
    );
  });

  test("a patch too deep for the stack is refused in a sentence, in every format", () => {
    const deep = JSON.parse(`{"a":`.repeat(5_000) + "1" + "}".repeat(5_000)) as JsonObject;
    expect(() => applyStrategicPatch({}, deep, podSchema)).toThrow("levels deep");
    expect(() => applyMergePatch({}, deep)).toThrow("levels deep");
    const path = "/a".repeat(5_000);
    expect(() => applyJsonPatch({}, [{ op: "add", path, value: 1 }])).toThrow("up to 1000 parts");
  });

  test("kinds that are not built in have no schema", () => {
    expect(builtinMergeSchema("example.com/v1", "Widget")).toBeUndefined();
    expect(builtinMergeSchema("v1", "constructor")).toBeUndefined();
  });
});

test("reuse gives back equal parts, however the keys are ordered", () => {
  const before = { a: { x: 1, y: [1, { z: 2 }] }, b: 1 };
  const after = { b: 2, a: { y: [1, { z: 2 }], x: 1 } };
  const result = reuse(before, after) as typeof before;
  expect(result).toEqual({ a: before.a, b: 2 });
  expect(result.a).toBe(before.a);
  expect(reuse(before, { b: 1, a: after.a })).toBe(before);
  expect(jsonEqual({ a: undefined, b: 1 }, { b: 1 })).toBe(true);
  expect(jsonEqual({ constructor: 1 }, {})).toBe(false);
});
