// The profiles that are played beside a life: volumes and devices, on the embedded API server.

import { afterEach, expect, test } from "bun:test";
import type { KubeObject } from "../kube/index.ts";
import { profileStages } from "../stage/index.ts";
import { Cluster, eventually } from "./controller.test-kit.ts";

let cluster: Cluster;
afterEach(() => cluster.stop());

const CLAIMS = "/api/v1/namespaces/default/persistentvolumeclaims";
const VOLUMES = "/api/v1/persistentvolumes";
const DEVICES = "dra.kwokbench.dev/devices";

type Status = { readonly phase?: string } | undefined;

function claim(name: string, spec: object = {}): object {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name, annotations: { "claim-provision.stage.kwok.x-k8s.io/delay": "0s" } },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "3Gi" } }, ...spec },
  };
}

function volume(name: string, spec: object = {}): object {
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name },
    spec: {
      capacity: { storage: "5Gi" },
      accessModes: ["ReadWriteOnce"],
      persistentVolumeReclaimPolicy: "Retain",
      hostPath: { path: "/tmp" },
      ...spec,
    },
  };
}

/** What is at the path; undefined where nothing is. */
function at(path: string): Promise<KubeObject | undefined> {
  return cluster.get(path).catch(() => undefined);
}

const phaseOf = (object: KubeObject | undefined): string =>
  (object?.["status"] as Status)?.phase ?? "none";
const has =
  (path: string, phase: string): (() => Promise<boolean>) =>
  async () =>
    phaseOf(await at(path)) === phase;

test("a claim gets a volume of its own; both go when it is deleted", async () => {
  cluster = new Cluster();
  await cluster.start({ stages: profileStages("volumes") });
  await cluster.server.call("POST", CLAIMS, claim("data", { storageClassName: "quick" }));
  await eventually(has(`${CLAIMS}/data`, "Bound"), "the claim is bound");
  const bound = await cluster.get(`${CLAIMS}/data`);
  const name = `pvc-${bound.metadata.uid}`;
  expect(bound).toMatchObject({
    metadata: {
      finalizers: ["kubernetes.io/pvc-protection", "simulated.kwokbench.dev/release"],
    },
    spec: { volumeName: name },
    status: { capacity: { storage: "3Gi" }, accessModes: ["ReadWriteOnce"] },
  });
  await eventually(has(`${VOLUMES}/${name}`, "Bound"), "so is the volume");
  expect(await cluster.get(`${VOLUMES}/${name}`)).toMatchObject({
    metadata: { finalizers: ["kubernetes.io/pv-protection"] },
    spec: { claimRef: { name: "data", uid: bound.metadata.uid }, storageClassName: "quick" },
  });
  await cluster.server.call("DELETE", `${CLAIMS}/data`);
  await eventually(has(`${CLAIMS}/data`, "none"), "the claim is gone");
  await eventually(has(`${VOLUMES}/${name}`, "none"), "its volume was reclaimed");
});

test("a claim is bound to the volume it names, when that comes; a kept volume is released", async () => {
  cluster = new Cluster();
  await cluster.start({ stages: profileStages("volumes") });
  await cluster.server.call(
    "POST",
    CLAIMS,
    claim("named", { volumeName: "disk", storageClassName: "" }),
  );
  await cluster.server.call("POST", CLAIMS, claim("waits", { storageClassName: "" }));
  await cluster.server.call("POST", VOLUMES, volume("disk"));
  await eventually(has(`${CLAIMS}/named`, "Bound"), "the claim is bound");
  expect(phaseOf(await at(`${VOLUMES}/disk`))).toBe("Bound");
  await cluster.server.call("POST", VOLUMES, volume("free"));
  await eventually(has(`${VOLUMES}/free`, "Available"), "another volume is free");
  await cluster.server.call("DELETE", `${CLAIMS}/named`);
  await eventually(has(`${VOLUMES}/disk`, "Released"), "it is released and kept");
  await cluster.server.call("DELETE", `${VOLUMES}/disk`);
  await eventually(has(`${VOLUMES}/disk`, "none"), "it may be deleted then");
  expect(phaseOf(await at(`${CLAIMS}/waits`))).toBe("Pending");
});

test("a node publishes its devices, again when their number changes or the slice was deleted", async () => {
  cluster = new Cluster();
  await cluster.start({ stages: [...profileStages("fast"), ...profileStages("dra")] });
  await cluster.node("plain");
  await cluster.node("gpus", { annotations: { [DEVICES]: "2" } });
  const path = "/apis/resource.k8s.io/v1/resourceslices/gpus-simulated";
  const names = async (): Promise<string> => {
    const slice = await at(path);
    const spec = slice?.["spec"] as { devices?: readonly { name: string }[] } | undefined;
    return (spec?.devices ?? []).map(({ name }) => name).join();
  };
  await eventually(async () => (await names()) === "device-0,device-1", "two are published");
  expect(await cluster.get(path)).toMatchObject({
    metadata: { ownerReferences: [{ kind: "Node", name: "gpus", controller: true }] },
    spec: { driver: "simulated.kwokbench.dev", nodeName: "gpus", pool: { name: "gpus" } },
  });
  const { uid } = (await cluster.get(path)).metadata;
  await cluster.server.call("PATCH", "/api/v1/nodes/gpus", {
    metadata: { annotations: { [DEVICES]: "3" } },
  });
  await eventually(async () => (await names()) === "device-0,device-1,device-2", "one more");
  await cluster.server.call("DELETE", path);
  await eventually(async () => {
    const slice = await at(path);
    return slice !== undefined && slice.metadata.uid !== uid;
  }, "the slice is back");
  const { items } = await cluster.server.call<{ items: unknown[] }>(
    "GET",
    "/apis/resource.k8s.io/v1/resourceslices",
  );
  expect(items.length).toBe(1);
});

test("an allocated claim hears that its devices are ready", async () => {
  cluster = new Cluster();
  await cluster.start({ stages: profileStages("dra") });
  const path = "/apis/resource.k8s.io/v1/namespaces/default/resourceclaims";
  const request = { name: "gpu", exactly: { deviceClassName: "simulated" } };
  await cluster.server.call("POST", path, {
    apiVersion: "resource.k8s.io/v1",
    kind: "ResourceClaim",
    metadata: { name: "c" },
    spec: { devices: { requests: [request] } },
  });
  const result = {
    request: "gpu",
    driver: "simulated.kwokbench.dev",
    pool: "gpus",
    device: "device-0",
  };
  await cluster.server.call("PATCH", `${path}/c/status`, {
    status: { allocation: { devices: { results: [result] } } },
  });
  const devices = async (): Promise<unknown> =>
    ((await cluster.get(`${path}/c`))["status"] as { devices?: unknown }).devices;
  await eventually(async () => (await devices()) !== undefined, "it hears");
  expect(await devices()).toMatchObject([
    { device: "device-0", pool: "gpus", conditions: [{ type: "Ready", status: "True" }] },
  ]);
});
