// Pods: the status they start with, and how long they take to go (registry/core/pod/strategy.go).

import { recordAt } from "../store/draft.ts";
import { qualityOfService } from "./quality-of-service.ts";
import type { Strategy } from "./strategy.ts";

interface PodAddresses {
  readonly podIP?: string;
  readonly podIPs?: readonly { readonly ip?: string }[];
}

const GRACE_SECONDS_DEFAULT = 30;

export const podStrategy: Strategy = {
  /** The one address, which old clients know, is the first of them. */
  completeSent(pod, part) {
    if (part !== "status") return;
    const status = recordAt(pod, "status") as PodAddresses;
    const { podIP, podIPs } = status;
    const first = podIPs?.[0]?.ip;
    if (podIP === first) return;
    if (podIP) pod["status"] = { ...status, podIPs: [{ ip: podIP }] };
    else if (first) pod["status"] = { ...status, podIP: first };
  },

  prepareCreate(pod) {
    const spec = recordAt(pod, "spec");
    const gates = spec["schedulingGates"];
    const gated = Array.isArray(gates) && gates.length > 0;
    const lastTransitionTime = pod.metadata.creationTimestamp;
    pod["status"] = {
      phase: "Pending",
      qosClass: qualityOfService(spec),
      ...(gated && { conditions: [{ ...GATED, lastTransitionTime }] }),
    };
    // A negative time to end in is the shortest there is.
    if (Number(spec["terminationGracePeriodSeconds"]) < 0)
      pod["spec"] = { ...spec, terminationGracePeriodSeconds: 1 };
  },

  /** Old kubelets corrupt owners in a way that breaks garbage collection. */
  statusKeeps: ["ownerReferences"],

  /** Writers that know nothing of observed generations or service classes would clear them. */
  prepareStatus(pod, before) {
    const [after, old] = [recordAt(pod, "status"), recordAt(before, "status")];
    for (const field of ["observedGeneration", "qosClass"])
      if (old[field] !== undefined && !after[field])
        pod["status"] = { ...recordAt(pod, "status"), [field]: old[field] };
  },

  deletionGraceSeconds(pod, asked) {
    const spec = recordAt(pod, "spec");
    const own = spec["terminationGracePeriodSeconds"];
    const seconds = asked ?? (typeof own === "number" ? own : GRACE_SECONDS_DEFAULT);
    const phase = recordAt(pod, "status")["phase"];
    // No kubelet has it, or it is over: there is nobody to wait for.
    if (!spec["nodeName"] || phase === "Succeeded" || phase === "Failed") return 0;
    return seconds < 0 ? 1 : seconds;
  },
};

const GATED = {
  type: "PodScheduled",
  status: "False",
  lastProbeTime: null,
  reason: "SchedulingGated",
  message: "Scheduling is blocked due to non-empty scheduling gates",
};
