// The least that a controller can do: for each node and each bound pod one write, always of the same text, for each deletion
// one more. No stages, leases, retries or shards. What no controller in this runtime gets below, on this machine, at this
// pace. Run as a program it is that controller; imported, `startBareController` starts it.

import { roleSettings, systemClock } from "../../src/base/index.ts";
import {
  ApiError,
  type Client,
  type ObjectRef,
  createClient,
  createTransport,
  deleteRequest,
  endpointFromKubeconfig,
  patchRequest,
  watchEvents,
} from "../../src/client/index.ts";
import { type KubeObject, type Resource, resources } from "../../src/kube/index.ts";

interface BareController {
  readonly pid: number;
  stop(): Promise<void>;
}

export async function startBareController(kubeconfig: string): Promise<BareController> {
  const child = Bun.spawn([process.execPath, import.meta.path, kubeconfig], {
    env: { ...process.env, ...roleSettings("controller") },
    stdout: "pipe",
    stderr: "inherit",
  });
  await child.stdout.getReader().read();
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await child.exited;
  };
  return { pid: child.pid, stop };
}

if (import.meta.main) {
  const endpoint = await endpointFromKubeconfig({ file: process.argv[2] });
  const client = createClient(createTransport(endpoint, "bare"));
  const at = new Date().toISOString();
  const node = JSON.stringify({ status: nodeStatus(at) });
  const pod = JSON.stringify({ status: podStatus(at) });
  void playAll(client, resources.nodes, node);
  void playAll(client, resources.pods, pod);
  console.log("ready");
}

/** A kube-apiserver that is short of CPU ends watches that it finds slow: they are resumed. */
async function playAll(client: Client, resource: Resource, status: string): Promise<never> {
  let resourceVersion = "0";
  for (;;)
    await watchEvents(
      client,
      resource,
      { resourceVersion, signal: AbortSignal.timeout(2 ** 31 - 1) },
      systemClock,
      (events) => {
        for (const { type, object } of events) {
          resourceVersion = object.metadata.resourceVersion ?? resourceVersion;
          if (type !== "BOOKMARK" && type !== "DELETED")
            void play(client, resource, type, object, status);
        }
      },
    );
}

async function play(
  client: Client,
  resource: Resource,
  type: "ADDED" | "MODIFIED",
  { metadata }: KubeObject,
  status: string,
): Promise<void> {
  const ref: ObjectRef = { name: metadata.name, namespace: metadata.namespace };
  if (metadata.deletionTimestamp)
    await client.discard(deleteRequest(resource, ref, { gracePeriodSeconds: 0 })).catch(unlessGone);
  else if (type === "ADDED")
    await client.discard(
      patchRequest(resource, ref, "strategic", status, { subresource: "status" }),
    );
}

/** Of a pod's deletion a watch may tell twice. */
function unlessGone(error: unknown): void {
  if (!(error instanceof ApiError) || error.code !== 404) throw error;
}

function conditions(at: string, types: readonly string[]): readonly object[] {
  return types.map((type) => ({ type, status: "True", lastTransitionTime: at }));
}

/** What a node of the benchmarks looks like when it is ready. */
export function nodeStatus(at: string): object {
  const room = { cpu: "32", memory: "256Gi", pods: "110" };
  return { conditions: conditions(at, ["Ready"]), allocatable: room, capacity: room };
}

/** What a pod of the benchmarks looks like when it runs. */
export function podStatus(at: string): object {
  return {
    phase: "Running",
    startTime: at,
    hostIP: "192.168.1.1",
    podIP: "10.0.0.1",
    podIPs: [{ ip: "10.0.0.1" }],
    conditions: conditions(at, ["Initialized", "Ready", "ContainersReady", "PodScheduled"]),
    containerStatuses: [
      {
        name: "main",
        image: "app:1",
        imageID: "",
        ready: true,
        restartCount: 0,
        state: { running: { startedAt: at } },
      },
    ],
  };
}
