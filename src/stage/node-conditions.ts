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
  healthy("Ready", "KubeletReady", "the simulated kubelet is ready", "True"),
  healthy("MemoryPressure", "KubeletHasSufficientMemory", "memory is sufficient"),
  healthy("DiskPressure", "KubeletHasNoDiskPressure", "disk space is sufficient"),
  healthy("PIDPressure", "KubeletHasSufficientPID", "process ids are sufficient"),
  healthy("NetworkUnavailable", "RouteCreated", "the network is simulated"),
];
