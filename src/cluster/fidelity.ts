// In what a cluster differs from a real one, in sentences: every report ends with them.

import { MANAGER_FIDELITY } from "../manager/index.ts";
import type { ClusterRequest } from "./types.ts";

export function componentsFidelity(request: ClusterRequest): string[] {
  return [
    ...simulationFidelity(request),
    schedulerFidelity(request.scheduler),
    ...managerFidelity(request.controllerManager),
    ...graceFidelity(request),
  ];
}

function simulationFidelity({ controller, lease }: ClusterRequest): string[] {
  if (controller.kind === "external")
    return [
      "Nodes and pods: simulated, or run, by the cluster itself; kwokbench started no controller.",
    ];
  return [
    "Nodes and pods are simulated: no kubelet, no containers, no network; a real kubelet opens about 18 watches per node, a simulated one opens none.",
    `Node leases last ${lease.durationSeconds} s and are renewed every ${lease.renewMs / 1000} s (a real kubelet's: 40 s, 10 s).`,
  ];
}

function schedulerFidelity(scheduler: ClusterRequest["scheduler"]): string {
  switch (scheduler.kind) {
    case "embedded":
      return "Scheduler: kwokbench's embedded one; its figures do not compare with kube-scheduler's or scheduler_perf's floors.";
    case "binary":
      return `Scheduler: the program ${scheduler.path}.`;
    case "external":
      return "Scheduler: the cluster's own.";
  }
}

function graceFidelity({ nodeMonitorGraceMs }: ClusterRequest): string[] {
  return nodeMonitorGraceMs === undefined
    ? []
    : [
        `A node is taken to be gone after ${nodeMonitorGraceMs / 1000} s of silence (kube-controller-manager's own: 50 s).`,
      ];
}

function managerFidelity(manager: ClusterRequest["controllerManager"]): string[] {
  switch (manager.kind) {
    case "embedded":
      return [MANAGER_FIDELITY];
    case "binary":
      return [`Controller manager: the program ${manager.path}.`];
    case "external":
      return ["Controller manager: the cluster's own."];
    case "none":
      return [];
  }
}
