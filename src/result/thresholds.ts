// Whether what was measured keeps to what was asked: `pod_startup.p99 < 5s`, `api_request{verb=POST}.p99 < 1s`,
// `pods_bound.rate >= 270`. Labels not named are merged, never averaged; without data a threshold fails.

import { LatencyHistogram, formatMs, nearest } from "../base/index.ts";
import { type Labels, labelsMatch, parseLabelledName } from "./label.ts";
import { censoredPercentileMs } from "./statistics.ts";
import type { Metric, Result, Series, Statistics, ThresholdResult } from "./types.ts";

/** The scenario's threshold, as far as it matters here. */
export interface ThresholdLike {
  readonly expression: string;
  readonly metric: string;
  readonly labels: Labels;
  readonly phase: string | undefined;
  /** `p50` … `p99`, `p999` or `p99.9`, `min`, `mean`, `max`, `count`, `rate`, `censored`; for series also `p5`, `stall`. */
  readonly statistic: string;
  readonly operator: "<" | "<=" | ">" | ">=";
  /** Seconds for latencies, per second for rates, plain for counts. */
  readonly bound: number;
}

export type MeasuredPart = Pick<
  Result,
  "metrics" | "series" | "counters" | "phases" | "durationSeconds"
>;

/** One answer for each threshold, in order; a failed one says in a sentence what was measured or what is missing. */
export function evaluateThresholds(
  measured: MeasuredPart,
  thresholds: readonly ThresholdLike[],
): ThresholdResult[] {
  return thresholds.map((threshold) => {
    const answer = valueOf(measured, threshold);
    const { expression } = threshold;
    if (typeof answer === "string")
      return { expression, value: undefined, pass: false, message: answer };
    const pass = compare(answer.value, threshold.operator, threshold.bound);
    if (pass) return { expression, value: answer.value, pass };
    return { expression, value: answer.value, pass, message: `It was ${describe(answer)}.` };
  });
}

interface Answer {
  readonly value: number;
  readonly unit: "seconds" | "per second" | "";
}

function describe({ value, unit }: Answer): string {
  if (value === Infinity) return "beyond what was seen: too many never got there";
  if (unit === "seconds") return formatMs(value * 1000);
  return unit === "" ? String(value) : `${value.toFixed(1)}/s`;
}

function compare(value: number, operator: ThresholdLike["operator"], bound: number): boolean {
  switch (operator) {
    case "<":
      return value < bound;
    case "<=":
      return value <= bound;
    case ">":
      return value > bound;
    case ">=":
      return value >= bound;
  }
}

function valueOf(measured: MeasuredPart, threshold: ThresholdLike): Answer | string {
  const metrics = matching(measured.metrics, threshold);
  if (metrics.length > 0) return latencyValue(measured, metrics, threshold);
  const series = matching(measured.series, threshold);
  if (series.length > 0) return seriesValue(measured, series[0]!, threshold);
  const counters = matching(measured.counters, threshold);
  if (counters.length > 0) {
    const sum = counters.reduce((total, counter) => total + counter, 0);
    return threshold.statistic === "rate"
      ? { value: sum / Math.max(measured.durationSeconds, 1), unit: "per second" }
      : { value: sum, unit: "" };
  }
  // A count of something that never happened is zero: nothing has to fail for `requests_failed.count` to be known.
  if (threshold.statistic === "count" && COUNTERS.has(threshold.metric))
    return { value: 0, unit: "" };
  return missing(measured, threshold);
}

const COUNTERS: ReadonlySet<string> = new Set([
  "requests_failed",
  "watch_resumes",
  "watch_relists",
  "watch_failures",
  "deleted_before_ready",
  "arrivals_dropped",
]);

function matching<T>(of: Readonly<Record<string, T>>, { metric, labels }: ThresholdLike): T[] {
  return Object.entries(of).flatMap(([text, value]) => {
    const known = parseLabelledName(text);
    return known.name === metric && labelsMatch(known.labels, labels) ? [value] : [];
  });
}

function missing(measured: MeasuredPart, { metric, labels }: ThresholdLike): string {
  const known = [
    ...Object.keys(measured.metrics),
    ...Object.keys(measured.series),
    ...Object.keys(measured.counters),
  ];
  const names = new Set(known.map((text) => parseLabelledName(text).name));
  if (names.has(metric)) {
    const wanted = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    return `Nothing was measured of ${metric} with ${wanted.join(", ")}.`;
  }
  const near = nearest(metric, names);
  return `Nothing was measured of ${metric}${near ? `; did you mean ${near}?` : "."}`;
}

function latencyValue(
  measured: MeasuredPart,
  metrics: readonly Metric[],
  threshold: ThresholdLike,
): Answer | string {
  const { phase, statistic, metric } = threshold;
  const parts = metrics.flatMap((metric): readonly Statistics[] => {
    if (phase === undefined) return [metric];
    const part = metric.phases?.[phase];
    return part ? [part] : [];
  });
  const elapsedSeconds = elapsed(measured, phase);
  if (elapsedSeconds === undefined) return `There was no phase ${phase}.`;
  const histogram = LatencyHistogram.empty();
  for (const part of parts) histogram.add(LatencyHistogram.decode(part.histogram));
  const censored = parts.reduce((sum, part) => sum + part.censored, 0);
  if (statistic === "count") return { value: histogram.count, unit: "" };
  if (statistic === "censored") return { value: censored, unit: "" };
  if (statistic === "rate")
    return { value: elapsedSeconds > 0 ? histogram.count / elapsedSeconds : 0, unit: "per second" };
  if (histogram.count + censored === 0)
    return `Nothing was measured of ${metric}${phase ? ` in ${phase}` : ""}.`;
  return latencyStatistic(histogram, censored, statistic);
}

function latencyStatistic(
  histogram: LatencyHistogram,
  censored: number,
  statistic: string,
): Answer | string {
  const unit = "seconds";
  switch (statistic) {
    case "min":
      return { value: histogram.minMs / 1000, unit };
    case "mean":
    case "avg":
      return { value: censored > 0 ? Infinity : histogram.meanMs / 1000, unit };
    case "max":
      return { value: censored > 0 ? Infinity : histogram.maxMs / 1000, unit };
    default: {
      const percentile = percentileOf(statistic);
      if (percentile === undefined)
        return `${statistic} is not a statistic of a latency; use p50, p99, p99.9, min, mean, max, count, rate or censored.`;
      return { value: censoredPercentileMs(histogram, censored, percentile) / 1000, unit };
    }
  }
}

/** `p99` is 99, `p999` and `p99.9` are 99.9, `med` is 50. */
export function percentileOf(statistic: string): number | undefined {
  if (statistic === "med" || statistic === "median") return 50;
  if (statistic === "p100") return 100;
  const [, whole, fraction] = /^p(\d{1,2})\.?(\d*)$/.exec(statistic) ?? [];
  return whole === undefined ? undefined : Number(`${whole}.${fraction || "0"}`);
}

function elapsed(measured: MeasuredPart, phase: string | undefined): number | undefined {
  if (phase === undefined) return measured.durationSeconds;
  const found = measured.phases.find(({ name }) => name === phase);
  return found && found.endSeconds - found.startSeconds;
}

function seriesValue(
  measured: MeasuredPart,
  series: Series,
  threshold: ThresholdLike,
): Answer | string {
  const { phase, statistic } = threshold;
  const unit = series.unit === "per second" ? "per second" : "";
  const { throughput } = series;
  if (phase === undefined && throughput) {
    if (statistic === "count") return { value: throughput.count, unit: "" };
    if (statistic === "rate") return { value: throughput.perSecond, unit };
    if (statistic === "stall") return { value: throughput.longestStallSeconds, unit: "seconds" };
  }
  const values = valuesIn(measured, series, phase);
  if (values === undefined) return `There was no phase ${phase}.`;
  if (values.length === 0) return `Nothing was measured of ${threshold.metric}.`;
  const sum = values.reduce((total, value) => total + value, 0);
  const sorted = values.toSorted((left, right) => left - right);
  switch (statistic) {
    case "count":
      return { value: sum * series.stepSeconds, unit: "" };
    case "rate":
    case "mean":
    case "avg":
      return { value: sum / values.length, unit };
    case "min":
      return { value: sorted[0]!, unit };
    case "max":
      return { value: sorted.at(-1)!, unit };
    default: {
      const percentile = percentileOf(statistic);
      if (percentile === undefined)
        return `${statistic} is not a statistic of a series; use rate, count, p5, p50, min, mean or max.`;
      const rank = Math.max(1, Math.ceil((percentile / 100) * sorted.length));
      return { value: sorted[rank - 1]!, unit };
    }
  }
}

/** The steps that lie wholly in the phase; where none does, those that touch it. */
function valuesIn(
  measured: MeasuredPart,
  series: Series,
  phase: string | undefined,
): readonly number[] | undefined {
  if (phase === undefined) return series.values;
  const found = measured.phases.find(({ name }) => name === phase);
  if (!found) return undefined;
  const { stepSeconds, values } = series;
  const whole = values.slice(
    Math.ceil(found.startSeconds / stepSeconds),
    Math.floor(found.endSeconds / stepSeconds),
  );
  if (whole.length > 0) return whole;
  return values.slice(
    Math.floor(found.startSeconds / stepSeconds),
    Math.ceil(found.endSeconds / stepSeconds),
  );
}
