// The audit log of a server that answers over HTTP.

import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { silentLogger } from "../../base/index.ts";
import { startApiServer, type ApiServerHandle } from "../index.ts";
import { AuditWriter } from "./audit-writer.ts";
import { parsePolicy } from "./policy.ts";

const POLICY = `
apiVersion: audit.k8s.io/v1
kind: Policy
rules:
  - { level: None, nonResourceURLs: [/readyz] }
  - { level: RequestResponse, resources: [{ group: "", resources: [configmaps] }], omitManagedFields: true }
  - { level: Metadata, omitStages: [RequestReceived] }
`;

interface Event {
  readonly stage: string;
  readonly auditID: string;
  readonly [field: string]: unknown;
}

let server: ApiServerHandle;
let events: Event[] = [];

beforeAll(() => {
  server = startApiServer({
    hostname: "127.0.0.1",
    port: 0,
    logger: silentLogger,
    audit: {
      policy: parsePolicy(POLICY, "policy.yaml"),
      async write(lines) {
        for (const line of lines.trimEnd().split("\n")) events.push(JSON.parse(line));
      },
    },
  });
});
afterAll(() => server.stop());
beforeEach(() => {
  events = [];
});

async function eventsOnce(count: number): Promise<Event[]> {
  while (events.length < count) await Bun.sleep(5);
  return events;
}

function send(
  method: string,
  path: string,
  body?: string,
  headers: object = {},
): Promise<Response> {
  return fetch(server.url + path, {
    method,
    headers: { "content-type": "application/json", "user-agent": "tester", ...headers },
    ...(body !== undefined && { body }),
  });
}

const CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

test("a write at RequestResponse: both stages, both bodies, the object it was about", async () => {
  const response = await send("POST", CONFIG_MAPS, '{"metadata":{"name":"a"},"data":{"k":"v"}}');
  const [received, complete] = await eventsOnce(2);
  expect(received).toMatchObject({
    kind: "Event",
    apiVersion: "audit.k8s.io/v1",
    level: "RequestResponse",
    stage: "RequestReceived",
    requestURI: CONFIG_MAPS,
    verb: "create",
    user: { username: "kwokbench-admin", groups: ["system:masters", "system:authenticated"] },
    sourceIPs: ["127.0.0.1"],
    userAgent: "tester",
    objectRef: { resource: "configmaps", namespace: "default", apiVersion: "v1" },
  });
  expect(received).not.toHaveProperty("responseStatus");
  expect(complete).toMatchObject({
    auditID: received!.auditID,
    stage: "ResponseComplete",
    objectRef: { resource: "configmaps", namespace: "default", name: "a", apiVersion: "v1" },
    responseStatus: { metadata: {}, code: 201 },
    requestObject: { metadata: { name: "a" }, data: { k: "v" } },
    responseObject: { kind: "ConfigMap", metadata: { name: "a" }, data: { k: "v" } },
  });
  expect(JSON.stringify(complete)).not.toContain("managedFields");
  expect(response.headers.get("audit-id")).toBe(received!.auditID);
  expect(complete!["stageTimestamp"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
});

test("a failure at Metadata: the status without bodies, under the id the client gave", async () => {
  const path = "/apis/apps/v1/namespaces/default/deployments/none";
  await send("GET", path, undefined, { "audit-id": "mine" });
  const [event] = await eventsOnce(1);
  expect(event).toMatchObject({
    auditID: "mine",
    stage: "ResponseComplete",
    verb: "get",
    objectRef: { apiGroup: "apps", apiVersion: "v1", resource: "deployments", name: "none" },
    responseStatus: { status: "Failure", reason: "NotFound", code: 404 },
  });
  expect(event).not.toHaveProperty("responseObject");
});

test("a watch: when it starts and when it ends", async () => {
  const watch = await send("GET", "/api/v1/pods?watch=1&timeoutSeconds=1");
  await watch.text();
  const told = await eventsOnce(2);
  expect(told.map(({ stage, verb }) => [stage, verb])).toEqual([
    ["ResponseStarted", "watch"],
    ["ResponseComplete", "watch"],
  ]);
});

test("what the policy leaves out is not told, paths of no resource are", async () => {
  await send("GET", "/readyz");
  await send("GET", "/version");
  await send("GET", "/nothing");
  const told = await eventsOnce(2);
  expect(told.map(({ requestURI, verb }) => [requestURI, verb])).toEqual([
    ["/version", "get"],
    ["/nothing", "get"],
  ]);
  expect(told[0]).not.toHaveProperty("objectRef");
});

test("a body that cannot be understood does not keep the request from being told", async () => {
  await send("POST", CONFIG_MAPS, "{");
  const [, complete] = await eventsOnce(2);
  expect(complete).toMatchObject({ responseStatus: { reason: "BadRequest", code: 400 } });
  expect(complete).not.toHaveProperty("requestObject");
});

test("events that cannot be written are counted and told of once", async () => {
  const log: string[] = [];
  const logger = { ...silentLogger, error: (message: string) => void log.push(message) };
  const writer = new AuditWriter(() => Promise.reject(new Error("no space left")), logger);
  writer.add("{}");
  writer.add("{}");
  await writer.finish();
  writer.add("{}");
  await writer.finish();
  expect([writer.events, writer.dropped]).toEqual([3, 3]);
  expect(log).toEqual(["audit events are lost: no space left"]);
});
