// The kubelet as its clients meet it, over an embedded API server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type ApiServerHandle, startApiServer } from "../apiserver/index.ts";
import { silentLogger } from "../base/index.ts";
import { type Client, createClient, createTransport } from "../client/index.ts";
import { resources } from "../kube/index.ts";
import { parseStages } from "../stage/index.ts";
import { type KubeletHandle, parseSettings, startKubelet } from "./index.ts";
import { spdyClient } from "./spdy-client.test-kit.ts";

const CONFIGURATION = `
apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterExec
metadata: { name: dev }
spec:
  selector: { matchNamespaces: [default] }
  execs: [ { local: { workDir: /tmp, envs: [ { name: COLOUR, value: green } ] } } ]
---
apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterPortForward
metadata: { name: echo }
spec: { forwards: [ { ports: [7], command: [cat] } ] }
`;

let server: ApiServerHandle;
let kubelet: KubeletHandle;
let client: Client;

beforeAll(async () => {
  server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
  client = createClient(createTransport({ url: server.url }, "test"));
  const { settings } = parseSettings(parseStages(CONFIGURATION, "kwok.yaml").others);
  kubelet = await startKubelet({
    client,
    listen: { hostname: "127.0.0.1", port: 0 },
    settings,
    nodes: {},
    pages: { ready: () => true, prometheus: () => "up 1\n", data: () => ({}) },
    debuggingHandlers: true,
  });
  await createNode("n0");
  await createPod("default", "web");
  await client.create(resources.namespaces, { metadata: { name: "quiet" } });
  await createPod("quiet", "web");
});

afterAll(async () => {
  await kubelet.stop();
  client.close();
  await server.stop();
});

async function createNode(name: string): Promise<void> {
  await client.create(resources.nodes, { metadata: { name } });
  const status = {
    addresses: [{ type: "InternalIP", address: "127.0.0.1" }],
    daemonEndpoints: { kubeletEndpoint: { Port: kubelet.port } },
  };
  await client.patch(resources.nodes, { name }, "merge", { status }, { subresource: "status" });
}

async function createPod(namespace: string, name: string): Promise<void> {
  const spec = { nodeName: "n0", containers: [{ name: "app", image: "nginx" }] };
  await client.create(resources.pods, { metadata: { name }, spec }, namespace);
  const state = { running: { startedAt: new Date().toISOString() } };
  const status = { phase: "Running", containerStatuses: [{ name: "app", state }] };
  await client.patch(
    resources.pods,
    { name, namespace },
    "merge",
    { status },
    { subresource: "status" },
  );
}

/** Answers of the kubelet, over TLS with its own certificate. */
async function get(path: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(kubelet.url + path, { headers, tls: { rejectUnauthorized: false } });
  return `${response.status} ${await response.text()}`;
}

describe("pages", () => {
  test("come over TLS and without, on one port", async () => {
    expect(await get("/healthz")).toBe("200 ok");
    const plain = await fetch(`http://127.0.0.1:${kubelet.port}/readyz`);
    expect(await plain.text()).toBe("ok");
    expect(await get("/metrics")).toBe("200 up 1\n");
  });

  test("about a node name it by the proxy's header, the query, or being the only one", async () => {
    const pods = async (path: string, headers = {}): Promise<number> =>
      (JSON.parse((await get(path, headers)).slice(4)) as { items: object[] }).items.length;
    expect(await pods("/pods")).toBe(2);
    expect(await pods("/pods?node=n0")).toBe(2);
    expect(await pods("/pods", { "x-forwarded-uri": "/api/v1/nodes/n0/proxy/pods" })).toBe(2);
    expect(await get("/pods?node=n9")).toBe('404 node "n9" not found\n');
    expect(await get("/metrics/nodes/n0/metrics/resource")).toContain(
      "node_memory_working_set_bytes 2097152",
    );
    expect(await get("/stats/summary")).toContain('"nodeName":"n0"');
    expect(await get("/discovery/prometheus")).toContain("/metrics/nodes/n0/metrics/resource");
  });

  test("that do not exist are refused with a sentence", async () => {
    expect(await get("/configz")).toBe("404 the simulated kubelet has no /configz\n");
    expect(await get("/exec/default/web/app?command=ls")).toBe("400 Upgrade request required\n");
  });
});

describe("logs", () => {
  test("are simulated where no file is named", async () => {
    expect(await get("/containerLogs/default/web/app")).toStartWith(
      "200 container app started, image nginx",
    );
  });

  test("of what is not there are refused", async () => {
    expect(await get("/containerLogs/default/none/app")).toBe('404 pod "default/none" not found\n');
    expect(await get("/containerLogs/default/web/none")).toStartWith(
      '404 container "none" not found',
    );
    expect(await get("/containerLogs/default/web/app?previous=true")).toStartWith(
      "400 previous terminated",
    );
    expect(await get("/containerLogs/default/web/app?tailLines=x")).toStartWith("400 tailLines");
  });
});

/** Everything an exec over a WebSocket says, by stream; `stdin` is sent and ended. Through the API server. */
async function exec(
  query: string,
  stdin?: string,
  namespace = "default",
): Promise<Map<number, string>> {
  const path = `/api/v1/namespaces/${namespace}/pods/web/exec?${query}`;
  const socket = new WebSocket(server.url.replace("http", "ws") + path, ["v5.channel.k8s.io"]);
  socket.binaryType = "arraybuffer";
  const said = new Map<number, string>();
  socket.addEventListener("open", () => {
    if (stdin === undefined) return;
    socket.send(Buffer.concat([new Uint8Array([0]), Buffer.from(stdin)]));
    socket.send(new Uint8Array([255, 0]));
  });
  socket.addEventListener("message", ({ data }) => {
    const bytes = new Uint8Array(data as ArrayBuffer);
    const stream = bytes[0]!;
    said.set(stream, (said.get(stream) ?? "") + new TextDecoder().decode(bytes.subarray(1)));
  });
  await new Promise((resolve) => socket.addEventListener("close", resolve));
  return said;
}

const ALL = "stdout=true&stderr=true";

describe("exec over a WebSocket", () => {
  test("runs what is configured, with its folder and environment, and tells the exit code", async () => {
    const said = await exec(
      `${ALL}&command=sh&command=-c&command=pwd;+echo+$COLOUR;+echo+oh+>%262;+exit+3`,
    );
    expect(said.get(1)).toBe("/tmp\ngreen\n");
    expect(said.get(2)).toBe("oh\n");
    expect(JSON.parse(said.get(3)!)).toMatchObject({
      status: "Failure",
      details: { causes: [{ reason: "ExitCode", message: "3" }] },
    });
  });

  test("hands over what is typed, and its end", async () => {
    const said = await exec("stdin=true&stdout=true&command=cat", "typed");
    expect(said.get(1)).toBe("typed");
    expect(JSON.parse(said.get(3)!)).toMatchObject({ status: "Success" });
  });

  test("gives a terminal", async () => {
    const said = await exec("stdin=true&stdout=true&tty=true&command=tty", "");
    expect(said.get(1)).toMatch(/^\/dev\/pts\/\d+\r\n$/);
  });

  test("does not know the kubelet's environment", async () => {
    process.env["KUBELET_SECRET"] = "hush";
    expect((await exec("stdout=true&command=env")).get(1)).not.toContain("hush");
    delete process.env["KUBELET_SECRET"];
  });

  test("says what is missing", async () => {
    const said = await exec("stdout=true&command=no-such-program");
    expect(said.get(3)).toContain('there is no program \\"no-such-program\\"');
  });

  test("says how to configure it where it is not", async () => {
    const said = await exec(`${ALL}&command=ls`, undefined, "quiet");
    expect(said.get(2)).toContain("ClusterExec");
    expect(said.get(3)).toContain('"126"');
  });

  test("is refused to pages in browsers", async () => {
    const open = (origin: Record<string, string>) =>
      get("/exec/default/web/app?command=ls", {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
        ...origin,
      });
    expect(await open({ origin: "http://example.com" })).toStartWith("403");
    expect(await open({})).toStartWith("403 no common protocol");
  });
});

describe("SPDY", () => {
  const query = "input=1&output=1&error=1&command=sh&command=-c";

  test("carries exec: a stream for each thing", async () => {
    const path = `/exec/default/web/app?${query}&command=cat;+echo+oh+>%262;+exit+4`;
    const spdy = await spdyClient(kubelet.port, path, "v4.channel.k8s.io");
    expect(spdy.answer).toBe("v4.channel.k8s.io");
    for (const [at, streamType] of ["error", "stdin", "stdout", "stderr"].entries())
      await spdy.open(2 * at + 1, { streamtype: streamType });
    spdy.send(3, "typed", true);
    expect(await spdy.received(5)).toBe("typed");
    expect(await spdy.received(7)).toBe("oh\n");
    expect(JSON.parse(await spdy.received(1))).toMatchObject({
      details: { causes: [{ message: "4" }] },
    });
    spdy.close();
  });

  test("ends a command, and what it started, with its session", async () => {
    const path =
      "/exec/default/web/app?output=1&command=sh&command=-c&command=set+-m;+sleep+98765+%26+echo+$!;+wait";
    const spdy = await spdyClient(kubelet.port, path, "v4.channel.k8s.io");
    await spdy.open(1, { streamtype: "error" });
    await spdy.open(3, { streamtype: "stdout" });
    const running = (): boolean =>
      Bun.spawnSync(["ps", "-eo", "stat,args"])
        .stdout.toString()
        .split("\n")
        .some((line) => /^[^Z].*sleep 98765$/.test(line) && !line.includes("sh -c"));
    while (!running()) await Bun.sleep(10);
    spdy.close();
    while (running()) await Bun.sleep(10);
  });

  test("carries forwarded ports: a pair of streams for each connection", async () => {
    const spdy = await spdyClient(kubelet.port, "/portForward/default/web", "portforward.k8s.io");
    await spdy.open(1, { streamtype: "error", port: "7", requestid: "0" });
    await spdy.open(3, { streamtype: "data", port: "7", requestid: "0" });
    spdy.send(3, "echo me", true);
    expect(await spdy.received(3)).toBe("echo me");
    expect(await spdy.received(1)).toBe("");
    await spdy.open(5, { streamtype: "error", port: "9", requestid: "1" });
    await spdy.open(7, { streamtype: "data", port: "9", requestid: "1" });
    expect(await spdy.received(5)).toContain("nothing listens on port 9 of pod default/web");
    spdy.close();
  });

  test("is refused where protocols or pods do not fit", async () => {
    const answer = async (path: string, protocol: string) =>
      (await spdyClient(kubelet.port, path, protocol)).answer;
    expect(await answer("/exec/default/web/app?command=ls", "v9")).toBe("HTTP/1.1 403 Forbidden");
    expect(await answer("/attach/default/none/app", "v4.channel.k8s.io")).toBe(
      "HTTP/1.1 404 Not Found",
    );
  });
});

describe("through the API server", () => {
  const raw = async (path: string): Promise<string> => {
    const response = await fetch(server.url + path);
    return `${response.status} ${await response.text()}`;
  };
  const pods = "/api/v1/namespaces/default/pods";

  test("come logs and the node's pages", async () => {
    expect(await raw(`${pods}/web/log?tailLines=1`)).toStartWith("200 container app started");
    expect(await raw("/api/v1/nodes/n0/proxy/healthz")).toBe("200 ok");
    expect(await raw("/api/v1/nodes/n0/proxy/pods")).toContain('"PodList"');
  });

  test("comes no log, and no type of it, of a pod that is on no node yet", async () => {
    await fetch(server.url + pods, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        metadata: { name: "waiting" },
        spec: { containers: [{ name: "c", image: "i" }] },
      }),
    });
    const { status, headers } = await fetch(`${server.url}${pods}/waiting/log?follow=true`);
    expect([status, headers.get("content-type")]).toEqual([204, null]);
  });

  test("come refusals as Status objects", async () => {
    expect(await raw(`${pods}/none/log`)).toContain('pods \\"none\\" not found');
    expect(await raw(`${pods}/web/log?container=x`)).toContain(
      "container x is not valid for pod web",
    );
    expect(await raw(`${pods}/web/log?tailLines=many`)).toContain("invalid syntax");
    expect(await raw(`${pods}/web/log?previous=true`)).toContain('"reason":"BadRequest"');
    expect(await raw(`${pods}/web/exec?command=ls`)).toContain("Upgrade request required");
    expect(await raw(`${pods}/web/proxy/`)).toStartWith("503");
  });

  test("comes a sentence when no kubelet answers", async () => {
    await client.create(resources.nodes, { metadata: { name: "dead" } });
    const status = {
      addresses: [{ type: "InternalIP", address: "127.0.0.1" }],
      daemonEndpoints: { kubeletEndpoint: { Port: 1 } },
    };
    await client.patch(
      resources.nodes,
      { name: "dead" },
      "merge",
      { status },
      { subresource: "status" },
    );
    expect(await raw("/api/v1/nodes/dead/proxy/pods")).toContain("does not answer");
    await client.delete(resources.nodes, { name: "dead" });
  });
});
