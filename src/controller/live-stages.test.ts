// Stages kept in the cluster. Their collection is played here, so that nothing but the controller writes to it.

import { afterEach, expect, test } from "bun:test";
import { type Logger, silentLogger } from "../base/index.ts";
import type { KubeObject } from "../kube/index.ts";
import { Cluster, eventually } from "./controller.test-kit.ts";
import { type Fault, type SeenRequest, refusal } from "./faulty-server.test-kit.ts";

let cluster: Cluster;
afterEach(() => cluster.stop());

const PATH = "/apis/kwok.x-k8s.io/v1alpha1/stages";

const CONFIG_MAP = { apiGroup: "v1", kind: "ConfigMap" };

class StageCollection {
  readonly statuses: string[] = [];
  private version = 1;
  private readonly objects = new Map<string, KubeObject>();
  private readonly watchers = new Set<ReadableStreamDefaultController<string>>();

  /** Creates the stage, or changes what it does. */
  put(name: string, label: string, template: string, resourceRef = CONFIG_MAP): void {
    const type = this.objects.has(name) ? "MODIFIED" : "ADDED";
    const spec = {
      resourceRef,
      selector: { matchLabels: { play: label } },
      steps: [{ patch: { type: "merge", template } }],
    };
    const metadata = { name, uid: name, resourceVersion: `${++this.version}` };
    this.objects.set(name, { metadata, spec });
    this.tell(type, name);
  }

  remove(name: string): void {
    this.version++;
    this.tell("DELETED", name);
    this.objects.delete(name);
  }

  answer({ method, path }: SeenRequest): Fault {
    if (!path.startsWith(PATH)) return "pass";
    if (method === "PATCH") {
      this.statuses.push(path);
      return Response.json({});
    }
    const metadata = { resourceVersion: `${this.version}` };
    if (!path.includes("watch="))
      return Response.json({ metadata, items: [...this.objects.values()] });
    return new Response(new ReadableStream({ start: (stream) => void this.watchers.add(stream) }));
  }

  private tell(type: string, name: string): void {
    for (const stream of this.watchers)
      stream.enqueue(`${JSON.stringify({ type, object: this.objects.get(name) })}\n`);
  }
}

const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const thingDefinition = {
  metadata: { name: "things.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "things", kind: "Thing" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        },
      },
    ],
  },
};

test("a changed stage is played on the objects already there; a removed one no more", async () => {
  cluster = new Cluster();
  const stages = new StageCollection();
  cluster.server.fault = (seen) => stages.answer(seen);
  stages.put("mark", "yes", "data: { mark: first }");
  const controller = await cluster.start({ stages: [], stageResources: true });
  const path = "/api/v1/namespaces/default/configmaps";
  const create = (name: string, play = "yes"): Promise<KubeObject> =>
    cluster.server.call("POST", path, { metadata: { name, labels: { play } } });
  const mark = async (name: string): Promise<unknown> =>
    ((await cluster.get(`${path}/${name}`))["data"] as Record<string, unknown> | undefined)?.[
      "mark"
    ];
  await create("a");
  await eventually(async () => (await mark("a")) === "first", "the first stage plays");
  expect(stages.statuses).toEqual([`${PATH}/mark/status`]);
  stages.put("mark", "yes", "data: { mark: second }");
  await eventually(
    async () => (await mark("a")) === "second",
    "the changed stage plays on what was there",
  );
  stages.remove("mark");
  // What is told later is heard later: a stage after the removal, and an object after b.
  stages.put("later", "later", "data: { mark: later }");
  await create("c", "later");
  await eventually(async () => (await mark("c")) === "later", "the removal has been heard");
  await create("b");
  await create("d", "later");
  await eventually(async () => (await mark("d")) === "later", "what comes after b is played");
  expect(await mark("b")).toBeUndefined();
  expect(controller.metrics().playResults.failed).toBe(0);
});

test("without the kind in the cluster the other stages play; it may come later", async () => {
  cluster = new Cluster();
  const stages = new StageCollection();
  let isServed = false;
  cluster.server.fault = (seen) => {
    if (isServed || !seen.path.startsWith(PATH)) return stages.answer(seen);
    return refusal(404, "NotFound");
  };
  const controller = await cluster.start({ stageResources: true });
  await cluster.node("n");
  await eventually(() => controller.metrics().plays["node-initialize"] === 1, "the node is ready");
  const path = "/api/v1/namespaces/default/configmaps";
  await cluster.server.call("POST", path, { metadata: { name: "a", labels: { play: "yes" } } });
  stages.put("late", "yes", "data: { mark: late }");
  isServed = true;
  await eventually(() => controller.metrics().plays["late"] === 1, "the late stage plays");
});

test("stages of a kind that comes later play once, as they are by then", async () => {
  cluster = new Cluster();
  const stages = new StageCollection();
  cluster.server.fault = (seen) => stages.answer(seen);
  const ref = { apiGroup: "example.com/v1", kind: "Thing" };
  stages.put("mark", "yes", "mark: first", ref);
  stages.put("gone", "yes", "gone: first", ref);
  const told: string[] = [];
  const logger: Logger = { ...silentLogger, warn: (message) => void told.push(message) };
  const controller = await cluster.start({ stages: [], stageResources: true, logger });
  stages.put("mark", "yes", "mark: second", ref);
  stages.remove("gone");
  await cluster.server.call("POST", CRDS, thingDefinition);
  const things = "/apis/example.com/v1/namespaces/default/things";
  await eventually(() => cluster.get(things).then(Boolean, () => false), "the new kind is served");
  const thing = {
    ...ref,
    apiVersion: ref.apiGroup,
    metadata: { name: "a", labels: { play: "yes" } },
  };
  await cluster.server.call("POST", things, thing);
  await eventually(() => controller.metrics().playResults.played > 0, "the stage plays");
  expect(await cluster.get(`${things}/a`)).toMatchObject({ mark: "second" });
  expect(controller.metrics().plays).toEqual({ mark: 1 });
  expect(Object.keys(controller.metrics().objects)).toContain("example.com/v1/Thing");
  expect(told).toEqual([expect.stringContaining("stages wait for a kind")]);
});

test("a bad stage says so in its status, and the others play", async () => {
  cluster = new Cluster();
  const stages = new StageCollection();
  cluster.server.fault = (seen) => stages.answer(seen);
  stages.put("bad", "yes", "data: { mark: {{ frob }} }");
  stages.put("good", "yes", "data: { mark: good }");
  const controller = await cluster.start({ stages: [], stageResources: true });
  const path = "/api/v1/namespaces/default/configmaps";
  await cluster.server.call("POST", path, { metadata: { name: "a", labels: { play: "yes" } } });
  await eventually(() => controller.metrics().plays["good"] === 1, "the good one plays");
  const told = cluster.server.seen
    .filter(({ method, path }) => method === "PATCH" && path.startsWith(PATH))
    .map(({ path, body }) => [path, JSON.parse(body).status.conditions[0]]);
  expect(Object.fromEntries(told)).toMatchObject({
    [`${PATH}/bad/status`]: {
      type: "Ready",
      status: "False",
      message: expect.stringContaining('function "frob" not defined'),
    },
    [`${PATH}/good/status`]: { type: "Ready", status: "True", reason: "Plays" },
  });
});
