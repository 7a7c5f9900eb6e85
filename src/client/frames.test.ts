import { expect, test } from "bun:test";
import type { KubeObject } from "../kube/index.ts";
import { parseFrames } from "./frames.ts";

const written = (fields: string): string =>
  `{"manager":"a","operation":"Update","fieldsType":"FieldsV1","fieldsV1":${fields}}`;

/** As kube-apiserver writes a pod: fields in this order, managedFields the last of the metadata. */
function pod(
  name: string,
  metadata: string,
  spec = `{"nodeName":"n","tolerations":[{"key":"k"}]}`,
) {
  const head = `"kind":"Pod","apiVersion":"v1","metadata":{"name":"${name}","namespace":"ns","uid":"u-${name}","resourceVersion":"7"`;
  return `{${head}${metadata}},"spec":${spec},"status":{"conditions":[{"type":"Ready"}]}}`;
}

const frame = (type: string, object: string): string => `{"type":"${type}","object":${object}}`;

/** What is read of the frames for the state alone, and of all of them. */
function both(...frames: readonly string[]) {
  const read = (needs: "all" | "state") =>
    parseFrames<KubeObject>(Buffer.from(frames.join("\n")), needs);
  return { state: read("state"), all: read("all") };
}

test("managedFields are left empty, whatever stands in them, and all else is read", () => {
  const fields = `,"labels":{"a":"}]},\\"spec\\":{"},"managedFields":[${written(
    `{"f:metadata":{"f:finalizers":{".":{},"v:\\"x}]},\\\\\\"spec\\\\\\":{\\"":{}}}}`,
  )},${written(`{"f:spec":{"k:{\\"name\\":\\"ü\\"}":{}}}`)}]`;
  const { state, all } = both(frame("ADDED", pod("a", fields)), frame("MODIFIED", pod("b", "")));
  const { metadata } = all[0]!.object as { metadata: { managedFields?: unknown } };
  expect(metadata.managedFields).toHaveLength(2);
  metadata.managedFields = [];
  expect(state).toEqual(all);
});

test("of a DELETED its identity is read, among others in their order", () => {
  const gone = frame("DELETED", pod("b", `,"generation":2`));
  const { state, all } = both(
    frame("ADDED", pod("a", "")),
    gone,
    gone,
    frame("ADDED", pod("c", "")),
  );
  const metadata = { name: "b", namespace: "ns", uid: "u-b", resourceVersion: "7" };
  const identity = { type: "DELETED", object: { metadata } };
  expect(state as unknown[]).toEqual([all[0], identity, identity, all[3]]);
});

test("a node has no namespace, and a name may have been generated", () => {
  const node = `{"kind":"Node","apiVersion":"v1","metadata":{"name":"n","uid":"u","resourceVersion":"8"},"spec":{}}`;
  const generated = pod("b-x", "").replace(`"namespace"`, `"generateName":"b-","namespace"`);
  const { state } = both(frame("DELETED", node), frame("DELETED", generated));
  expect(state.map(({ object }) => object.metadata as unknown)).toEqual([
    { name: "n", uid: "u", resourceVersion: "8" },
    { name: "b-x", namespace: "ns", uid: "u-b-x", resourceVersion: "7" },
  ]);
});

test("what is written in another order is read whole", () => {
  const other = `{"metadata":{"name":"a","managedFields":[${written("{}")}],"uid":"u"},"spec":{"managedFields":[{"a":[{}]}]}}`;
  const inSpec = pod(
    "a",
    `,"finalizers":["f"]`,
    `{"template":{"managedFields":[{"a":[{"b":1}]}]},"spec":{}}`,
  );
  const owned = pod(
    "a",
    `,"managedFields":[${written("{}")}],"generation":1,"ownerReferences":[{"uid":"o"}]`,
  );
  const { state, all } = both(
    frame("ADDED", owned),
    frame("DELETED", other),
    frame("ADDED", other),
    frame("ADDED", inSpec),
  );
  expect(state).toEqual(all);
});

test("what is not JSON is an error", () => {
  expect(() => both(frame("ADDED", pod("a", "")), `{"type":"ADDED"`)).toThrow(SyntaxError);
});
