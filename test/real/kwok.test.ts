// Side by side with the real kwok: the same Stage files, the same objects and the same command line on the same real API
// server. What the objects are in the end must be equal but for times, addresses and versions.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Client, createClient, createTransport } from "../../src/client/index.ts";
import type { KubeObject, Resource } from "../../src/kube/index.ts";
import { resources } from "../../src/kube/index.ts";
import { emptyFolder, root } from "../e2e/program.ts";
import {
  type PlayedCluster,
  type Player,
  kwokInstalled,
  openBareCluster,
  startPlayer,
} from "./kwok.ts";
import { nodes, pods, widgetDefinition, widgetStages, widgets } from "./kwok-objects.ts";
import { normalised } from "./normalise-played.ts";
import { realProgramsInstalled } from "./programs.ts";

const installed = realProgramsInstalled("etcd", "kube-apiserver") && kwokInstalled();
const LOOK_MS = 250;
const SETTLED_MS_MAX = 90_000;

const widgetResource: Resource = {
  group: "example.com",
  version: "v1",
  plural: "widgets",
  kind: "Widget",
  namespaced: true,
};
const events: Resource = {
  group: "",
  version: "v1",
  plural: "events",
  kind: "Event",
  namespaced: true,
};

/** The objects when all had come to rest, and what was left of them after they were all deleted. */
interface Outcome {
  readonly alive: Readonly<Record<string, unknown>>;
  readonly deleted: Readonly<Record<string, unknown>>;
  readonly events: readonly string[];
}

let folder: ReturnType<typeof emptyFolder>;
let played: PlayedCluster;
let client: Client;

async function all(resource: Resource): Promise<readonly KubeObject[]> {
  // Items of a list do not say what they are.
  const { items } = await client.list<KubeObject>(resource);
  return items.map((item) => ({ ...item, kind: resource.kind }));
}

async function everything(): Promise<readonly KubeObject[]> {
  const lists = await Promise.all([resources.nodes, resources.pods, widgetResource].map(all));
  return lists.flat();
}

/** When nothing has been written to any of the objects for `quietMs`. */
async function atRest(quietMs: number): Promise<readonly KubeObject[]> {
  const deadline = Date.now() + SETTLED_MS_MAX;
  let before = "";
  let sinceMs = Date.now();
  for (;;) {
    const objects = await everything();
    const now = objects.map(({ metadata }) => metadata.resourceVersion).join();
    if (now !== before) sinceMs = Date.now();
    before = now;
    if (Date.now() - sinceMs >= quietMs || Date.now() > deadline) return objects;
    await Bun.sleep(LOOK_MS);
  }
}

function byName(objects: readonly KubeObject[]): Record<string, unknown> {
  const entries = objects.map((object) => [
    `${object.kind} ${object.metadata.name}`,
    normalised(object),
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

async function remove(resource: Resource): Promise<void> {
  for (const { metadata } of await all(resource))
    await client.delete(resource, { name: metadata.name, namespace: metadata.namespace });
}

/** What finalizers held, and whatever else a controller left: kwok leaves nodes alone whose leases another holds. */
async function clear(): Promise<void> {
  for (const resource of [
    resources.pods,
    widgetResource,
    resources.nodes,
    resources.leases,
    events,
  ])
    for (const { metadata } of await all(resource)) {
      const ref = { name: metadata.name, namespace: metadata.namespace };
      if (metadata.finalizers?.length)
        await client.patch(resource, ref, "merge", { metadata: { finalizers: null } });
      await client.delete(resource, ref, { gracePeriodSeconds: 0 }).catch(() => {});
    }
}

async function play(player: Player, profile: string, quietMs: number): Promise<Outcome> {
  const widgetFile = join(folder.path, "widgets.yaml");
  writeFileSync(widgetFile, widgetStages);
  const file = join(root, "src", "stage", "profiles", `${profile}.yaml`);
  const controller = await startPlayer(player, played, [file, widgetFile]);
  try {
    for (const node of nodes) await client.create(resources.nodes, node);
    for (const pod of pods) await client.create(resources.pods, pod, "default");
    for (const widget of widgets) await client.create(widgetResource, widget, "default");
    const alive = byName(await atRest(quietMs));
    await remove(resources.pods);
    await remove(widgetResource);
    const deleted = byName(await atRest(quietMs));
    return { alive, deleted, events: (await all(events)).map(eventText).sort() };
  } finally {
    await controller.stop();
    await clear();
  }
}

function eventText(event: KubeObject): string {
  const { type, reason, message, involvedObject } = event as KubeObject & {
    readonly type: string;
    readonly reason: string;
    readonly message: string;
    readonly involvedObject: { readonly kind: string; readonly name: string };
  };
  return `${involvedObject.kind} ${involvedObject.name}: ${type} ${reason}: ${message}`;
}

describe.skipIf(!installed)("kwok and kwokbench, side by side", () => {
  beforeAll(async () => {
    folder = emptyFolder();
    played = await openBareCluster(folder.path);
    client = createClient(createTransport(played.cluster.endpoint, "test"));
    const definitions: Resource = {
      group: "apiextensions.k8s.io",
      version: "v1",
      plural: "customresourcedefinitions",
      kind: "CustomResourceDefinition",
      namespaced: false,
    };
    await client.create(definitions, widgetDefinition);
    const served = async (): Promise<boolean> =>
      all(widgetResource).then(
        () => true,
        () => false,
      );
    while (!(await served())) await Bun.sleep(LOOK_MS);
  }, 60_000);
  afterAll(async () => {
    await played?.cluster.dispose();
    folder?.[Symbol.dispose]();
  });

  test.each([
    ["fast", 2_000],
    // The longest wait between two stages of it is a Job's pod's ten seconds.
    ["realistic", 12_000],
  ])(
    "the %s profile, and a custom resource with stages",
    async (profile, quietMs) => {
      const theirs = await play("kwok", profile, quietMs);
      const ours = await play("kwokbench", profile, quietMs);
      expect(Object.keys(theirs.alive).length).toBe(nodes.length + pods.length + widgets.length);
      expect(ours.alive).toEqual(theirs.alive);
      expect(ours.deleted).toEqual(theirs.deleted);
      expect(ours.events).toEqual(theirs.events);
    },
    300_000,
  );
});
