// The book of everything measured, by name and labels: latency metrics, rates, counters, and the slowest of each.

import {
  type Labels,
  type Metric,
  type Series,
  type SlowObject,
  labelledName,
  parseLabelledName,
} from "../result/index.ts";
import { LatencyMetric } from "./latency-metric.ts";
import { RateSeries } from "./rate-series.ts";
import { Slowest } from "./slowest.ts";

export class MetricBook {
  private readonly latencies = new Map<string, LatencyMetric>();
  private readonly rates = new Map<string, RateSeries>();
  private readonly slow = new Map<string, Slowest<SlowObject>>();
  private readonly counts = new Map<string, number>();

  constructor(
    readonly startMs: number,
    private readonly slowestMax: number,
  ) {}

  latency(name: string, labels?: Labels): LatencyMetric {
    return entry(this.latencies, labelledName(name, labels), () => new LatencyMetric(this.startMs));
  }

  rate(name: string): RateSeries {
    return entry(this.rates, name, () => new RateSeries(this.startMs));
  }

  slowest(name: string, labels?: Labels): Slowest<SlowObject> {
    return entry(this.slow, labelledName(name, labels), () => new Slowest(this.slowestMax));
  }

  count(name: string, labels?: Labels, by = 1): void {
    const key = labelledName(name, labels);
    this.counts.set(key, (this.counts.get(key) ?? 0) + by);
  }

  glances(): Record<string, ReturnType<LatencyMetric["glance"]>> {
    return mapEntries(this.latencies, (metric) => metric.glance());
  }

  rateGlances(nowMs: number): Record<string, { count: number; perSecond: number }> {
    return mapEntries(this.rates, (rate) => ({
      count: rate.eventCount,
      perSecond: rate.latestPerSecond(nowMs),
    }));
  }

  /** All, or only those of the given names (without labels): encoding a histogram costs milliseconds. */
  metrics(only?: ReadonlySet<string>): Record<string, Metric> {
    const wanted = only
      ? new Map([...this.latencies].filter(([key]) => only.has(parseLabelledName(key).name)))
      : this.latencies;
    return mapEntries(wanted, (metric) => metric.metric());
  }

  series(nowMs: number): Record<string, Series> {
    return mapEntries(this.rates, (rate) => rate.series(nowMs));
  }

  counters(): Record<string, number> {
    return mapEntries(this.counts, (count) => count);
  }

  slowestObjects(): Record<string, readonly SlowObject[]> {
    return mapEntries(
      new Map([...this.slow].filter(([, slowest]) => slowest.size > 0)),
      (slowest) => slowest.values(),
    );
  }
}

function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/** In order of name, so that equal runs give equal documents. */
function mapEntries<T, R>(map: ReadonlyMap<string, T>, of: (value: T) => R): Record<string, R> {
  const sorted = [...map].sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, value]) => [key, of(value)]));
}
