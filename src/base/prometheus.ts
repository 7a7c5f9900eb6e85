// Writes metrics in Prometheus' text exposition format 0.0.4.

import type { LatencyHistogram } from "./histogram.ts";

export type PrometheusLabels = Readonly<Record<string, string>>;
/** With when it was measured, in milliseconds since the epoch, where that is not when the page is read. */
export type PrometheusSample = readonly [
  labels: PrometheusLabels,
  value: number,
  timestampMs?: number,
];

/** A histogram whose buckets are counted already: cumulative, in ascending order of their upper edges. */
export interface PrometheusBuckets {
  readonly buckets: readonly { readonly le: number; readonly count: number }[];
  readonly sum: number;
  readonly count: number;
}

/** The buckets of kube-scheduler and client-go (1 ms to 16 s, doubling), with two below for an embedded cluster. */
const BUCKETS_SECONDS: readonly number[] = [
  0.000_01, 0.000_1, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1.024,
  2.048, 4.096, 8.192, 16.384,
];

/** Collects metrics into one text. Each name may be given once only, with all its samples. */
export class PrometheusText {
  private readonly lines: string[] = [];

  counter(name: string, help: string, samples: readonly PrometheusSample[]): this {
    return this.simple("counter", name, help, samples);
  }

  gauge(name: string, help: string, samples: readonly PrometheusSample[]): this {
    return this.simple("gauge", name, help, samples);
  }

  /** `name` should end in `_seconds`; a bucket counts the latencies whose HDR bucket ends within it. */
  histogram(
    name: string,
    help: string,
    samples: readonly (readonly [labels: PrometheusLabels, latencies: LatencyHistogram])[],
  ): this {
    this.head("histogram", name, help);
    for (const [labels, latencies] of samples) {
      const counts = BUCKETS_SECONDS.map(() => 0);
      for (const { valueMs, count } of latencies.recorded()) {
        const bucket = BUCKETS_SECONDS.findIndex((edge) => valueMs / 1000 <= edge);
        if (bucket >= 0) counts[bucket]! += count;
      }
      let total = 0;
      const buckets = BUCKETS_SECONDS.map((le, bucket) => ({
        le,
        count: (total += counts[bucket]!),
      }));
      const sum = (latencies.meanMs * latencies.count) / 1000;
      this.bucketLines(name, labels, { buckets, sum, count: latencies.count });
    }
    return this;
  }

  /** A histogram whose buckets are counted already. */
  buckets(
    name: string,
    help: string,
    samples: readonly (readonly [labels: PrometheusLabels, buckets: PrometheusBuckets])[],
  ): this {
    this.head("histogram", name, help);
    for (const [labels, buckets] of samples) this.bucketLines(name, labels, buckets);
    return this;
  }

  toString(): string {
    return `${this.lines.join("\n")}\n`;
  }

  private bucketLines(
    name: string,
    labels: PrometheusLabels,
    { buckets, sum, count }: PrometheusBuckets,
  ): void {
    for (const { le, count: within } of buckets)
      this.line(`${name}_bucket`, { ...labels, le: String(le) }, within);
    this.line(`${name}_bucket`, { ...labels, le: "+Inf" }, count);
    this.line(`${name}_sum`, labels, sum);
    this.line(`${name}_count`, labels, count);
  }

  private simple(
    type: "counter" | "gauge",
    name: string,
    help: string,
    samples: readonly PrometheusSample[],
  ): this {
    this.head(type, name, help);
    for (const [labels, value, timestampMs] of samples) this.line(name, labels, value, timestampMs);
    return this;
  }

  private head(type: string, name: string, help: string): void {
    const escaped = help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
    this.lines.push(`# HELP ${name} ${escaped}`, `# TYPE ${name} ${type}`);
  }

  private line(name: string, labels: PrometheusLabels, value: number, timestampMs?: number): void {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
    const timestamp = timestampMs === undefined ? "" : ` ${timestampMs}`;
    this.lines.push(
      `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}${timestamp}`,
    );
  }
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
