// Runs to compare, made from a seed as a real one might leave them: log-normal latencies, a run's own weather that moves
// all of its metrics together, each metric's own noise on top, and a change planted where a test wants it.

import { LatencyHistogram, type Prng } from "../base/index.ts";
import {
  type Metric,
  RESULT_API_VERSION,
  type Result,
  type Series,
  type Statistics,
  statisticsOf,
} from "../result/index.ts";

export interface Planted {
  /** Run-to-run standard deviation of each figure's logarithm; default 0.03, half of the variance common to all. */
  readonly noise?: number;
  /** Metric (or cpu, memory) → factor: `{ pod_startup: 1.1 }` is ten percent slower. */
  readonly factors?: Readonly<Record<string, number>>;
  /** Objects that never got there, of each latency metric. */
  readonly censored?: number;
  readonly overrides?: Partial<Result>;
  /** Whether histograms are there to be merged: the costly part; default true. */
  readonly encode?: boolean;
  /** Which run it is, in days since the first. */
  readonly index?: number;
}

const OBJECTS = 400;
const MEDIANS_MS: Readonly<Record<string, number>> = {
  node_ready: 220,
  pod_scheduling: 20,
  pod_startup: 45,
  pod_deletion: 18,
  "stage_reconcile{stage=pod-ready}": 6,
  watch_lag: 1.4,
  "api_request{resource=pods,verb=POST}": 3.1,
};
const ROLES: Readonly<Record<string, number>> = { apiserver: 21, controller: 13, scheduler: 8 };

export function normal(random: Prng): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** One run; figures are drawn in the same order whatever is planted. */
export function simulateRun(random: Prng, planted: Planted = {}): Result {
  const { noise = 0.03, factors = {}, censored = 0, encode = true, index = 0 } = planted;
  const each = noise / Math.SQRT2;
  const weather = each * normal(random);
  const level = (name: string): number =>
    Math.exp(weather + each * normal(random)) * (factors[name] ?? factors[bare(name)] ?? 1);
  const metrics = Object.entries(MEDIANS_MS).map(
    ([name, medianMs]) =>
      [name, latencies(random, medianMs * level(name), censored, encode)] as const,
  );
  const series = ["pods_bound", "pods_ready", "pods_deleted"].map(
    (name) => [name, rate(100 / level(name))] as const,
  );
  return {
    ...skeleton(index),
    metrics: Object.fromEntries(metrics),
    series: Object.fromEntries(series),
    processes: Object.entries(ROLES).map(([role, cpuSeconds]) => ({
      role,
      cpuSeconds: cpuSeconds * level("cpu"),
      rssMaxBytes: Math.round(200e6 * level("memory")),
    })),
    ...planted.overrides,
  };
}

function bare(name: string): string {
  return name.split("{")[0]!;
}

/** The spread of the objects of a run: standard deviation of their logarithms. */
const SPREAD = 0.4;

function latencies(random: Prng, medianMs: number, censored: number, encode: boolean): Metric {
  if (!encode) return { unit: "seconds", ...drawn(random, medianMs / 1000) };
  const histogram = LatencyHistogram.empty();
  for (let at = 0; at < OBJECTS; at++)
    histogram.recordMs(medianMs * Math.exp(SPREAD * normal(random)));
  return { unit: "seconds", ...statisticsOf(histogram, censored) };
}

/**
 * The percentiles as ten thousand objects would give them, each with its sampling error, but without the objects:
 * thousands of runs would take minutes.
 */
function drawn(random: Prng, median: number): Statistics {
  const objects = 10_000;
  const at = (z: number, share: number): number => {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const error = Math.sqrt((share * (1 - share)) / objects) / density;
    return median * Math.exp(SPREAD * (z + error * normal(random)));
  };
  const p50 = at(0, 0.5);
  const p99 = at(2.326, 0.99);
  return {
    count: objects,
    censored: 0,
    min: p50 / 4,
    mean: p50 * 1.08,
    p50,
    p90: p50 * 1.67,
    p95: p50 * 1.93,
    p99,
    p999: p99 * 1.35,
    max: p99 * 1.8,
    histogram: "",
  };
}

function rate(perSecond: number): Series {
  return {
    unit: "per second",
    stepSeconds: 1,
    values: [],
    throughput: {
      count: OBJECTS,
      perSecond,
      perSecondP5: perSecond * 0.8,
      perSecondP50: perSecond,
      perSecondMax: perSecond * 1.2,
      longestStallSeconds: 0.1,
    },
  };
}

function skeleton(index: number): Omit<Result, "metrics" | "series" | "processes"> {
  return {
    apiVersion: RESULT_API_VERSION,
    kind: "Result",
    scenario: {
      name: "simulated",
      digest: "sha256:5f0c3a9d21b7",
      seed: 1,
      vars: { nodes: 1000 },
      planDigest: "sha256:91be20cf7731",
    },
    environment: {
      host: "bench-01",
      os: "Linux 6.12",
      cpu: "Example CPU 2.8 GHz",
      cores: 2,
      memoryBytes: 8 * 2 ** 30,
      versions: { kwokbench: "0.1.0", apiserver: "embedded" },
      provider: "embedded",
      nodes: 1000,
      clusterReadySeconds: 0.8,
    },
    startedAt: new Date(Date.UTC(2026, 0, 1) + index * 86_400_000).toISOString(),
    durationSeconds: 60,
    verdict: "pass",
    validity: { valid: true, findings: [] },
    thresholds: [],
    phases: [],
    counters: {},
    fidelity: [],
    slowest: {},
  };
}

export function simulateRuns(random: Prng, count: number, planted: Planted = {}): Result[] {
  return Array.from({ length: count }, (_, at) =>
    simulateRun(random, { ...planted, index: (planted.index ?? 0) + at }),
  );
}
