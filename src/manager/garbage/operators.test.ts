// What operators leave to the garbage collector: dependents of custom resources, of kinds that no controller works on.

import { afterEach, beforeEach, expect, test } from "bun:test";
import { type ApiServerHandle, startApiServer } from "../../apiserver/index.ts";
import { silentLogger } from "../../base/index.ts";
import { ApiError, type Client, createClient, createTransport } from "../../client/index.ts";
import type { KubeObject, Resource } from "../../kube/index.ts";
import { dependentKinds, kinds } from "../kinds.ts";
import { type ManagerHandle, startManager } from "../manager.ts";
import { definitions } from "./custom-kinds.ts";

const fleets: Resource = {
  group: "sea.example.com",
  version: "v1",
  plural: "fleets",
  kind: "Fleet",
  namespaced: true,
};
const [secrets] = dependentKinds as [Resource];

const schema = { openAPIV3Schema: { type: "object" } };
const definition: KubeObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "fleets.sea.example.com" },
  spec: {
    group: "sea.example.com",
    scope: "Namespaced",
    names: { plural: "fleets", singular: "fleet", kind: "Fleet", listKind: "FleetList" },
    versions: [
      { name: "v1alpha1", served: true, storage: false, schema },
      { name: "v1", served: true, storage: true, schema },
    ],
  },
};

let server: ApiServerHandle;
let client: Client;
let manager: ManagerHandle | undefined;

beforeEach(() => {
  server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
  client = createClient(createTransport({ url: server.url }, "test"));
});

afterEach(async () => {
  await manager?.stop();
  manager = undefined;
  await server.stop();
});

async function manage(): Promise<void> {
  manager = startManager({ client, logger: silentLogger, controllers: ["garbage-collector"] });
  await manager.synced;
}

async function create(resource: Resource, name: string, owner?: KubeObject): Promise<KubeObject> {
  const ownerReferences = owner && [
    {
      // The operator knows another version than the one that is stored.
      apiVersion: owner.kind === "Fleet" ? "sea.example.com/v1alpha1" : owner.apiVersion,
      kind: owner.kind,
      name: owner.metadata.name,
      uid: owner.metadata.uid,
      blockOwnerDeletion: true,
    },
  ];
  const { group, version, kind } = resource;
  const object = {
    apiVersion: group ? `${group}/${version}` : version,
    kind,
    metadata: { name, namespace: "default", ...(ownerReferences && { ownerReferences }) },
  } as unknown as KubeObject;
  return client.create(resource, object, "default");
}

const find = async (resource: Resource, name: string): Promise<KubeObject | undefined> => {
  try {
    return await client.get(resource, { name, namespace: "default" });
  } catch (error) {
    if (error instanceof ApiError && error.code === 404) return undefined;
    throw error;
  }
};

/** Waits; the test's own time limit ends a wait in vain. */
async function untilGone(...objects: readonly (readonly [Resource, string])[]): Promise<void> {
  for (const [resource, name] of objects) while (await find(resource, name)) await Bun.sleep(10);
}

async function fleetWithDependents(): Promise<KubeObject> {
  const fleet = await create(fleets, "armada");
  await create(kinds.configMaps, "charts", fleet);
  await create(secrets, "codes", fleet);
  await create(kinds.configMaps, "spare");
  return fleet;
}

test("with a custom resource go its dependents, whichever version they name", async () => {
  await client.create(definitions, definition);
  await manage();
  await fleetWithDependents();
  await client.delete(fleets, { name: "armada", namespace: "default" });
  await untilGone([kinds.configMaps, "charts"], [secrets, "codes"]);
  expect(await find(kinds.configMaps, "spare")).toBeDefined();
}, 30_000);

test("kinds defined later are followed, and go with their definition", async () => {
  await manage();
  await client.create(definitions, definition);
  await fleetWithDependents();
  await client.delete(definitions, { name: definition.metadata.name });
  await untilGone([kinds.configMaps, "charts"], [secrets, "codes"]);
}, 30_000);

test("an owner that was gone before the collector started is missed all the same", async () => {
  await client.create(definitions, definition);
  await fleetWithDependents();
  await client.delete(fleets, { name: "armada", namespace: "default" });
  await manage();
  await untilGone([kinds.configMaps, "charts"], [secrets, "codes"]);
}, 30_000);

test("foreground: the custom resource waits for its dependents", async () => {
  await client.create(definitions, definition);
  await manage();
  await fleetWithDependents();
  await client.delete(
    fleets,
    { name: "armada", namespace: "default" },
    { propagationPolicy: "Foreground" },
  );
  await untilGone([fleets, "armada"]);
  expect(await find(secrets, "codes")).toBeUndefined();
}, 30_000);

test("orphan: dependents, custom ones too, forget their owner", async () => {
  await client.create(definitions, definition);
  await manage();
  const fleet = await fleetWithDependents();
  await create(fleets, "squadron", fleet);
  await client.delete(
    fleets,
    { name: "armada", namespace: "default" },
    { propagationPolicy: "Orphan" },
  );
  await untilGone([fleets, "armada"]);
  for (const [resource, name] of [
    [secrets, "codes"],
    [fleets, "squadron"],
  ] as const)
    expect((await find(resource, name))?.metadata.ownerReferences ?? []).toEqual([]);
}, 30_000);
