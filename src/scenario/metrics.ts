// The metrics thresholds may speak of, and what each of their statistics is written in.

/**
 * `latency`: a histogram; `series`: events per second over time; `counter`: a sum over the whole run; `memory` and
 * `cpu`: samples of a role's processes, in bytes and in cores.
 */
export type MetricKind = "latency" | "series" | "counter" | "memory" | "cpu";

export interface MetricDefinition {
  readonly kind: MetricKind;
  readonly labels: readonly string[];
  readonly meaning: string;
}

export const METRICS: Readonly<Record<string, MetricDefinition>> = {
  node_ready: latency("intended create → the watch shows Ready=True"),
  node_deletion: latency("intended delete → DELETED on the watch"),
  pod_scheduling: latency("intended create → the watch shows spec.nodeName", "origin"),
  pod_startup: latency("intended create → the watch shows Ready=True", "origin"),
  pod_deletion: latency("intended delete → DELETED on the watch", "origin"),
  stage_reconcile: latency("stage due → its last patch acknowledged", "stage"),
  watch_lag: latency("write acknowledged → event received"),
  api_request: latency("request due → response read", "verb", "resource"),
  workload_ready: latency("intended create or change → status says all replicas ready", "kind"),
  nodes_created: series("nodes seen on the watch"),
  nodes_ready: series("nodes that became ready"),
  nodes_deleted: series("nodes gone"),
  pods_created: series("pods seen on the watch"),
  pods_bound: series("pods bound to a node"),
  pods_running: series("pods that began to run"),
  pods_ready: series("pods that became ready"),
  pods_deleted: series("pods gone"),
  requests_intended: series("requests the plan wanted sent"),
  requests_sent: series("requests sent"),
  requests_acknowledged: series("requests answered with success"),
  requests_failed: counter("requests refused or unanswered", "verb", "resource", "code"),
  deleted_before_ready: counter("objects deleted before they were ready", "resource"),
  watch_resumes: counter("watches that were cut and resumed"),
  watch_relists: counter("watches that had to list again"),
  watch_failures: counter("watches that failed"),
  memory: { kind: "memory", labels: ["role"], meaning: "resident memory of a role's process" },
  cpu: { kind: "cpu", labels: ["role"], meaning: "CPU time of a role's process per second" },
};

/** The series of a kind beside nodes and pods, by its plural: `deployments_created`. */
export function seriesOfPlural(plural: string): Readonly<Record<string, MetricDefinition>> {
  return {
    [`${plural}_created`]: series(`${plural} seen on the watch`),
    [`${plural}_deleted`]: series(`${plural} gone`),
  };
}

function latency(meaning: string, ...labels: readonly string[]): MetricDefinition {
  return { kind: "latency", labels, meaning };
}

function series(meaning: string): MetricDefinition {
  return { kind: "series", labels: [], meaning };
}

function counter(meaning: string, ...labels: readonly string[]): MetricDefinition {
  return { kind: "counter", labels, meaning };
}

export type StatisticUnit = "seconds" | "perSecond" | "count" | "bytes" | "cores";
type Statistics = Readonly<Record<string, StatisticUnit>>;

const STATISTICS: Readonly<Record<MetricKind, Statistics>> = {
  latency: {
    ...ofUnit("seconds", "min", "mean", "p50", "p90", "p95", "p99", "p999", "max"),
    count: "count",
    rate: "perSecond",
    censored: "count",
  },
  series: {
    ...ofUnit("perSecond", "rate", "min", "mean", "p5", "p50", "p95", "max"),
    count: "count",
    stall: "seconds",
  },
  counter: { count: "count", rate: "perSecond" },
  memory: ofUnit("bytes", "min", "mean", "p50", "p95", "max"),
  cpu: ofUnit("cores", "min", "mean", "p50", "p95", "max"),
};

/** What any percentile of a kind of metric is written in. */
const PERCENTILE_UNIT: Readonly<Record<MetricKind, StatisticUnit | undefined>> = {
  latency: "seconds",
  series: "perSecond",
  counter: undefined,
  memory: "bytes",
  cpu: "cores",
};

function ofUnit(unit: StatisticUnit, ...names: readonly string[]): Statistics {
  return Object.fromEntries(names.map((name) => [name, unit]));
}

/** The usual statistics of a kind of metric. */
export function statisticsOf(kind: MetricKind): Statistics {
  return STATISTICS[kind];
}

/** What a statistic is written in, any percentile included (`p99.9`, `p75`); undefined where there is no such one. */
export function statisticUnit(kind: MetricKind, statistic: string): StatisticUnit | undefined {
  const statistics = STATISTICS[kind];
  if (Object.hasOwn(statistics, statistic)) return statistics[statistic];
  return /^p\d{1,2}(\.\d{1,3})?$/.test(statistic) ? PERCENTILE_UNIT[kind] : undefined;
}
