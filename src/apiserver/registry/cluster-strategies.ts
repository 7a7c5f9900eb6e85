// Nodes keep the status they register with; namespaces start Active and hold a finalizer until they are empty.

import type { KubeObject } from "../../kube/index.ts";
import { recordAt, type Draft } from "../store/draft.ts";
import type { Strategy } from "./strategy.ts";

export const nodeStrategy: Strategy = {
  keepsStatusOnCreate: true,
  prepareCreate(node) {
    const status = recordAt(node, "status");
    if (status["capacity"] && !status["allocatable"])
      node["status"] = { ...status, allocatable: status["capacity"] };
  },
  statusHasDefaults: true,
  completeSent: firstRange,
  prepareUpdate: withoutOldConfig,
  /** What kubelets were configured by once is no longer: it can only be taken away. */
  prepareStatus(node, before) {
    const { config, ...status } = recordAt(node, "status");
    if (config !== undefined && recordAt(before, "status")["config"] === undefined)
      node["status"] = status;
  },
};

function withoutOldConfig(node: Draft, before: KubeObject): void {
  const { configSource, ...spec } = recordAt(node, "spec");
  if (configSource !== undefined && recordAt(before, "spec")["configSource"] === undefined)
    node["spec"] = spec;
}

/** The one range of addresses, which old clients know, is the first of them. */
function firstRange(node: Draft): void {
  const spec = recordAt(node, "spec") as { podCIDR?: string; podCIDRs?: readonly string[] };
  const { podCIDR, podCIDRs } = spec;
  const first = podCIDRs?.[0];
  if (podCIDR && podCIDR !== first) node["spec"] = { ...spec, podCIDRs: [podCIDR] };
  else if (first !== undefined && !podCIDR) node["spec"] = { ...spec, podCIDR: first };
}

export const NAMESPACE_FINALIZER = "kubernetes";
const NAME_LABEL = "kubernetes.io/metadata.name";

export const namespaceStrategy: Strategy = {
  prepareCreate(namespace) {
    const { metadata } = namespace;
    metadata.labels = { ...metadata.labels, [NAME_LABEL]: metadata.name };
    namespace["spec"] = { finalizers: [NAMESPACE_FINALIZER] };
    namespace["status"] = { phase: "Active" };
  },
  markDeleted(namespace) {
    namespace["status"] = { ...recordAt(namespace, "status"), phase: "Terminating" };
  },
  isHeld: (namespace) => {
    const { finalizers } = recordAt(namespace, "spec");
    return Array.isArray(finalizers) && finalizers.length > 0;
  },
  prepareUpdate(namespace, before) {
    const { metadata } = namespace;
    if (metadata.labels?.[NAME_LABEL] !== metadata.name)
      metadata.labels = { ...metadata.labels, [NAME_LABEL]: metadata.name };
    // Only the finalize subresource may change the spec.
    namespace["spec"] = before["spec"];
  },
};
