// A cluster out of this one executable: API server, scheduler, controller, each a process of its own on loopback, talking
// the Kubernetes API to each other as they would to a real server.

import { join } from "node:path";
import { createClient, createTransport } from "../client/index.ts";
import { Children } from "./children.ts";
import { roleArguments, startPlayers } from "./players.ts";
import type { Cluster, ClusterContext, ClusterRequest } from "./types.ts";
import { kubeconfigText } from "./write-kubeconfig.ts";

export async function openEmbedded(
  request: ClusterRequest,
  context: ClusterContext,
): Promise<Cluster> {
  const children = new Children(context);
  try {
    const url = await children.startRole("apiserver", ["apiserver", "--listen", "127.0.0.1:0"]);
    const endpoint = { url };
    const kubeconfigFile = join(context.directory, "kubeconfig");
    await Bun.write(kubeconfigFile, kubeconfigText("kwokbench", endpoint));
    const roleFlags = roleArguments({ master: url });
    await startPlayers(request, context, children, { roleFlags, kubeconfigFile });
    return {
      endpoint,
      serverVersion: await serverVersion(endpoint.url, context.version),
      components: children.components,
      fidelity: [
        "API server: kwokbench's embedded one, in memory; no etcd, so storage latency is not part of any figure.",
        ...playersFidelity(request),
      ],
      failed: children.failed,
      dispose: () => children.dispose(),
    };
  } catch (error) {
    children.killAll();
    throw error;
  }
}

async function serverVersion(url: string, version: string): Promise<string> {
  const client = createClient(createTransport({ url }, `kwokbench/${version}`));
  const text = await client.text({ method: "GET", path: "/version" });
  return (JSON.parse(text) as { gitVersion: string }).gitVersion;
}

/** What the players are not, in sentences. */
export function playersFidelity(request: ClusterRequest): string[] {
  const { lease } = request;
  return [
    "Nodes and pods are simulated: no kubelet, no containers, no network; a kubelet opens about 18 watches a node, these open none.",
    `Node leases last ${lease.durationSeconds} s and are renewed every ${lease.renewMs / 1000} s (the kubelet's own: 40 s, 10 s).`,
    request.scheduler.kind === "embedded"
      ? "Scheduler: kwokbench's embedded one; its figures do not compare with kube-scheduler's or scheduler_perf's floors."
      : request.scheduler.kind === "binary"
        ? `Scheduler: the program ${request.scheduler.path}.`
        : "Scheduler: whichever the cluster has.",
  ];
}
