// What the scheduler counts of itself, and how it is written down.

import { LatencyHistogram, type ProcessUsage, PrometheusText, ownUsage } from "../base/index.ts";
import type { ReflectorStatistics } from "../client/index.ts";
import type { PodCounts } from "./core.ts";

/** Plain data: what the runner collects. Histograms are HDR V2, compressed, base64, in µs. */
export interface SchedulerMetrics extends ProcessUsage {
  readonly attempts: {
    readonly scheduled: number;
    readonly unschedulable: number;
    readonly error: number;
  };
  readonly pods: PodCounts;
  readonly nodes: number;
  /** How often a node was looked at: what all decisions cost together. */
  readonly nodesJudged: number;
  readonly watches: Readonly<Record<"nodes" | "pods", ReflectorStatistics>>;
  /** Time to decide, and time from sending a binding to its answer. */
  readonly histograms: { readonly decide: string; readonly bind: string };
}

export class Recorder {
  readonly decide = LatencyHistogram.empty();
  readonly bind = LatencyHistogram.empty();
  scheduled = 0;
  unschedulable = 0;
  error = 0;
}

export interface Observed {
  readonly pods: PodCounts;
  readonly nodes: number;
  readonly nodesJudged: number;
  readonly watches: SchedulerMetrics["watches"];
}

export function metricsOf(recorder: Recorder, observed: Observed): SchedulerMetrics {
  const { scheduled, unschedulable, error, decide, bind } = recorder;
  return {
    ...ownUsage(),
    attempts: { scheduled, unschedulable, error },
    ...observed,
    pods: { ...observed.pods },
    histograms: { decide: decide.encode(), bind: bind.encode() },
  };
}

/** Under kube-scheduler's own metric names where it has one. */
export function prometheusOf(recorder: Recorder, observed: Observed): string {
  const { scheduled, unschedulable, error, decide, bind } = recorder;
  const { active, backoff, gated, held } = observed.pods;
  const usage = ownUsage();
  return new PrometheusText()
    .counter("scheduler_schedule_attempts_total", "Attempts to schedule a pod, by result.", [
      [{ result: "scheduled" }, scheduled],
      [{ result: "unschedulable" }, unschedulable],
      [{ result: "error" }, error],
    ])
    .gauge("scheduler_pending_pods", "Pods that wait, by queue.", [
      [{ queue: "active" }, active],
      [{ queue: "backoff" }, backoff],
      [{ queue: "unschedulable" }, observed.pods.unschedulable + held],
      [{ queue: "gated" }, gated],
    ])
    .histogram("scheduler_scheduling_algorithm_duration_seconds", "Time to decide on one pod.", [
      [{}, decide],
    ])
    .histogram(
      "kwokbench_scheduler_bind_duration_seconds",
      "From sending a binding to its answer.",
      [[{}, bind]],
    )
    .counter("kwokbench_scheduler_nodes_judged_total", "Nodes looked at for a class of pods.", [
      [{}, observed.nodesJudged],
    ])
    .counter("process_cpu_seconds_total", "CPU time used.", [[{}, usage.cpuSeconds]])
    .gauge("process_resident_memory_bytes", "Memory held.", [[{}, usage.rssBytes]])
    .toString();
}
