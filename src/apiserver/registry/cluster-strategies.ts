// Nodes keep the status they register with; namespaces start Active and hold a finalizer until they are empty.

import { recordAt, type Draft } from "../store/draft.ts";
import type { Strategy } from "./strategy.ts";

export const nodeStrategy: Strategy = {
  keepsStatusOnCreate: true,
  prepareCreate(node) {
    const status = recordAt(node, "status");
    if (status["capacity"] && !status["allocatable"])
      node["status"] = { ...status, allocatable: status["capacity"] };
    firstRange(node);
  },
  prepareUpdate: firstRange,
};

/** The one range of addresses, which old clients know, is the first of them. */
function firstRange(node: Draft): void {
  const spec = recordAt(node, "spec");
  if (spec["podCIDR"] && !spec["podCIDRs"]) node["spec"] = { ...spec, podCIDRs: [spec["podCIDR"]] };
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
