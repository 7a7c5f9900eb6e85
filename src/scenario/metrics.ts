// The metrics thresholds may speak of, with what each is measured in.

export type MetricKind = "latency" | "counter";

export interface MetricDefinition {
  readonly kind: MetricKind;
  readonly labels: readonly string[];
  readonly meaning: string;
}

export const METRICS: Readonly<Record<string, MetricDefinition>> = {
  node_ready: latency("intended create → the watch shows Ready=True"),
  pod_scheduling: latency("intended create → the watch shows spec.nodeName"),
  pod_startup: latency("intended create → the watch shows Ready=True"),
  pod_deletion: latency("intended delete → DELETED on the watch"),
  stage_reconcile: latency("stage due → its last patch acknowledged", "stage"),
  watch_lag: latency("write acknowledged → event received"),
  api_request: latency("request due → response read", "verb", "resource"),
  workload_ready: latency("intended create or change → status says all replicas ready", "kind"),
  nodes_ready: counter("nodes that became ready"),
  pods_created: counter("pods created"),
  pods_bound: counter("pods bound to a node"),
  pods_running: counter("pods that became ready"),
  pods_deleted: counter("pods gone"),
};

function latency(meaning: string, ...labels: string[]): MetricDefinition {
  return { kind: "latency", labels, meaning };
}

function counter(meaning: string): MetricDefinition {
  return { kind: "counter", labels: [], meaning };
}

/** What a statistic is written in. */
export type StatisticUnit = "seconds" | "perSecond" | "count";

const LATENCY_STATISTICS: Readonly<Record<string, StatisticUnit>> = {
  min: "seconds",
  mean: "seconds",
  p50: "seconds",
  p90: "seconds",
  p95: "seconds",
  p99: "seconds",
  p999: "seconds",
  max: "seconds",
  count: "count",
  rate: "perSecond",
  censored: "count",
};

const COUNTER_STATISTICS: Readonly<Record<string, StatisticUnit>> = {
  count: "count",
  rate: "perSecond",
  min: "perSecond",
  max: "perSecond",
};

export function statisticsOf(kind: MetricKind): Readonly<Record<string, StatisticUnit>> {
  return kind === "latency" ? LATENCY_STATISTICS : COUNTER_STATISTICS;
}
