import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../object.ts";
import { builtinApiVersions, openApiDocument, openApiPath } from "./openapi.ts";

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, name) => (inner as JsonObject | undefined)?.[name], value);
const schemaOf = (document: JsonObject | undefined, name: string): unknown =>
  at(document, "components", "schemas", name);

test("documents are named as /openapi/v3 names them", () => {
  expect(builtinApiVersions().slice(0, 2)).toEqual(["v1", "apiregistration.k8s.io/v1"]);
  expect(builtinApiVersions().map(openApiPath)).toContain("apis/autoscaling/v2");
  expect(openApiPath("v1")).toBe("api/v1");
  expect(openApiDocument("example.com/v1")).toBeUndefined();
});

describe("every document", () => {
  for (const apiVersion of builtinApiVersions())
    test(`${apiVersion} refers only to what it holds`, () => {
      const document = openApiDocument(apiVersion);
      const held = Object.keys(at(document, "components", "schemas") as JsonObject);
      const text = JSON.stringify(document);
      const referred = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
        ([, name]) => name,
      );
      expect([...new Set(referred)].filter((name) => !held.includes(name as string))).toEqual([]);
    });
});

test("a list of a pod merges by its keys", () => {
  const podSpec = schemaOf(openApiDocument("v1"), "io.k8s.api.core.v1.PodSpec");
  expect(at(podSpec, "required")).toEqual(["containers"]);
  expect(at(podSpec, "properties", "containers")).toEqual({
    type: "array",
    items: { allOf: [{ $ref: "#/components/schemas/io.k8s.api.core.v1.Container" }] },
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["name"],
    "x-kubernetes-patch-merge-key": "name",
    "x-kubernetes-patch-strategy": "merge",
  });
});

test("a kind says which it is, in its schema and on its paths", () => {
  const document = openApiDocument("apps/v1");
  const kind = { group: "apps", version: "v1", kind: "Deployment" };
  expect(
    at(schemaOf(document, "io.k8s.api.apps.v1.Deployment"), "x-kubernetes-group-version-kind"),
  ).toEqual([kind]);
  const path = "/apis/apps/v1/namespaces/{namespace}/deployments/{name}";
  const patch = at(document, "paths", path, "patch") as JsonObject;
  expect(patch["x-kubernetes-group-version-kind"]).toEqual(kind);
  expect(patch["parameters"]).toContainEqual({
    name: "fieldValidation",
    in: "query",
    schema: { type: "string" },
  });
  expect(at(patch, "requestBody", "content")).toHaveProperty([
    "application/strategic-merge-patch+json",
  ]);
});

test("kinds of subresources are described where their group version is", () => {
  expect(schemaOf(openApiDocument("policy/v1"), "io.k8s.api.policy.v1.Eviction")).toBeDefined();
  expect(
    schemaOf(openApiDocument("autoscaling/v1"), "io.k8s.api.autoscaling.v1.Scale"),
  ).toBeDefined();
});
