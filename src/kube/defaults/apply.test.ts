import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { goldenObjects } from "../../../test/golden/objects/golden.ts";
import type { JsonObject } from "../object.ts";
import { readObject } from "../schema/read-object.ts";
import { typeOf } from "../schema/type-info.ts";
import { applyDefaults } from "./apply.ts";

const defaulted = (object: JsonObject, now?: string): JsonObject =>
  applyDefaults(object["apiVersion"] as string, object["kind"] as string, object, now);
const read = (object: JsonObject): JsonObject => {
  const type = typeOf(object["apiVersion"] as string, object["kind"] as string);
  return type ? readObject(type, object).object : object;
};
/** Conversion notes a daemon set's count of templates, which starts when it is created: that is not a default. */
function withoutTemplateGeneration(object: JsonObject): JsonObject {
  if (object["kind"] !== "DaemonSet") return object;
  const { annotations, ...metadata } = object["metadata"] as { annotations: JsonObject };
  expect(annotations).toEqual({ "deprecated.daemonset.template.generation": "0" });
  return { ...object, metadata };
}

const storable = goldenObjects.filter(({ stored }) => stored !== undefined);

describe("adds what Kubernetes adds", () => {
  for (const { title, input, stored } of storable)
    test(title, () => {
      const object = read(input);
      const before = JSON.stringify(object);
      expect(defaulted(object)).toEqual(withoutTemplateGeneration(stored as JsonObject));
      expect(JSON.stringify(object)).toBe(before);
    });
});

test("adding again adds nothing, and returns the very object", () => {
  for (const { stored } of storable) {
    const once = defaulted(read(stored as JsonObject));
    expect(defaulted(once)).toBe(once);
  }
});

test("kinds that are not built in are left alone", () => {
  const widget = { apiVersion: "example.com/v1", kind: "Widget", spec: {} };
  expect(defaulted(widget)).toBe(widget);
});

test("a taint of a device remembers when it was set, if the caller knows", () => {
  const slice = {
    apiVersion: "resource.k8s.io/v1",
    kind: "ResourceSlice",
    spec: { devices: [{ name: "a", taints: [{ key: "broken", effect: "NoExecute" }] }] },
  };
  expect(defaulted(slice)).toBe(slice);
  expect(defaulted(slice, "2024-05-01T10:00:00Z")).toMatchObject({
    spec: { devices: [{ taints: [{ timeAdded: "2024-05-01T10:00:00Z" }] }] },
  });
});

test("two objects never share what was added to them", () => {
  const pod = () =>
    defaulted(read({ apiVersion: "v1", kind: "Pod", metadata: {}, spec: { containers: [{}] } }));
  const [left, right] = [pod(), pod()] as [JsonObject, JsonObject];
  const context = (object: JsonObject) => (object["spec"] as JsonObject)["securityContext"];
  expect(context(left)).toEqual({});
  expect(context(left)).not.toBe(context(right) as JsonObject);
});

test("any object of a kind can be defaulted, and then needs no more", () => {
  const spec = fc.object({
    key: fc.constantFrom("replicas", "strategy", "type", "rollingUpdate", "template", "spec", "x"),
    values: [fc.constant(null), fc.integer(), fc.string(), fc.constant({}), fc.constant([])],
  });
  const kinds = fc.constantFrom(
    ...new Set(
      storable.map(({ input }) => `${input["apiVersion"] as string} ${input["kind"] as string}`),
    ),
  );
  fc.assert(
    fc.property(kinds, spec, (name, spec) => {
      const [apiVersion, kind] = name.split(" ") as [string, string];
      const once = defaulted({ apiVersion, kind, metadata: {}, spec: spec as JsonObject });
      const twice = defaulted(once);
      expect(twice).toEqual(once);
    }),
  );
});
