// A cluster out of this one executable: API server, scheduler, controller, each a process of its own on loopback, talking
// the Kubernetes API to each other as they would to a real server.

import { join } from "node:path";
import { runningPlugins } from "../apiserver/index.ts";
import { askServerVersion, assembleCluster } from "./assemble.ts";
import { roleArguments, startPlayers } from "./players.ts";
import type { Cluster, ClusterContext, ClusterRequest } from "./types.ts";
import { kubeconfigText, writeSecret } from "./write-kubeconfig.ts";

export function openEmbedded(request: ClusterRequest, context: ClusterContext): Promise<Cluster> {
  return assembleCluster(request, context, async (children) => {
    const { port, keepsData } = request.server ?? { port: 0, keepsData: false };
    const { enable = [], disable = [] } = request.admission ?? {};
    const running = runningPlugins({ enabled: enable, disabled: disable });
    // Over HTTPS real components speak HTTP/2, which costs them and the server less; ours speak HTTP/1.1, which does not.
    const forGo = hasRealPlayers(request) ? join(context.directory, "kubeconfig-https") : undefined;
    const url = await children.startRole("apiserver", [
      "apiserver",
      `--listen=127.0.0.1:${port}`,
      ...(forGo === undefined ? [] : [`--https-kubeconfig=${forGo}`]),
      ...(keepsData ? ["--data", join(context.directory, "data")] : []),
      ...(enable.length > 0 ? [`--enable-admission-plugins=${enable.join(",")}`] : []),
      ...(disable.length > 0 ? [`--disable-admission-plugins=${disable.join(",")}`] : []),
    ]);
    const endpoint = { url };
    const kubeconfigFile = join(context.directory, "kubeconfig");
    await writeSecret(kubeconfigFile, kubeconfigText("kwokbench", endpoint));
    const roleFlags = roleArguments({ master: url });
    const players = await startPlayers(request, context, children, {
      roleFlags,
      kubeconfigFile: forGo ?? kubeconfigFile,
    });
    return {
      ...players,
      endpoint,
      serverVersion: await askServerVersion(endpoint, context),
      apiServer: `kwokbench's embedded one, ${keepsData ? "with a log on disk" : "in memory"}; no etcd, so storage latency is not part of any figure.${forGo === undefined ? "" : " Real components reach it over HTTPS with HTTP/2."} Admission: ${running.join(", ")}.`,
    };
  });
}

function hasRealPlayers({ scheduler, controllerManager }: ClusterRequest): boolean {
  return scheduler.kind === "binary" || controllerManager.kind === "binary";
}
