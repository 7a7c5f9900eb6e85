// A server that keeps its writes on disk, ended and started again on the same directory.

import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "../base/index.ts";
import { type ApiServerHandle, startApiServer } from "./index.ts";

// Starts and ends of servers take long where the machine is busy.
setDefaultTimeout(60_000);

let directory: string;
let server: ApiServerHandle;

function start(): ApiServerHandle {
  const data = { directory, fsync: "never" } as const;
  return startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger, data });
}

async function restart(): Promise<void> {
  await server.stop();
  server = start();
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "kwokbench-data-"));
  server = start();
});

afterEach(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

interface Answer {
  readonly metadata: { readonly uid: string; readonly resourceVersion: string };
  readonly items?: readonly Answer[];
  readonly spec?: { readonly clusterIP: string };
  readonly status?: { readonly conditions?: readonly { type: string; status: string }[] };
}

async function ask(method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
    headers: { "content-type": "application/json" },
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** The first `count` events of a watch from `resourceVersion`. */
async function events(path: string, resourceVersion: string, count: number): Promise<string[]> {
  const url = `${server.url}${path}?watch=1&timeoutSeconds=5&resourceVersion=${resourceVersion}`;
  const seen: string[] = [];
  let text = "";
  for await (const chunk of (await fetch(url)).body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const lines = text.split("\n");
    text = lines.pop()!;
    for (const line of lines.filter(Boolean)) {
      const { type, object } = JSON.parse(line);
      seen.push(`${type} ${object.metadata?.name ?? object.code}`);
    }
    if (seen.length >= count) break;
  }
  return seen;
}

const NAMESPACED = "/api/v1/namespaces/default";
const configMap = (name: string): object => ({ metadata: { name }, data: { text: "é 漢" } });

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "crontabs.stable.example.com" },
  spec: {
    group: "stable.example.com",
    scope: "Namespaced",
    names: { plural: "crontabs", singular: "crontab", kind: "CronTab" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: { colour: { type: "string" } },
            "x-kubernetes-validations": [{ rule: "self.colour != 'grey'" }],
          },
        },
        selectableFields: [{ jsonPath: ".colour" }],
      },
    ],
  },
};
const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const CRONTABS = "/apis/stable.example.com/v1/namespaces/default/crontabs";

async function established(): Promise<void> {
  for (;;) {
    const { status } = await ask("GET", `${DEFINITIONS}/crontabs.stable.example.com`);
    if (status?.conditions?.some(({ type, status }) => type === "Established" && status === "True"))
      return;
    await Bun.sleep(10);
  }
}

describe("after a restart", () => {
  test("objects are as they were, and new versions come after the old ones", async () => {
    const before = await ask("POST", `${NAMESPACED}/configmaps`, configMap("a"));
    await ask("POST", `${NAMESPACED}/configmaps`, configMap("b"));
    await ask("DELETE", `${NAMESPACED}/configmaps/b`);
    const namespaces = await ask("GET", "/api/v1/namespaces");
    await restart();
    expect((await ask("GET", `${NAMESPACED}/configmaps`)).items).toEqual([before]);
    expect((await ask("GET", "/api/v1/namespaces")).items).toEqual(namespaces.items);
    const after = await ask("POST", `${NAMESPACED}/configmaps`, configMap("c"));
    expect(Number(after.metadata.resourceVersion)).toBeGreaterThan(
      Number(namespaces.metadata.resourceVersion),
    );
  });

  test("a watch goes on where it was, unless that was before this directory", async () => {
    const { metadata } = await ask("POST", `${NAMESPACED}/configmaps`, configMap("a"));
    await ask("POST", `${NAMESPACED}/configmaps`, configMap("b"));
    await ask("DELETE", `${NAMESPACED}/configmaps/a`);
    await restart();
    const path = `${NAMESPACED}/configmaps`;
    expect(await events(path, metadata.resourceVersion, 2)).toEqual(["ADDED b", "DELETED a"]);
    expect(await events(path, "1000", 1)).toEqual(["ERROR 410"]);
  });

  test("custom resources are served, selectable fields, rules and all", async () => {
    await ask("POST", DEFINITIONS, definition);
    await established();
    const red = await ask("POST", CRONTABS, {
      apiVersion: "stable.example.com/v1",
      kind: "CronTab",
      metadata: { name: "red" },
      colour: "red",
    });
    await restart();
    expect((await ask("GET", `${CRONTABS}?fieldSelector=colour%3Dred`)).items).toEqual([red]);
    expect((await ask("GET", `${CRONTABS}?fieldSelector=colour%3Dblue`)).items).toEqual([]);
    const grey = { ...red, metadata: { name: "grey" }, colour: "grey" };
    const refusal = await ask("POST", CRONTABS, grey).catch(String);
    expect(refusal).toContain("failed rule: self.colour != 'grey'");
    await ask("DELETE", `${DEFINITIONS}/crontabs.stable.example.com`);
    while (await ask("GET", CRONTABS).catch(() => undefined)) await Bun.sleep(10);
    await restart();
    await ask("POST", DEFINITIONS, definition);
    await established();
    expect((await ask("GET", CRONTABS)).items).toEqual([]);
  });

  test("the address a service has is known as taken", async () => {
    const service = { metadata: { name: "first" }, spec: { ports: [{ port: 80 }] } };
    const { spec, metadata } = await ask("POST", `${NAMESPACED}/services`, service);
    await restart();
    const found = await ask(
      "GET",
      `/api/v1/services?fieldSelector=spec.clusterIP%3D${spec!.clusterIP}`,
    );
    expect(found.items!.map(({ metadata }) => metadata.uid)).toEqual([metadata.uid]);
  });
});
