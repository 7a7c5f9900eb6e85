// From a Result to the figures that runs are compared by: one number a run for each, with its unit and good direction.

import { type Result, labelledName, parseLabelledName } from "../result/index.ts";
import type { Better, Unit } from "./types.ts";

export interface Measure {
  /** With labels: `api_request{resource=pods,verb=POST}`. */
  readonly metric: string;
  readonly statistic: string;
  readonly unit: Unit;
  readonly better: Better;
  /** Infinity where the percentile lies among objects that never got there. */
  readonly value: number;
}

/** Fewer objects say nothing of their 99th percentile but the maximum. */
export const P99_OBJECTS_MIN = 100;

/** What the plan asks for, not what the cluster did with it. */
const NOT_A_RESULT: ReadonlySet<string> = new Set(["requests_intended"]);

/** `pod_startup.p99`. */
export function measureName({ metric, statistic }: Pick<Measure, "metric" | "statistic">): string {
  return `${metric}.${statistic}`;
}

/** Latencies' p50 and p99, throughput, CPU for each pod and the most memory of each process. */
export function measuresOf(result: Result): Measure[] {
  return [...latencies(result), ...throughputs(result), ...usages(result)];
}

function latencies({ metrics }: Result): Measure[] {
  return Object.entries(metrics).flatMap(([metric, { count, censored, p50, p99 }]) => {
    const common = { metric, unit: "seconds", better: "lower" } as const;
    const objects = count + censored;
    return [
      ...(objects > 0 ? [{ ...common, statistic: "p50", value: p50 }] : []),
      ...(objects >= P99_OBJECTS_MIN ? [{ ...common, statistic: "p99", value: p99 }] : []),
    ];
  });
}

function throughputs({ series }: Result): Measure[] {
  return Object.entries(series).flatMap(([metric, { throughput }]) =>
    throughput === undefined || throughput.count < 2 || NOT_A_RESULT.has(metric)
      ? []
      : [
          {
            metric,
            statistic: "rate",
            unit: "per second" as const,
            better: "higher" as const,
            value: throughput.perSecond,
          },
        ],
  );
}

/** CPU time is set against the pods it was spent on: a run with more pods is not a slower program. */
function usages({ processes, metrics }: Result): Measure[] {
  const pods = Object.entries(metrics)
    .filter(([text]) => parseLabelledName(text).name === "pod_startup")
    .reduce((sum, [, { count, censored }]) => sum + count + censored, 0);
  return processes.flatMap(({ role, cpuSeconds, rssMaxBytes }) => {
    const common = { better: "lower" } as const;
    const cpu = pods > 0 ? "cpu_per_pod" : "cpu";
    return [
      {
        ...common,
        metric: labelledName(cpu, { role }),
        statistic: pods > 0 ? "mean" : "total",
        unit: "seconds" as const,
        value: cpuSeconds / Math.max(1, pods),
      },
      {
        ...common,
        metric: labelledName("memory", { role }),
        statistic: "max",
        unit: "bytes" as const,
        value: rssMaxBytes,
      },
    ];
  });
}
