// The resources of metrics.k8s.io: what nodes and pods use. Nothing of them is stored; kubelets are asked.

import { apiVersionOf, qualifiedName, type ResourceInfo } from "../../kube/index.ts";
import type { ServedResource } from "./registry.ts";

export const METRICS_GROUP = "metrics.k8s.io";

/** As metrics-server has them. */
export function metricsResources(): ServedResource[] {
  return [served("nodes", "NodeMetrics", false), served("pods", "PodMetrics", true)];
}

function served(plural: string, kind: string, namespaced: boolean): ServedResource {
  const info: ResourceInfo = {
    group: METRICS_GROUP,
    version: "v1beta1",
    plural,
    singular: plural.slice(0, -1),
    kind,
    namespaced,
    verbs: ["get", "list"],
    preferred: true,
    generation: false,
    unconditionalUpdate: false,
    createOnUpdate: false,
    returnsDeleted: false,
  };
  return {
    info,
    apiVersion: apiVersionOf(info),
    qualifiedName: qualifiedName(info),
    definition: { name: qualifiedName(info), fieldNames: [], readFields: () => [] },
    refusedAs: info,
    strategy: {},
    hasStatus: false,
    verbs: new Set(info.verbs),
    subresources: new Map(),
  };
}
