// The scheduler on a real wire, against a server that answers as it is told to.

import { afterEach, expect, test } from "bun:test";
import { silentLogger } from "../base/index.ts";
import { createClient, createTransport } from "../client/index.ts";
import type { KubeObject } from "../kube/index.ts";
import { node, pod } from "./core.test-kit.ts";
import { type SchedulerHandle, startScheduler } from "./scheduler.ts";

/** Serves nodes and pods by list and watch, and answers bindings and patches by `answer`. */
class FakeApi {
  readonly requests: string[] = [];
  answer: (line: string) => number = () => 201;
  inFlight = 0;
  inFlightMax = 0;
  private readonly watches = new Map<string, ReadableStreamDefaultController<Uint8Array>[]>();
  private readonly objects: Record<string, KubeObject[]> = { nodes: [], pods: [] };
  private version = 1;
  private readonly server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    fetch: (request) => this.handle(request),
  });
  readonly url = this.server.url.origin;

  add(plural: "nodes" | "pods", ...objects: KubeObject[]): void {
    for (const object of objects) {
      const stored = { ...object, metadata: { ...object.metadata, resourceVersion: this.next() } };
      this.objects[plural]!.push(stored);
      this.send(plural, { type: "ADDED", object: stored });
    }
  }

  send(plural: string, event: unknown): void {
    const frame = new TextEncoder().encode(`${JSON.stringify(event)}\n`);
    for (const watch of this.watches.get(plural) ?? []) watch.enqueue(frame);
  }

  /** Ends all watches, as a server does when it restarts. */
  cut(): void {
    for (const watches of this.watches.values())
      for (const watch of watches.splice(0)) watch.close();
  }

  next(): string {
    return String(++this.version);
  }

  async stop(): Promise<void> {
    await this.server.stop(true);
  }

  private async handle(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const plural = pathname.split("/").at(-1)!;
    if (request.method === "GET" && searchParams.has("watch"))
      return this.watch(plural, Number(searchParams.get("resourceVersion")));
    if (request.method === "GET") {
      const items = this.objects[plural] ?? [];
      return Response.json({ items, metadata: { resourceVersion: String(this.version) } });
    }
    this.inFlight++;
    this.inFlightMax = Math.max(this.inFlightMax, this.inFlight);
    const body = (await request.json()) as {
      target?: { name: string };
      status?: { conditions: { message: string }[] };
    };
    const path = pathname.replace("/api/v1/namespaces/default/pods/", "");
    const line = `${path} ${body.target?.name ?? body.status?.conditions[0]?.message}`;
    await Bun.sleep(1);
    this.requests.push(line);
    this.inFlight--;
    const code = this.answer(line);
    const status = { kind: "Status", code, reason: code === 409 ? "Conflict" : "Unknown" };
    return Response.json(status, { status: code });
  }

  private watch(plural: string, since: number): Response {
    const missed = (this.objects[plural] ?? []).filter(
      ({ metadata }) => Number(metadata.resourceVersion) > since,
    );
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode("\n"));
        this.watches.set(plural, [...(this.watches.get(plural) ?? []), controller]);
        for (const object of missed) this.send(plural, { type: "ADDED", object });
      },
      cancel: () => void this.watches.delete(plural),
    });
    return new Response(stream);
  }
}

let api: FakeApi;
let handle: SchedulerHandle;

function start(fill: (api: FakeApi) => void, inFlightMax?: number): Promise<void> {
  api = new FakeApi();
  fill(api);
  const client = createClient(createTransport({ url: api.url }, "test"));
  const listen = { hostname: "127.0.0.1", port: 0 };
  handle = startScheduler({ client, logger: silentLogger, seed: 1, inFlightMax, listen });
  return handle.synced;
}

afterEach(async () => {
  await handle.stop();
  await api.stop();
});

/** Waits until the condition holds; the test's own time limit ends a wait in vain. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await Bun.sleep(5);
}

const some = (count: number) => Array.from({ length: count }, (_, at) => pod(`p${at}`));

test("binds what waits, so many at a time", async () => {
  await start((api) => {
    api.add("nodes", node("n", { cpu: "8" }));
    api.add("pods", ...some(50));
  }, 4);
  await until(() => api.requests.length === 50);
  expect(new Set(api.requests).size).toBe(50);
  expect(api.inFlightMax).toBe(4);
  await until(() => handle.metrics().attempts.scheduled === 50);
  expect(handle.metrics().pods.assumed).toBe(50);
});

test("bindings answered with 409, 404 and 500 are tried again after their backoff", async () => {
  await start((api) => {
    const codes = new Map([
      ["p0", 409],
      ["p1", 404],
      ["p2", 500],
    ]);
    api.answer = (line) => {
      const name = line.slice(0, 2);
      const code = codes.get(name) ?? 201;
      codes.delete(name);
      return code;
    };
    api.add("nodes", node("n"));
    api.add("pods", ...some(3));
  });
  await until(() => handle.metrics().attempts.error === 3);
  expect(handle.metrics().pods.backoff).toBe(3);
  await until(() => handle.metrics().attempts.scheduled === 3);
  expect(api.requests.sort()).toEqual(
    ["p0", "p0", "p1", "p1", "p2", "p2"].map((name) => `${name}/binding n`),
  );
});

test("a pod that fits nowhere gets a condition, and its node when one comes", async () => {
  await start((api) => {
    api.add("nodes", node("small", { cpu: "1" }));
    api.add("pods", pod("a", { requests: { cpu: "2" } }));
  });
  await until(() => api.requests.length === 1);
  expect(api.requests).toEqual(["a/status 0/1 nodes are available: 1 Insufficient cpu."]);
  api.add("nodes", node("large"));
  await until(() => api.requests.length === 2);
  expect(api.requests[1]).toBe("a/binding large");
});

test("a condition that could not be written is written again", async () => {
  await start((api) => {
    let refusals = 0;
    api.answer = () => (refusals++ === 0 ? 503 : 200);
    api.add("nodes", node("small", { cpu: "1" }));
    api.add("pods", pod("a", { requests: { cpu: "2" } }));
  });
  await until(() => api.requests.length === 2);
  expect(api.requests[1]).toEqual(api.requests[0]);
});

test("watches that are cut are resumed, and nothing is bound twice", async () => {
  await start((api) => api.add("nodes", node("n")));
  for (const name of ["a", "b", "c"]) {
    api.add("pods", pod(name));
    await until(() => api.requests.some((line) => line.startsWith(`${name}/`)));
    const { resumes } = handle.metrics().watches.pods;
    api.cut();
    await until(() => handle.metrics().watches.pods.resumes > resumes);
  }
  expect(api.requests).toEqual(["a/binding n", "b/binding n", "c/binding n"]);
});

test("tells how it is over HTTP", async () => {
  await start((api) => {
    api.add("nodes", node("n"));
    api.add("pods", pod("a"));
  });
  await until(() => handle.metrics().attempts.scheduled === 1);
  const get = async (path: string) => (await fetch(`${handle.url}${path}`)).text();
  expect(await get("/healthz")).toBe("ok");
  expect(await get("/readyz")).toBe("ok");
  expect(await get("/metrics")).toContain(
    'scheduler_schedule_attempts_total{result="scheduled"} 1',
  );
  const data = JSON.parse(await get("/kwokbench/metrics.json"));
  expect(data).toMatchObject({ attempts: { scheduled: 1, unschedulable: 0, error: 0 }, nodes: 1 });
  expect(data.cpuSeconds).toBeGreaterThan(0);
});
