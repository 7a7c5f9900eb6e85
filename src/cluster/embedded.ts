// A cluster out of this one executable: API server, scheduler, controller, each a process of its own on loopback, talking
// the Kubernetes API to each other as they would to a real server.

import { join } from "node:path";
import { createClient, createTransport } from "../client/index.ts";
import { Children } from "./children.ts";
import { playersFidelity } from "./fidelity.ts";
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
    const { schedulerClient } = await startPlayers(request, context, children, {
      roleFlags,
      kubeconfigFile,
    });
    return {
      endpoint,
      serverVersion: await serverVersion(endpoint.url, context.version),
      components: children.components,
      fidelity: [
        "API server: kwokbench's embedded one, in memory; no etcd, so storage latency is not part of any figure.",
        ...playersFidelity(request),
      ],
      schedulerClient,
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
