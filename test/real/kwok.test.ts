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
  kwokStages,
  openBareCluster,
  startPlayer,
} from "./kwok.ts";
import {
  claims,
  nodes,
  pods,
  volumes,
  widgetDefinition,
  widgetStages,
  widgets,
} from "./kwok-objects.ts";
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

const core = (plural: string, kind: string, namespaced: boolean): Resource => ({
  ...events,
  plural,
  kind,
  namespaced,
});
const claimResource = core("persistentvolumeclaims", "PersistentVolumeClaim", true);
const volumeResource = core("persistentvolumes", "PersistentVolume", false);

type Made = readonly (readonly [resource: Resource, objects: readonly KubeObject[]])[];
const lives: Made = [
  [resources.nodes, nodes],
  [resources.pods, pods],
  [widgetResource, widgets],
];
const storage: Made = [
  [volumeResource, volumes],
  [claimResource, claims],
];
/** Everything that is looked at, in the order in which it is deleted. */
const played: readonly Resource[] = [
  resources.pods,
  widgetResource,
  claimResource,
  resources.nodes,
  volumeResource,
];

/** The objects when all had come to rest, and what was left of them after they were all deleted. */
interface Outcome {
  readonly alive: Readonly<Record<string, unknown>>;
  readonly deleted: Readonly<Record<string, unknown>>;
  readonly events: readonly string[];
}

let folder: ReturnType<typeof emptyFolder>;
let server: PlayedCluster;
let client: Client;

async function all(resource: Resource): Promise<readonly KubeObject[]> {
  // Items of a list do not say what they are.
  const { items } = await client.list<KubeObject>(resource);
  return items.map((item) => ({ ...item, kind: resource.kind }));
}

async function everything(): Promise<readonly KubeObject[]> {
  const lists = await Promise.all(played.map(all));
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
    `${object.kind} ${object.metadata.name.replace(/^pvc-.*/, "pvc-UID")}`,
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
  for (const resource of [...played, resources.leases, events])
    for (const { metadata } of await all(resource)) {
      const ref = { name: metadata.name, namespace: metadata.namespace };
      if (metadata.finalizers?.length)
        await client.patch(resource, ref, "merge", { metadata: { finalizers: null } });
      await client.delete(resource, ref, { gracePeriodSeconds: 0 }).catch(() => {});
    }
}

interface Case {
  readonly stages: string;
  readonly files: readonly string[];
  readonly quietMs: number;
  readonly made: Made;
  /** What is deleted when it has come to rest. */
  readonly deleted: readonly Resource[];
}

async function play(player: Player, { files, quietMs, made, deleted }: Case): Promise<Outcome> {
  const widgetFile = join(folder.path, "widgets.yaml");
  writeFileSync(widgetFile, widgetStages);
  const controller = await startPlayer(player, server, [...files, widgetFile]);
  try {
    for (const [resource, objects] of made)
      for (const object of objects)
        await client.create(resource, object, resource.namespaced ? "default" : undefined);
    const alive = byName(await atRest(quietMs));
    for (const resource of deleted) await remove(resource);
    return {
      alive,
      deleted: byName(await atRest(quietMs)),
      events: (await all(events)).map(eventText).sort(),
    };
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
  const name = involvedObject.name.replace(/^pvc-.*/, "pvc-UID");
  return `${involvedObject.kind} ${name}: ${type} ${reason}: ${message}`;
}

describe.skipIf(!installed)("kwok and kwokbench, side by side", () => {
  beforeAll(async () => {
    folder = emptyFolder();
    server = await openBareCluster(folder.path);
    client = createClient(createTransport(server.cluster.endpoint, "test"));
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
    // kwok asks for the schema of each kind when it starts, and ends where it is not there yet.
    const described = async (): Promise<boolean> =>
      (await client.text({ method: "GET", path: "/openapi/v3" })).includes("apis/example.com/v1");
    while (!(await described())) await Bun.sleep(LOOK_MS);
  }, 60_000);
  afterAll(async () => {
    await server?.cluster.dispose();
    folder?.[Symbol.dispose]();
  });

  test.each(cases())(
    "$stages, and a custom resource with stages",
    async (one) => {
      const theirs = await play("kwok", one);
      const ours = await play("kwokbench", one);
      const count = one.made.reduce((sum, [, objects]) => sum + objects.length, 0);
      expect(Object.keys(theirs.alive).length).toBeGreaterThanOrEqual(count);
      expect(ours.alive).toEqual(theirs.alive);
      expect(ours.deleted).toEqual(theirs.deleted);
      expect(ours.events).toEqual(theirs.events);
    },
    300_000,
  );
});

function cases(): readonly Case[] {
  const profile = (name: string): string[] => [
    join(root, "src", "stage", "profiles", `${name}.yaml`),
  ];
  const deleted = [resources.pods, widgetResource];
  const own: readonly Case[] = [
    { stages: "the fast profile", files: profile("fast"), quietMs: 2_000, made: lives, deleted },
    // The longest wait between two stages of it is a Job's pod's ten seconds.
    {
      stages: "the realistic profile",
      files: profile("realistic"),
      quietMs: 12_000,
      made: lives,
      deleted,
    },
    {
      stages: "the volumes profile",
      files: profile("volumes"),
      quietMs: 4_000,
      made: storage,
      deleted: [claimResource],
    },
  ];
  const folder = kwokStages();
  if (!folder) return own;
  const theirs = (...parts: readonly string[]): string[] =>
    parts.flatMap((part) =>
      [...new Bun.Glob(`${part}/*.yaml`).scanSync({ cwd: folder, absolute: true })].filter(
        (file) => !/(kustomization|storage-class)\.yaml$/.test(file),
      ),
    );
  return [
    ...own,
    {
      stages: "kwok's own fast stages",
      files: theirs("node/fast", "node/heartbeat-with-lease", "pod/fast"),
      quietMs: 2_000,
      made: lives,
      deleted,
    },
    {
      stages: "kwok's own general stages",
      files: theirs("node/fast", "pod/general"),
      // Every stage of it waits for up to five seconds, the last one of a pod for its whole grace period.
      quietMs: 6_000,
      made: lives,
      deleted: [],
    },
  ];
}
