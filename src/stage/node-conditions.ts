// The conditions of a node in good health, as the template function NodeConditions gives them.

interface HealthyCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

const healthy = (
  type: string,
  reason: string,
  message: string,
  status = "False",
): HealthyCondition => ({
  type,
  status,
  reason,
  message,
});

/** Types, statuses and reasons are the kubelet's. */
export const healthyNodeConditions: readonly HealthyCondition[] = [
  healthy("Ready", "KubeletReady", "kubelet is posting ready status", "True"),
  healthy(
    "MemoryPressure",
    "KubeletHasSufficientMemory",
    "kubelet has sufficient memory available",
  ),
  healthy("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
  healthy("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
  healthy("NetworkUnavailable", "RouteCreated", "RouteController created a route"),
];
