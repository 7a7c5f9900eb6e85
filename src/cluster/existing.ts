// A cluster that exists already, by kubeconfig: kwokbench adds only what the scenario asks for (usually the controller),
// simulates only the nodes of its own run, and leaves everything else alone.

import { join } from "node:path";
import { exitCodes, fail, messageOf } from "../base/index.ts";
import { type Endpoint, endpointFromKubeconfig } from "../client/index.ts";
import { askServerVersion, assembleCluster } from "./assemble.ts";
import { roleArguments, sameForAll, startComponents } from "./components.ts";
import type { Cluster, ClusterContext, ClusterRequest } from "./types.ts";

const ANSWER_TIMEOUT_MS = 10_000;

/** Rejects with FailureError where the kubeconfig cannot be read or its API server does not answer. */
export async function openExisting(
  request: ClusterRequest,
  context: ClusterContext,
): Promise<Cluster> {
  const endpoint = await endpointFromKubeconfig(request.kubeconfig);
  const serverVersion = await answeringVersion(endpoint, context);
  return assembleCluster(request, context, async (children) => {
    const { file, context: contextName } = request.kubeconfig;
    const roleFlags = roleArguments({ kubeconfig: file, context: contextName });
    const kubeconfigFile =
      file ?? Bun.env["KUBECONFIG"] ?? join(Bun.env["HOME"] ?? "", ".kube/config");
    const manage = ["--manage-nodes-with-label-selector", request.nodeSelector];
    const target = sameForAll(roleFlags, kubeconfigFile);
    return {
      ...(await startComponents(request, context, children, target, manage)),
      endpoint,
      serverVersion,
      apiServer: undefined,
      serverSentence: `${endpoint.url}, ${serverVersion}; not started by kwokbench, so its CPU and memory are not in this report.`,
    };
  });
}

/** Throws FailureError where the server does not answer in time. */
async function answeringVersion(endpoint: Endpoint, context: ClusterContext): Promise<string> {
  try {
    return await askServerVersion(endpoint, context, AbortSignal.timeout(ANSWER_TIMEOUT_MS));
  } catch (error) {
    return fail(
      `the API server at ${endpoint.url} does not answer: ${messageOf(error)}`,
      "check that it is running and that the kubeconfig's context is the right one",
      exitCodes.incomplete,
    );
  }
}
