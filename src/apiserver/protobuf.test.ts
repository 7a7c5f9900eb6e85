// The server as clients see it that prefer protobuf: the same answers as in JSON, in another form.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { silentLogger } from "../base/index.ts";
import type { JsonObject } from "../kube/index.ts";
import { decodeAnswer, decodeFrames } from "../kube/protobuf/answers.test-kit.ts";
import { startApiServer, type ApiServerHandle } from "./index.ts";

const PROTOBUF = "application/vnd.kubernetes.protobuf";
const PARTIAL = `${PROTOBUF};as=PartialObjectMetadata;g=meta.k8s.io;v=v1`;
const PARTIAL_LIST = `${PROTOBUF};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1`;
const TABLE = "as=Table;g=meta.k8s.io;v=v1";
const MAPS = "/api/v1/namespaces/default/configmaps";

let server: ApiServerHandle;
beforeAll(() => {
  server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
});
afterAll(() => server.stop());

interface Answer {
  readonly code: number;
  readonly type: string;
  readonly body: JsonObject;
}

async function call(
  method: string,
  path: string,
  body?: object,
  accept = PROTOBUF,
): Promise<Answer> {
  const response = await fetch(server.url + path, {
    method,
    headers: { accept, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  const type = response.headers.get("content-type") ?? "";
  const bytes = await response.bytes();
  return {
    code: response.status,
    type,
    body: type === PROTOBUF ? decodeAnswer(bytes) : JSON.parse(new TextDecoder().decode(bytes)),
  };
}

async function make(...names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => call("POST", MAPS, map(name), "application/json")));
}

const map = (name: string, labels: Record<string, string> = {}): object => ({
  metadata: { name, labels: { made: name.slice(0, 1), ...labels } },
  data: { key: "ö".repeat(100) },
});

test("says of pods of one spec what JSON says of each", async () => {
  const pods = "/api/v1/namespaces/default/pods";
  const spec = { containers: [{ name: "main", image: "pause:1", command: ["sleep", "ö"] }] };
  for (const name of ["first", "second", "third"]) {
    const made = await call("POST", pods, { metadata: { name }, spec });
    expect(made).toMatchObject({ code: 201, type: PROTOBUF, body: { metadata: { name }, spec } });
    const read = await call("GET", `${pods}/${name}`, undefined, "application/json");
    expect(made.body).toEqual(read.body);
  }
});

test("says of an object what JSON says, made, read, changed and deleted", async () => {
  const made = await call("POST", MAPS, map("object"));
  expect(made).toMatchObject({ code: 201, type: PROTOBUF, body: map("object") });
  const read = await call("GET", `${MAPS}/object`, undefined, "application/json");
  expect(made.body).toEqual(read.body);
  const changed = await call("PUT", `${MAPS}/object`, { ...map("object"), data: { a: "b" } });
  expect(changed).toMatchObject({ code: 200, type: PROTOBUF, body: { data: { a: "b" } } });
  const deleted = await call("DELETE", `${MAPS}/object`);
  expect(deleted).toMatchObject({ code: 200, type: PROTOBUF, body: { status: "Success" } });
  const gone = await call("GET", `${MAPS}/object`);
  expect(gone).toMatchObject({ code: 404, type: PROTOBUF, body: { reason: "NotFound" } });
});

test("lists in pages, in slices, and as metadata only", async () => {
  await make("p-1", "p-2", "p-3");
  const page = await call("GET", `${MAPS}?limit=2`);
  expect(page.body).toMatchObject({
    kind: "ConfigMapList",
    items: [{ metadata: { name: "p-1" } }, { metadata: { name: "p-2" } }],
  });
  expect(page.body["metadata"]).toMatchObject({ remainingItemCount: 1 });
  const { continue: token = "" } = page.body["metadata"] as { continue?: string };
  const rest = await call("GET", `${MAPS}?limit=2&continue=${token}`);
  expect(rest.body["items"]).toMatchObject([{ metadata: { name: "p-3" } }]);
  for (const accept of [PARTIAL_LIST, PARTIAL_LIST.replace("v=v1", "v=v1beta1")]) {
    const shown = await call("GET", `${MAPS}?labelSelector=made=p`, undefined, accept);
    const asked = accept.replace(PROTOBUF, "application/json");
    const inJson = await call("GET", `${MAPS}?labelSelector=made=p`, undefined, asked);
    expect(shown.type).toBe(PROTOBUF);
    const version = { apiVersion: inJson.body["apiVersion"] as string };
    const items = (shown.body["items"] as JsonObject[]).map((item) => ({ ...item, ...version }));
    const whole: JsonObject = { ...shown.body, items };
    expect(whole).toEqual(inJson.body);
  }
});

test("lists of any length", async () => {
  const names = Array.from({ length: 640 }, (_, at) => `l-${String(at).padStart(4, "0")}`);
  await make(...names);
  const { type, body } = await call("GET", `${MAPS}?labelSelector=made=l`);
  expect(type).toBe(PROTOBUF);
  const items = body["items"] as readonly { metadata: { name: string } }[];
  expect(items.map(({ metadata }) => metadata.name)).toEqual(names);
}, 60_000);

describe("a client gets the first that it accepts and we make", () => {
  for (const [accept, type] of [
    [`${PROTOBUF},application/json`, PROTOBUF],
    [`${PROTOBUF}, */*`, PROTOBUF],
    [`application/json,${PROTOBUF}`, "application/json"],
    [`application/json;q=0.5,${PROTOBUF}`, PROTOBUF],
    [`*/*,${PROTOBUF};q=0.5`, PROTOBUF],
    ["application/*", "application/json"],
    [`${PROTOBUF};${TABLE},application/json;${TABLE}`, "application/json"],
    [`${PROTOBUF};stream=watch`, PROTOBUF],
    [PARTIAL_LIST, PROTOBUF],
  ] as const)
    test(accept, async () => {
      expect(await call("GET", MAPS, undefined, accept)).toMatchObject({ code: 200, type });
    });

  test("and is told where there is none", async () => {
    const table = await call("GET", MAPS, undefined, `${PROTOBUF};${TABLE}`);
    expect(table).toMatchObject({ code: 406, type: "application/json" });
  });
});

test("custom resources are metadata at most", async () => {
  const names = { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" };
  const schema = {
    openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  };
  await call("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
    metadata: { name: "widgets.example.com" },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names,
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  });
  const widgets = "/apis/example.com/v1/namespaces/default/widgets";
  while ((await call("GET", widgets, undefined, "application/json")).code !== 200)
    await Bun.sleep(20);
  const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "w" }, size: 1 };
  const made = await call("POST", widgets, widget, `${PROTOBUF},application/json`);
  expect(made).toMatchObject({ code: 201, type: "application/json", body: widget });
  expect(await call("GET", widgets)).toMatchObject({ code: 406, type: PROTOBUF });
  const shown = await call("GET", `${widgets}/w`, undefined, PARTIAL);
  expect(shown).toMatchObject({ code: 200, type: PROTOBUF, body: { metadata: { name: "w" } } });
  expect(shown.body).not.toHaveProperty("size");
  const watch = await fetch(`${server.url}${widgets}?watch=1&timeoutSeconds=1`, {
    headers: { accept: PARTIAL_LIST },
  });
  expect(watch.headers.get("content-type")).toBe("application/json");
  expect((await watch.json()) as object).toMatchObject({ type: "ADDED", object: widget });
});

describe("a watch", () => {
  /** All frames of a watch that ends by itself. */
  async function watched(
    query: string,
    accept = PROTOBUF,
  ): Promise<ReturnType<typeof decodeFrames>> {
    const response = await fetch(`${server.url}${MAPS}?watch=1&${query}`, { headers: { accept } });
    expect(response.headers.get("content-type")).toBe(`${PROTOBUF};stream=watch`);
    return decodeFrames(await response.bytes());
  }

  test("tells what there is, that this was it, and what happens", async () => {
    await make("w-1", "w-2");
    const query =
      "labelSelector=made=w&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    const response = await fetch(`${server.url}${MAPS}?watch=1&timeoutSeconds=60&${query}`, {
      headers: { accept: PROTOBUF },
    });
    await call("DELETE", `${MAPS}/w-1`);
    let bytes = Buffer.alloc(0);
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      bytes = Buffer.concat([bytes, chunk]);
      if (decodeFrames(bytes).length >= 4) break;
    }
    expect(decodeFrames(bytes)).toMatchObject([
      { type: "ADDED", object: { kind: "ConfigMap", metadata: { name: "w-1" } } },
      { type: "ADDED", object: map("w-2") },
      {
        type: "BOOKMARK",
        object: { metadata: { annotations: { "k8s.io/initial-events-end": "true" } } },
      },
      { type: "DELETED", object: map("w-1") },
    ]);
  });

  test("of nothing begins at once, and ends when its time is up", async () => {
    const { resourceVersion } = (await call("GET", `${MAPS}?limit=1`)).body["metadata"] as {
      resourceVersion: string;
    };
    expect(await watched(`resourceVersion=${resourceVersion}&timeoutSeconds=1`)).toEqual([]);
  });

  test("as metadata only sends metadata only", async () => {
    await make("m-1");
    const [first] = await watched("labelSelector=made=m&timeoutSeconds=1", PARTIAL);
    expect(first).toMatchObject({
      type: "ADDED",
      object: { kind: "PartialObjectMetadata", metadata: { name: "m-1" } },
    });
    expect(first?.object).not.toHaveProperty("data");
  });

  test("from a forgotten version says 410 in an event, and ends", async () => {
    const events = await watched("resourceVersion=1");
    expect(events).toMatchObject([
      { type: "ERROR", object: { kind: "Status", reason: "Expired", code: 410 } },
    ]);
  });
});
