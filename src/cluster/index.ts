// cluster brings clusters up and down. Whatever the provider, a run gets the same thing: an endpoint, the processes to
// account for, sentences on fidelity, and a promise that settles when a process dies.

import { openBinary } from "./binary.ts";
import { openEmbedded } from "./embedded.ts";
import { openExisting } from "./existing.ts";
import type { Cluster, ClusterContext, ClusterRequest } from "./types.ts";

export { CLOCK_TICKS_PER_SECOND, processUsage } from "./usage.ts";
export { freePort, ifFree } from "./components.ts";
export {
  type Identity,
  type SecureRequest,
  type SecureSetup,
  identities,
  prepareSecure,
} from "./secure.ts";
export { kubeconfigText, tokenOf, writeSecret } from "./write-kubeconfig.ts";
export type {
  ApiServerRequest,
  Cluster,
  ClusterContext,
  ClusterRequest,
  Component,
} from "./types.ts";

/**
 * Brings a cluster up; everything in it is ready when this resolves. Rejects with FailureError, and then nothing that was
 * started is left.
 */
export function openCluster(request: ClusterRequest, context: ClusterContext): Promise<Cluster> {
  switch (request.provider) {
    case "embedded":
      return openEmbedded(request, context);
    case "binary":
      return openBinary(request, context);
    case "kubeconfig":
      return openExisting(request, context);
    case "kind":
      return openExisting(withKindContext(request), context);
  }
}

/** A kind cluster is an existing one whose context is named after it: `kind create cluster` makes `kind-kind`. */
function withKindContext(request: ClusterRequest): ClusterRequest {
  const { file, context = "kind-kind" } = request.kubeconfig;
  return { ...request, kubeconfig: { file, context } };
}
