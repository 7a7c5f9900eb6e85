// Pods: the status they start with, and how long they take to go (registry/core/pod/strategy.go).

import { jsonEqual, type KubeObject } from "../../kube/index.ts";
import { recordAt, type Draft } from "../store/draft.ts";
import { qualityOfService } from "./quality-of-service.ts";
import type { FieldError, Strategy } from "./strategy.ts";

const GRACE_SECONDS_DEFAULT = 30;
/** What an update may change in a pod's spec, besides the images of its containers. */
const MUTABLE_SPEC_FIELDS = [
  "activeDeadlineSeconds",
  "tolerations",
  "schedulingGates",
  "terminationGracePeriodSeconds",
];

export const podStrategy: Strategy = {
  prepareCreate(pod) {
    const spec = recordAt(pod, "spec");
    const gates = spec["schedulingGates"];
    const gated = Array.isArray(gates) && gates.length > 0;
    pod["status"] = {
      phase: "Pending",
      qosClass: qualityOfService(spec),
      ...(gated && { conditions: [GATED] }),
    };
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

  validateCreate(pod) {
    const containers = recordAt(pod, "spec")["containers"];
    if (Array.isArray(containers) && containers.length > 0) return [];
    return [{ field: "spec.containers", reason: "FieldValueRequired", message: "Required value" }];
  },

  validateUpdate(pod, before) {
    if (pod["spec"] === before["spec"]) return [];
    const errors = nodeNameError(pod, before);
    if (errors) return [errors];
    return jsonEqual(frozen(pod), frozen(before)) ? [] : [SPEC_FORBIDDEN];
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
  reason: "SchedulingGated",
  message: "Scheduling is blocked due to non-empty scheduling gates",
};

const SPEC_FORBIDDEN: FieldError = {
  field: "spec",
  reason: "FieldValueForbidden",
  message:
    "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
};

function nodeNameError(pod: Draft, before: KubeObject): FieldError | undefined {
  const [after, old] = [recordAt(pod, "spec")["nodeName"], recordAt(before, "spec")["nodeName"]];
  if (after === old) return undefined;
  return { field: "spec", reason: "FieldValueForbidden", message: SPEC_FORBIDDEN.message };
}

/** The spec without what may change. */
function frozen(pod: Draft | KubeObject): never {
  const spec: Record<string, unknown> = { ...recordAt(pod, "spec") };
  for (const field of MUTABLE_SPEC_FIELDS) delete spec[field];
  for (const field of ["containers", "initContainers"]) {
    const containers = spec[field];
    if (Array.isArray(containers))
      spec[field] = containers.map((container: object) => ({ ...container, image: "" }));
  }
  delete spec["ephemeralContainers"];
  return spec as never;
}
