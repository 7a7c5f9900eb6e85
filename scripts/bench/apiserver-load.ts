// Writes and reads that load an API server: bodies made beforehand, so many requests in flight, nothing read twice.

import { type Client, patchRequest } from "../../src/client/index.ts";
import { type KubeObject, collectionPath, resources } from "../../src/kube/index.ts";
import { cpuOf } from "./drive.ts";
import type { Server } from "./servers.ts";

export interface Rate {
  readonly perSecond: number;
  /** Of the server, all its processes, a request. */
  readonly cpuSeconds: number;
}

type Request = Parameters<Client["discard"]>[0];

/** Sends all of them, at most `inFlight` at a time. */
export async function sendAll(
  { client, pids }: Pick<Server, "client" | "pids">,
  requests: readonly Request[],
  inFlight = 64,
): Promise<Rate> {
  const cpu = (): number => pids.reduce((sum, pid) => sum + cpuOf(pid), 0);
  const cpuBefore = cpu();
  const startMs = performance.now();
  let next = 0;
  const send = async (): Promise<void> => {
    while (next < requests.length) await client.discard(requests[next++]!);
  };
  await Promise.all(Array.from({ length: inFlight }, send));
  const seconds = (performance.now() - startMs) / 1000;
  return {
    perSecond: requests.length / seconds,
    cpuSeconds: (cpu() - cpuBefore) / requests.length,
  };
}

const { pods } = resources;

export function creates(objects: readonly KubeObject[]): Request[] {
  const path = collectionPath(pods, "default");
  return objects.map((object) => ({ method: "POST", path, body: JSON.stringify(object) }));
}

/** What a kubelet sends when a pod has started. */
export function statusPatches(objects: readonly KubeObject[]): Request[] {
  return objects.map(({ metadata: { name } }, index) =>
    patchRequest(
      pods,
      { name, namespace: "default" },
      "strategic",
      { status: runningStatus(index) },
      { subresource: "status" },
    ),
  );
}

const at = "2026-02-03T04:05:06Z";

function runningStatus(index: number): unknown {
  const condition = (type: string) => ({ type, status: "True", lastTransitionTime: at });
  const podIP = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  return {
    phase: "Running",
    conditions: ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map(condition),
    hostIP: "192.168.1.1",
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: at,
    containerStatuses: [
      {
        name: "main",
        image: "app:1",
        imageID: "",
        ready: true,
        started: true,
        restartCount: 0,
        state: { running: { startedAt: at } },
      },
    ],
  };
}

/** Nodes as kubelets report them: ready, with room. */
export function readyNodes(count: number): KubeObject[] {
  const room = { cpu: "32", memory: "256Gi", "ephemeral-storage": "1Ti", pods: "110" };
  const conditions = [
    { type: "Ready", status: "True", lastHeartbeatTime: at, lastTransitionTime: at },
  ];
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: `node-${index}`, labels: { "kubernetes.io/hostname": `node-${index}` } },
    status: { capacity: room, allocatable: room, conditions },
  }));
}
