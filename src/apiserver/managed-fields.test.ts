// A server that tracks the owners of all fields, over HTTP.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { silentLogger } from "../base/index.ts";
import { startApiServer, type ApiServerHandle } from "./index.ts";

let server: ApiServerHandle;
beforeAll(() => {
  server = startApiServer({
    hostname: "127.0.0.1",
    port: 0,
    logger: silentLogger,
    managedFields: "always",
  });
});
afterAll(() => server.stop());

interface Body {
  readonly metadata: {
    readonly resourceVersion: string;
    readonly managedFields: readonly {
      readonly manager: string;
      readonly subresource?: string;
      readonly fieldsV1: object;
    }[];
  };
}

async function send(manager: string, method: string, path: string, body: object): Promise<Body> {
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const response = await fetch(server.url + path, {
    method,
    headers: { "content-type": type, "user-agent": `${manager}/v1.36 (linux)` },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Body;
}

const ownersIn = ({ metadata }: Body): object =>
  Object.fromEntries(
    metadata.managedFields.map(({ manager, subresource, fieldsV1 }) => [
      subresource === undefined ? manager : `${manager} of ${subresource}`,
      fieldsV1,
    ]),
  );

const pods = "/api/v1/namespaces/default/pods";
const containers = [{ name: "main", image: "web" }];

test("a creator owns what it sent, and not what admission added", async () => {
  const created = await send("maker", "POST", pods, {
    metadata: { name: "p", labels: { app: "web" } },
    spec: { containers, schedulerName: "mine" },
  });
  const owners = ownersIn(created) as { maker: { "f:metadata": object; "f:spec": object } };
  expect(owners.maker["f:metadata"]).toEqual({ "f:labels": { ".": {}, "f:app": {} } });
  expect(owners.maker["f:spec"]).toMatchObject({ "f:schedulerName": {} });
  expect(owners.maker["f:spec"]).not.toHaveProperty("f:tolerations");
});

test("who writes a field takes it from who had it", async () => {
  const deployments = "/apis/apps/v1/namespaces/default/deployments";
  await send("maker", "POST", deployments, {
    metadata: { name: "d" },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: "web" } },
      template: { metadata: { labels: { app: "web" } }, spec: { containers } },
    },
  });
  const spec = { replicas: 3 };
  const scaled = await send("scaler", "PATCH", `${deployments}/d/scale`, { spec });
  expect(scaled.metadata.resourceVersion).toBeString();
  const read = (await (await fetch(`${server.url}${deployments}/d`)).json()) as Body;
  expect(ownersIn(read)).toMatchObject({ "scaler of scale": { "f:spec": { "f:replicas": {} } } });
  expect(ownersIn(read)).not.toHaveProperty("maker.f:spec.f:replicas");
});

test("a write that changes nothing owns nothing, and is no write", async () => {
  const maps = "/api/v1/namespaces/default/configmaps";
  const before = await send("maker", "POST", maps, { metadata: { name: "m" }, data: { a: "1" } });
  const after = await send("other", "PATCH", `${maps}/m`, { data: { a: "1" } });
  expect(after).toEqual(before);
  const changed = await send("other", "PATCH", `${maps}/m`, { data: { a: null, b: "2" } });
  expect(ownersIn(changed)).toEqual({
    maker: { "f:data": {} },
    other: { "f:data": { "f:b": {} } },
  });
});
