// Server-side apply over HTTP, as a client sees it.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { silentLogger } from "../base/index.ts";
import { startApiServer, type ApiServerHandle } from "./index.ts";

interface Answer {
  readonly code: number;
  readonly body: Body;
}

interface Body {
  readonly metadata: {
    readonly resourceVersion: string;
    readonly labels?: Record<string, string>;
    readonly managedFields?: readonly { manager: string; operation: string; fieldsV1: unknown }[];
  };
  readonly data?: Record<string, string>;
  readonly spec?: { readonly replicas?: number };
  readonly status?: unknown;
  readonly message?: string;
  readonly details?: unknown;
}

let server: ApiServerHandle;
beforeAll(() => {
  server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
});
afterAll(() => server.stop());

const configMaps = "/api/v1/namespaces/default/configmaps";

async function send(
  method: string,
  path: string,
  body?: object | string,
  contentType = "application/json",
): Promise<Answer> {
  const response = await fetch(server.url + path, {
    method,
    headers: { "content-type": contentType, "user-agent": "tester/1.0" },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { code: response.status, body: (await response.json()) as Body };
}

function apply(path: string, object: object | string): Promise<Answer> {
  return send("PATCH", path, object, "application/apply-patch+yaml");
}

function configMap(name: string, data: Record<string, string>): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
}

function ownersIn({ body }: Answer): readonly string[] {
  return (body.metadata.managedFields ?? []).map(
    ({ manager, operation, fieldsV1 }) => `${manager} ${operation} ${JSON.stringify(fieldsV1)}`,
  );
}

describe("server-side apply", () => {
  test("creates what does not exist, from YAML too, and changes nothing the second time", async () => {
    const yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: fresh}\ndata: {a: '1'}\n";
    const first = await apply(`${configMaps}/fresh?fieldManager=me`, yaml);
    const again = await apply(`${configMaps}/fresh?fieldManager=me`, yaml);
    expect([first.code, again.code]).toEqual([201, 200]);
    expect(ownersIn(first)).toEqual(['me Apply {"f:data":{"f:a":{}}}']);
    expect(again.body).toEqual(first.body);
  });

  test("creates in the namespace that the configuration names, as kubectl's do, and in no other", async () => {
    const named = (namespace: string): object => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "named", namespace },
    });
    const path = `${configMaps}/named?fieldManager=a`;
    expect((await apply(path, named("kube-system"))).code).toBe(400);
    expect((await apply(path, named("default"))).code).toBe(201);
  });

  test("takes what others own only by force, and removes what it no longer names", async () => {
    const path = `${configMaps}/shared?fieldManager=`;
    await apply(`${path}one`, configMap("shared", { a: "1", b: "1" }));
    const refused = await apply(`${path}two`, configMap("shared", { a: "2" }));
    expect(refused.code).toBe(409);
    expect(refused.body.message).toBe('Apply failed with 1 conflict: conflict with "one": .data.a');
    const forced = await apply(`${path}two&force=true`, configMap("shared", { a: "2" }));
    expect(ownersIn(forced)).toEqual([
      'one Apply {"f:data":{"f:b":{}}}',
      'two Apply {"f:data":{"f:a":{}}}',
    ]);
    const dropped = await apply(`${path}one`, configMap("shared", { c: "3" }));
    expect(dropped.body.data).toEqual({ a: "2", c: "3" });
  });

  test("finds a created object owned by before-first-apply, and tracks updates from then on", async () => {
    await send("POST", configMaps, configMap("old", { a: "1" }));
    const path = `${configMaps}/old`;
    const applied = await apply(`${path}?fieldManager=me`, configMap("old", { b: "1" }));
    expect(ownersIn(applied)).toEqual([
      'me Apply {"f:data":{"f:b":{}}}',
      'before-first-apply Update {"f:data":{".":{},"f:a":{}}}',
    ]);
    const merge = "application/merge-patch+json";
    const updated = await send("PATCH", path, { data: { b: "2" } }, merge);
    expect(ownersIn(updated)).toEqual([
      'before-first-apply Update {"f:data":{".":{},"f:a":{}}}',
      'tester Update {"f:data":{"f:b":{}}}',
    ]);
    const reset = await send("PATCH", path, { metadata: { managedFields: [{}] } }, merge);
    expect(reset.body.metadata.managedFields).toBeUndefined();
  });

  test("keeps no managedFields for objects nobody applied", async () => {
    const created = await send("POST", configMaps, configMap("plain", { a: "1" }));
    expect(created.body.metadata.managedFields).toBeUndefined();
  });

  test("owns a status through its subresource, under its name", async () => {
    const nodes = "/api/v1/nodes/applied";
    await send("POST", "/api/v1/nodes", {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "applied" },
    });
    const node = { apiVersion: "v1", kind: "Node", metadata: { name: "applied" } };
    const condition = { type: "Mine", status: "True" };
    const applied = await apply(`${nodes}/status?fieldManager=me`, {
      ...node,
      status: { conditions: [condition] },
    });
    expect(applied.code).toBe(200);
    expect(applied.body.metadata.managedFields).toContainEqual(
      expect.objectContaining({ manager: "me", subresource: "status" }),
    );
    const gone = await apply(`${nodes}/status?fieldManager=me`, node);
    expect(JSON.stringify(gone.body.status)).not.toContain("Mine");
  });

  test("gives a field that is no longer named its default again", async () => {
    const path = "/apis/scheduling.k8s.io/v1/priorityclasses/high?fieldManager=me";
    const high = {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: { name: "high" },
      value: 7,
    };
    await apply(path, { ...high, preemptionPolicy: "PreemptLowerPriority" });
    const again = await apply(path, high);
    expect(again.code).toBe(200);
    expect(again.body).toMatchObject({ preemptionPolicy: "PreemptLowerPriority" });
  });

  test("a dry run shows what would be", async () => {
    const path = `${configMaps}/dry?fieldManager=me&dryRun=All`;
    expect((await apply(path, configMap("dry", {}))).code).toBe(201);
    expect((await send("GET", `${configMaps}/dry`)).code).toBe(404);
  });

  test("says what is wrong with a configuration", async () => {
    const path = `${configMaps}/wrong?fieldManager=me`;
    const unknown = await apply(path, { ...configMap("wrong", {}), dato: {} });
    expect(unknown.body.message).toBe(
      "failed to create typed patch object (/wrong; /v1, Kind=ConfigMap): .dato: field not declared in schema",
    );
    expect((await apply(`${configMaps}/wrong`, configMap("wrong", {}))).code).toBe(422);
    expect((await apply(path, configMap("other", {}))).code).toBe(400);
    expect((await apply(path, "[not yaml")).code).toBe(400);
    const typed = await apply(path, { data: {} });
    expect(typed.body.message).toBe("invalid object type: /, Kind=");
  });
});
