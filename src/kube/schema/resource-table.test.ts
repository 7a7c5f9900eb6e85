import { expect, test } from "bun:test";
import { builtinResource, builtinResources, schemaVersion } from "./resource-table.ts";

test("the schema is of one Kubernetes version", () => {
  expect(schemaVersion()).toBe("v1.36.3");
});

test("only stable versions are served, and each resource once", () => {
  const paths = builtinResources().map((r) => `${r.group}/${r.version}/${r.plural}`);
  expect(new Set(paths).size).toBe(paths.length);
  expect(paths.filter((path) => /alpha|beta/.test(path))).toEqual([]);
  expect(paths.length).toBeGreaterThan(60);
});

test("a pod, as discovery and its registry strategy describe it", () => {
  const pods = builtinResource("", "v1", "pods");
  expect(pods).toMatchObject({
    kind: "Pod",
    singular: "pod",
    namespaced: true,
    shortNames: ["po"],
    categories: ["all"],
    generation: true,
    unconditionalUpdate: true,
    createOnUpdate: false,
    returnsDeleted: true,
  });
  expect(pods?.subresources?.find((sub) => sub.name === "eviction")).toEqual({
    name: "eviction",
    group: "policy",
    version: "v1",
    kind: "Eviction",
    verbs: ["create"],
  });
});

test("what strategies decide differs between resources", () => {
  expect(builtinResource("coordination.k8s.io", "v1", "leases")).toMatchObject({
    generation: false,
    unconditionalUpdate: false,
    createOnUpdate: true,
    returnsDeleted: false,
  });
  expect(builtinResource("autoscaling", "v1", "horizontalpodautoscalers")?.preferred).toBe(false);
  expect(builtinResource("autoscaling", "v2", "horizontalpodautoscalers")?.preferred).toBe(true);
  expect(builtinResource("apps", "v1beta1", "deployments")).toBeUndefined();
});
