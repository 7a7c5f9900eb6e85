import { expect, test } from "bun:test";
import { schemaData } from "./data.ts";
import { typeNamed, typeOf } from "./type-info.ts";

test("fields are known by their JSON name, in the order Go declares them", () => {
  const deployment = typeOf("apps/v1", "Deployment");
  expect(deployment?.name).toBe("io.k8s.api.apps.v1.Deployment");
  expect(deployment?.shortName).toBe("Deployment");
  expect([...(deployment?.fields.keys() ?? [])]).toEqual([
    "kind",
    "apiVersion",
    "metadata",
    "spec",
    "status",
  ]);
});

test("a list of structs with a merge key", () => {
  expect(typeNamed("io.k8s.api.core.v1.PodSpec")?.field("containers")).toMatchObject({
    protobufNumber: 2,
    shape: { kind: "list", wrapped: false },
    pointer: false,
    omitEmpty: false,
    patchStrategy: "merge",
    patchMergeKey: "name",
    listType: "map",
    listMapKeys: ["name"],
  });
});

test("the fields of inlined structs stand among those around them", () => {
  const probe = typeNamed("io.k8s.api.core.v1.Probe");
  expect(probe?.field("httpGet")?.pointer).toBe(true);
  expect(probe?.field("periodSeconds")?.shape).toEqual({ kind: "int32" });
  expect(typeNamed("io.k8s.api.core.v1.Volume")?.field("configMap")).toBeDefined();
});

test("list types of inlined fields come from the type around them", () => {
  const container = typeNamed("io.k8s.api.core.v1.EphemeralContainer");
  expect(container?.field("ports")?.listMapKeys).toEqual(["containerPort", "protocol"]);
  expect(container?.field("command")?.listType).toBe("atomic");
});

test("unknown kinds have no type, and DeleteOptions has one in every group", () => {
  expect(typeOf("example.com/v1", "Deployment")).toBeUndefined();
  expect(typeOf("v1", "constructor")).toBeUndefined();
  expect(typeOf("apps/v1", "DeleteOptions")?.field("gracePeriodSeconds")?.pointer).toBe(true);
});

test("every type in the file unfolds", () => {
  const { types } = schemaData();
  for (const { n } of types) expect(typeNamed(n)?.fields).toBeDefined();
  expect(types.length).toBeGreaterThan(450);
});
