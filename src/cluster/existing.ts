// A cluster that is already there, by kubeconfig: kwokbench brings only what the scenario says it must (the controller,
// usually), plays only nodes of its own run, and leaves everything else alone.

import { join } from "node:path";
import { exitCodes, fail, messageOf } from "../base/index.ts";
import { createClient, endpointFromKubeconfig, createTransport } from "../client/index.ts";
import { Children } from "./children.ts";
import { playersFidelity } from "./fidelity.ts";
import { roleArguments, startPlayers } from "./players.ts";
import type { Cluster, ClusterContext, ClusterRequest } from "./types.ts";

export async function openExisting(
  request: ClusterRequest,
  context: ClusterContext,
): Promise<Cluster> {
  const endpoint = await endpointFromKubeconfig(request.kubeconfig);
  const serverVersion = await askVersion(endpoint, context);
  const children = new Children(context);
  try {
    const { file, context: contextName } = request.kubeconfig;
    const roleFlags = roleArguments({ kubeconfig: file, context: contextName });
    const kubeconfigFile =
      file ?? Bun.env["KUBECONFIG"] ?? join(Bun.env["HOME"] ?? "", ".kube/config");
    const manage = ["--manage-nodes-with-label-selector", request.nodeSelector];
    const { schedulerClient } = await startPlayers(
      request,
      context,
      children,
      { roleFlags, kubeconfigFile },
      manage,
    );
    return {
      endpoint,
      serverVersion,
      components: children.components,
      fidelity: [
        `API server: ${endpoint.url}, ${serverVersion}; not started by kwokbench, so its CPU and memory are not in this report.`,
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

async function askVersion(endpoint: Cluster["endpoint"], context: ClusterContext): Promise<string> {
  const client = createClient(createTransport(endpoint, `kwokbench/${context.version}`));
  try {
    const request = {
      method: "GET",
      path: "/version",
      signal: AbortSignal.timeout(10_000),
    } as const;
    return (JSON.parse(await client.text(request)) as { gitVersion: string }).gitVersion;
  } catch (error) {
    fail(
      `the API server at ${endpoint.url} does not answer: ${messageOf(error)}`,
      "check that it runs and that the kubeconfig's context is the right one",
      exitCodes.incomplete,
    );
  }
}
