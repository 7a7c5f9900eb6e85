// The scheduler against the embedded API server: what kubectl would show.

import { afterEach, beforeEach, expect, test } from "bun:test";
import { type ApiServerHandle, startApiServer } from "../apiserver/index.ts";
import { silentLogger } from "../base/index.ts";
import { type Client, createClient, createTransport } from "../client/index.ts";
import { type KubeObject, type PodObject, conditionStatus, resources } from "../kube/index.ts";
import { node } from "./core.test-kit.ts";
import { type SchedulerHandle, startScheduler } from "./scheduler.ts";

let server: ApiServerHandle;
let client: Client;
let scheduler: SchedulerHandle;

const start = async (): Promise<void> => {
  scheduler = startScheduler({ client, logger: silentLogger, seed: 1 });
  await scheduler.synced;
};

beforeEach(() => {
  server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
  client = createClient(createTransport({ url: server.url }, "test"));
});

afterEach(async () => {
  await scheduler.stop();
  await server.stop();
});

const addNode = (name: string, cpu: string): Promise<KubeObject> => {
  const { metadata, status } = node(name, { cpu });
  const { uid: _, ...meta } = metadata;
  return client.create(resources.nodes, { apiVersion: "v1", kind: "Node", metadata: meta, status });
};

const addPod = (name: string, cpu: string): Promise<KubeObject> =>
  client.create(
    resources.pods,
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name },
      spec: {
        containers: [{ name: "c", image: "i", resources: { requests: { cpu } } }],
        // Admission taints new nodes until they report.
        tolerations: [{ operator: "Exists" }],
      },
    },
    "default",
  );

const look = (name: string): Promise<PodObject> =>
  client.get<PodObject>(resources.pods, { name, namespace: "default" });

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await Bun.sleep(5);
}

test("a pod is bound, one that does not fit says why, and is bound when a node comes", async () => {
  await start();
  await addNode("small", "1");
  await addPod("fits", "500m");
  await addPod("large", "2");
  await until(async () => (await look("fits")).spec?.nodeName === "small");
  await until(async () => conditionStatus(await look("large"), "PodScheduled") === "False");
  expect((await look("large")).status?.conditions?.[0]).toMatchObject({
    type: "PodScheduled",
    reason: "Unschedulable",
    message: "0/1 nodes are available: 1 Insufficient cpu.",
  });
  await addNode("big", "4");
  await until(async () => (await look("large")).spec?.nodeName === "big");
  expect(conditionStatus(await look("large"), "PodScheduled")).toBe("True");
});

test("a restarted scheduler counts what runs, and does not write again what is written", async () => {
  await start();
  await addNode("n", "1");
  await addPod("first", "700m");
  await until(async () => (await look("first")).spec?.nodeName === "n");
  await addPod("second", "700m");
  await until(async () => conditionStatus(await look("second"), "PodScheduled") === "False");
  const { resourceVersion } = (await look("second")).metadata;
  await scheduler.stop();
  await start();
  await until(() => scheduler.metrics().attempts.unschedulable === 1);
  await addPod("third", "100m");
  await until(async () => (await look("third")).spec?.nodeName === "n");
  expect((await look("second")).metadata.resourceVersion).toBe(resourceVersion);
});

test("five hundred pods: each is bound once, and no node gets more than it has", async () => {
  await Promise.all(Array.from({ length: 50 }, (_, at) => addNode(`n${at}`, "1")));
  await start();
  await Promise.all(Array.from({ length: 500 }, (_, at) => addPod(`p${at}`, "100m")));
  await until(() => scheduler.metrics().pods.assigned === 500);
  const { items } = await client.list<PodObject>(resources.pods);
  const byNode = Map.groupBy(items, (pod) => pod.spec?.nodeName);
  expect([...byNode.values()].map((pods) => pods.length)).toEqual(
    Array.from({ length: 50 }, () => 10),
  );
  expect(scheduler.metrics().attempts).toMatchObject({ scheduled: 500, error: 0 });
});
