// Which taints a pod puts up with: api/core/v1 Toleration.ToleratesTaint, v1.36, with the comparison operators off as
// they are by default there.

import type { Taint } from "../kube/index.ts";
import type { Toleration } from "./pod-spec.ts";

export const TAINT_UNSCHEDULABLE: Taint = {
  key: "node.kubernetes.io/unschedulable",
  effect: "NoSchedule",
};

export function tolerates(tolerations: readonly Toleration[], taint: Taint): boolean {
  for (const toleration of tolerations) if (matches(toleration, taint)) return true;
  return false;
}

/** Whether a taint that keeps pods away (NoSchedule, NoExecute) is not tolerated. */
export function repels(taints: readonly Taint[], tolerations: readonly Toleration[]): boolean {
  for (const taint of taints) {
    if (taint.effect !== "NoSchedule" && taint.effect !== "NoExecute") continue;
    if (!tolerates(tolerations, taint)) return true;
  }
  return false;
}

/** How many PreferNoSchedule taints are not tolerated: what TaintToleration scores. */
export function discouragements(
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
): number {
  let count = 0;
  for (const taint of taints)
    if (taint.effect === "PreferNoSchedule" && !tolerates(tolerations, taint)) count++;
  return count;
}

function matches(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator ?? "") {
    case "":
    case "Equal":
      return (toleration.value ?? "") === (taint.value ?? "");
    case "Exists":
      return true;
    default:
      return false;
  }
}
