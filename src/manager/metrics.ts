// What the manager counts of itself, and how it is written down.

import { type ProcessUsage, PrometheusText, ownUsage } from "../base/index.ts";
import type { ReflectorStatistics } from "../client/index.ts";
import type { Writer } from "./wire/write.ts";
import type { Controller } from "./workload/owner-controller.ts";

export interface QueueMetrics {
  /** Objects looked at so far, attempts that failed, objects waiting. */
  readonly syncs: number;
  readonly failures: number;
  readonly depth: number;
}

/** Plain data: what the runner collects. The histogram is HDR V2, compressed, base64, in µs. */
export interface ManagerMetrics extends ProcessUsage {
  readonly controllers: Readonly<Record<string, QueueMetrics>>;
  readonly writes: number;
  readonly writeFailures: number;
  readonly watches: Readonly<Record<string, ReflectorStatistics>>;
  readonly histograms: { readonly write: string };
}

export interface Observed {
  readonly controllers: ReadonlyMap<string, Controller>;
  readonly writer: Writer;
  readonly watches: ManagerMetrics["watches"];
}

export function metricsOf({ controllers, writer, watches }: Observed): ManagerMetrics {
  return {
    ...ownUsage(),
    controllers: Object.fromEntries(
      [...controllers].map(([name, controller]) => [name, queueMetrics(controller)]),
    ),
    writes: writer.writes,
    writeFailures: writer.failures,
    watches,
    histograms: { write: writer.latency.encode() },
  };
}

export function prometheusOf({ controllers, writer }: Observed): string {
  const queues = [...controllers].map(
    ([name, controller]) => [{ name }, queueMetrics(controller)] as const,
  );
  const usage = ownUsage();
  return new PrometheusText()
    .counter(
      "kwokbench_manager_syncs_total",
      "Objects looked at, by controller.",
      queues.map(([labels, { syncs }]) => [labels, syncs]),
    )
    .counter(
      "workqueue_retries_total",
      "Objects to be looked at again after a failure.",
      queues.map(([labels, { failures }]) => [labels, failures]),
    )
    .gauge(
      "workqueue_depth",
      "Objects that wait to be looked at.",
      queues.map(([labels, { depth }]) => [labels, depth]),
    )
    .histogram("kwokbench_manager_write_duration_seconds", "From sending a change to its answer.", [
      [{}, writer.latency],
    ])
    .counter("process_cpu_seconds_total", "CPU time used.", [[{}, usage.cpuSeconds]])
    .gauge("process_resident_memory_bytes", "Memory held.", [[{}, usage.rssBytes]])
    .toString();
}

function queueMetrics({ queues }: Controller): QueueMetrics {
  let syncs = 0;
  let failures = 0;
  let depth = 0;
  for (const queue of queues) {
    syncs += queue.syncs;
    failures += queue.failures;
    depth += queue.depth;
  }
  return { syncs, failures, depth };
}
