// What the API server does to the controller, and that each due stage is played exactly once all the same.

import { afterEach, expect, test } from "bun:test";
import { type Logger, silentLogger } from "../base/index.ts";
import { createClient, createTransport } from "../client/index.ts";
import { Cluster, eventually, stagesOf } from "./controller.test-kit.ts";
import { type Fault, type SeenRequest, refusal } from "./faulty-server.test-kit.ts";

let cluster: Cluster;
afterEach(() => cluster.stop());

const PODS = 20;

/** Faults for the first `count` writes that `matches`, then none. */
function first(
  count: number,
  fault: () => Fault | Promise<Fault>,
  matches = isPatch,
): (seen: SeenRequest) => Fault | Promise<Fault> {
  let left = count;
  return (seen) => (matches(seen) && left-- > 0 ? fault() : "pass");
}

function isPatch({ method }: SeenRequest): boolean {
  return method === "PATCH";
}

async function pods(): Promise<void> {
  await cluster.node("n");
  for (let index = 0; index < PODS; index++) await cluster.pod(`p${index}`, "n");
}

async function running(): Promise<boolean> {
  const phases = await Promise.all(
    Array.from({ length: PODS }, (_, index) => cluster.phase(`p${index}`)),
  );
  return phases.every((phase) => phase === "Running");
}

const refusals: readonly (readonly [name: string, answer: () => Fault])[] = [
  ["429 with Retry-After", () => refusal(429, "TooManyRequests", { "retry-after": "1" })],
  ["409", () => refusal(409, "Conflict")],
  ["500", () => refusal(500, "InternalError")],
  ["503 in plain text", () => new Response("no upstream", { status: 503 })],
];
for (const [name, answer] of refusals) {
  test(`${name}: tried again until it is done, and counted once`, async () => {
    cluster = new Cluster();
    cluster.server.fault = first(15, answer);
    const controller = await cluster.start();
    await pods();
    await eventually(() => controller.metrics().playResults.played === PODS + 1, "all are played");
    expect(await running()).toBe(true);
    const { plays, playResults, retries, inFlight, queued, waiting } = controller.metrics();
    expect(plays).toEqual({ "node-initialize": 1, "pod-ready": PODS });
    expect(playResults).toEqual({ played: PODS + 1, unchanged: 0, gone: 0, stale: 0, failed: 0 });
    expect(retries).toBeGreaterThanOrEqual(1);
    expect({ inFlight, queued, waiting }).toEqual({ inFlight: 0, queued: 0, waiting: 1 });
  });
}

test("a lost answer: the watch shows that it was played, or it is sent again", async () => {
  cluster = new Cluster();
  cluster.server.fault = first(15, () => "lose");
  const controller = await cluster.start();
  await pods();
  const ended = (): number => {
    const { played, stale } = controller.metrics().playResults;
    return played + stale;
  };
  await eventually(() => ended() === PODS + 1, "all have ended");
  expect(await running()).toBe(true);
  expect(controller.metrics().playResults).toMatchObject({ gone: 0, failed: 0 });
});

test("Retry-After is waited for", async () => {
  cluster = new Cluster();
  cluster.server.fault = first(1, () => refusal(429, "TooManyRequests", { "retry-after": "1" }));
  const controller = await cluster.start();
  const before = performance.now();
  await cluster.node("n");
  await eventually(() => controller.metrics().playResults.played === 1, "it is played");
  expect(performance.now() - before).toBeGreaterThanOrEqual(1000);
});

test("a refusal that trying again cannot help is told once and does not come back", async () => {
  cluster = new Cluster();
  cluster.server.fault = (seen) => (isPatch(seen) ? refusal(403, "Forbidden") : "pass");
  const controller = await cluster.start();
  await cluster.node("n");
  await eventually(() => controller.metrics().playResults.failed === 1, "it failed");
  await Bun.sleep(200);
  expect(cluster.writes().length).toBe(1);
});

test("watches cut without a word: nothing is missed, nothing is played twice", async () => {
  cluster = new Cluster();
  const controller = await cluster.start();
  await cluster.node("n");
  for (let index = 0; index < PODS; index++) {
    if (index % 3 === 0) cluster.server.cutWatches();
    await cluster.pod(`p${index}`, "n");
  }
  await eventually(() => controller.metrics().plays["pod-ready"] === PODS, "all run");
  expect(await running()).toBe(true);
  expect(cluster.writes().length).toBe(PODS + 1);
});

test("410: everything is listed again, and only what changed is played", async () => {
  cluster = new Cluster();
  const controller = await cluster.start();
  await pods();
  await eventually(() => controller.metrics().plays["pod-ready"] === PODS, "all run");
  const isWatch = ({ path }: SeenRequest): boolean => path.includes("watch=");
  cluster.server.fault = first(2, () => refusal(410, "Expired"), isWatch);
  cluster.server.cutWatches();
  await cluster.pod("late", "n");
  await eventually(() => controller.metrics().plays["pod-ready"] === PODS + 1, "the late one runs");
  expect(controller.metrics().watchRelists).toBeGreaterThanOrEqual(1);
  expect(cluster.writes().length).toBe(PODS + 2);
});

test("a server that goes away and comes back on the same port", async () => {
  cluster = new Cluster();
  const controller = await cluster.start();
  await cluster.node("n");
  await eventually(() => controller.metrics().playResults.played === 1, "the node is ready");
  await cluster.server.close();
  for (let index = 0; index < PODS; index++) await cluster.pod(`p${index}`, "n");
  await Bun.sleep(100);
  cluster.server.reopen();
  await eventually(() => controller.metrics().plays["pod-ready"] === PODS, "all run");
  expect(await running()).toBe(true);
});

test("the server goes away while plays are under way", async () => {
  cluster = new Cluster();
  const controller = await cluster.start({ inFlightMax: 4 });
  await cluster.node("n");
  let patches = 0;
  const closed = Promise.withResolvers<void>();
  cluster.server.fault = (seen) => {
    if (isPatch(seen) && ++patches === 8) void cluster.server.close().then(closed.resolve);
    return "pass";
  };
  for (let index = 0; index < PODS; index++) await cluster.pod(`p${index}`, "n");
  await closed.promise;
  cluster.server.fault = () => "pass";
  cluster.server.reopen();
  await eventually(running, "all run");
  await eventually(() => controller.metrics().plays["pod-ready"] === PODS, "each was counted once");
});

test("a server that never answers some requests: they are given up and sent again", async () => {
  cluster = new Cluster();
  const silence = new Promise<Response>(() => {});
  cluster.server.fault = first(3, () => silence);
  const transport = createTransport({ url: cluster.server.url }, "controller-test", {
    silenceSecondsMax: 1,
  });
  const controller = await cluster.start({ client: createClient(transport), inFlightMax: 2 });
  await pods();
  await eventually(() => controller.metrics().playResults.played === PODS + 1, "all are played");
  expect(await running()).toBe(true);
  expect(controller.metrics().playResults).toMatchObject({ gone: 0, failed: 0 });
});

test("a slow server: as many requests as may be under way, and each pod is played once", async () => {
  cluster = new Cluster();
  let underWay = 0;
  let most = 0;
  cluster.server.fault = async (seen): Promise<Fault> => {
    if (!isPatch(seen)) return "pass";
    most = Math.max(most, ++underWay);
    await Bun.sleep(100);
    underWay--;
    return "pass";
  };
  // They are all there when it starts, so that there is always one more to play.
  await pods();
  const controller = await cluster.start({ inFlightMax: 4 });
  await eventually(() => controller.metrics().plays["pod-ready"] === PODS, "all are played");
  expect(most).toBe(4);
  expect(cluster.writes().length).toBe(PODS + 1);
});

test("a pod deleted before its stage is due is not touched", async () => {
  cluster = new Cluster();
  const stages = stagesOf(`apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: { name: slow }
spec:
  resourceRef: { kind: Pod }
  selector: {}
  delay: { durationMilliseconds: 2000 }
  steps: [ { patch: { subresource: status, root: status, template: "phase: Running" } } ]
`);
  const controller = await cluster.start({ stages });
  await cluster.pod("goes", "n");
  await eventually(() => controller.metrics().waiting === 1, "it waits");
  await cluster.server.call("DELETE", "/api/v1/namespaces/default/pods/goes?gracePeriodSeconds=0");
  await eventually(() => controller.metrics().waiting === 0, "it is let go");
  // Made later, so due later.
  await cluster.pod("stays", "n");
  await eventually(async () => (await cluster.phase("stays")) === "Running", "another is played");
  expect(cluster.writes()).toEqual(["PATCH /api/v1/namespaces/default/pods/stays/status"]);
});

test("a JSON patch that does not fit is worked out again on what the object is now", async () => {
  cluster = new Cluster();
  const stages = stagesOf(`apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: { name: release }
spec:
  resourceRef: { kind: ConfigMap }
  selector: {}
  steps: [ { finalizers: { remove: [ { value: example.com/a } ] } } ]
`);
  const controller = await cluster.start({ stages });
  const path = "/api/v1/namespaces/default/configmaps";
  // Just before our patch arrives, somebody else adds a finalizer.
  let meddled = false;
  cluster.server.fault = (seen) => {
    if (!isPatch(seen) || meddled) return "pass";
    meddled = true;
    return refusal(422, "Invalid");
  };
  await cluster.server.call("POST", path, {
    metadata: { name: "c", finalizers: ["example.com/a", "example.com/b"] },
  });
  await eventually(() => controller.metrics().playResults.played === 1, "it is played");
  const { metadata } = await cluster.get(`${path}/c`);
  expect(metadata.finalizers).toEqual(["example.com/b"]);
});

test("stopping waits for what is under way and takes nothing new", async () => {
  cluster = new Cluster();
  const controller = await cluster.start({ inFlightMax: 1 });
  await pods();
  await controller.stop();
  const { inFlight, queued } = controller.metrics();
  expect({ inFlight, queued }).toEqual({ inFlight: 0, queued: 0 });
  const writes = cluster.writes().length;
  await Bun.sleep(50);
  expect(cluster.writes().length).toBe(writes);
});

test("a subresource the server does not have is a failure that is told, not an object that is gone", async () => {
  cluster = new Cluster();
  const stages = stagesOf(`
apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: { name: mistaken }
spec:
  resourceRef: { kind: Pod }
  selector: {}
  steps: [{ patch: { subresource: stauts, template: "status: { phase: Running }" } }]
`);
  const told: string[] = [];
  const logger: Logger = { ...silentLogger, error: (message) => void told.push(message) };
  const controller = await cluster.start({ stages, logger });
  await cluster.node("n");
  await cluster.pod("p", "n");
  await eventually(() => controller.metrics().playResults.failed === 1, "the stage fails");
  expect(told).toEqual([
    "a stage could not be played: the server could not find the requested resource",
  ]);
});

test("a stage that is tried again for long is told once, for all its objects", async () => {
  cluster = new Cluster();
  cluster.server.fault = (seen) => (isPatch(seen) ? refusal(500, "InternalError") : "pass");
  const told: unknown[] = [];
  const logger: Logger = {
    ...silentLogger,
    warn: (message, fields) => void told.push([message, fields]),
  };
  await cluster.start({ logger });
  await pods();
  await eventually(() => told.length > 1, "both stages are told of");
  expect(told).toEqual([
    [expect.stringContaining("a stage is tried again and again"), expect.anything()],
    [expect.stringContaining("a stage is tried again and again"), expect.anything()],
  ]);
});
