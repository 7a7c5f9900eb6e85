// The number behind a pod's priority class (plugin/pkg/admission/priority).

import { status, type KubeObject } from "../../kube/index.ts";
import { textOf, type Draft } from "../store/draft.ts";
import type { Lookup } from "../registry/lookup.ts";
import type { AdmissionPlugin } from "./admission.ts";

const PRIORITY_CLASSES = "priorityclasses.scheduling.k8s.io";
const PODS = { group: "", plural: "pods" };

interface PodPriority {
  priorityClassName?: string;
  priority?: number;
  preemptionPolicy?: string;
}

export const priority: AdmissionPlugin = {
  name: "Priority",
  resources: ["pods"],
  step({ draft, operation }, lookup) {
    const spec = draft["spec"] as PodPriority | undefined;
    if (!spec || operation !== "create") return undefined;
    const name = spec.priorityClassName ?? "";
    const found = name === "" ? defaultClass(lookup) : lookup.get(PRIORITY_CLASSES, "", name);
    if (name !== "" && !found)
      return status.forbidden(
        PODS,
        draft.metadata.name,
        `no PriorityClass with name ${name} was found`,
      );
    resolve(draft, spec, found);
    return undefined;
  },
};

function resolve(pod: Draft, spec: PodPriority, found: KubeObject | undefined): void {
  const value = Number(found?.["value"] ?? 0);
  const policy =
    spec.preemptionPolicy ?? (textOf(found?.["preemptionPolicy"]) || "PreemptLowerPriority");
  pod["spec"] = {
    ...spec,
    priority: value,
    preemptionPolicy: policy,
    ...(found && { priorityClassName: found.metadata.name }),
  };
}

/** The class marked as global default; of several, the one with the lowest value. */
function defaultClass(lookup: Lookup): KubeObject | undefined {
  let chosen: KubeObject | undefined;
  for (const found of lookup.list(PRIORITY_CLASSES)) {
    if (found["globalDefault"] !== true) continue;
    if (!chosen || Number(found["value"]) < Number(chosen["value"])) chosen = found;
  }
  return chosen;
}
