// A Result to try reports on: made from a seed, as a run of ten thousand nodes might leave it. Only tests use it.

import { LatencyHistogram, type Prng, prng } from "../base/index.ts";
import {
  type Metric,
  RESULT_API_VERSION,
  type Result,
  type Series,
  type Slices,
  statisticsOf,
} from "../result/index.ts";

const SECONDS = 75;
const FILL_SECONDS = 8;

/** Log-normal around `medianMs`, the way latencies are. */
function latencyMs(random: Prng, medianMs: number, spread: number): number {
  const normal =
    Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return medianMs * Math.exp(spread * normal);
}

function metric(random: Prng, count: number, medianMs: number, censored = 0): Metric {
  const [whole, raw, fill, churn] = Array.from({ length: 4 }, () => LatencyHistogram.empty()) as [
    LatencyHistogram,
    LatencyHistogram,
    LatencyHistogram,
    LatencyHistogram,
  ];
  const cells = new Map<number, number>();
  for (let index = 0; index < count; index++) {
    const filling = index < count / 2;
    const step = filling
      ? random.integer(FILL_SECONDS)
      : FILL_SECONDS + random.integer(SECONDS - FILL_SECONDS - 5);
    const slow = step >= 40 && step < 44 ? 12 : 1;
    const value = latencyMs(random, medianMs * (filling ? 2.5 : 1) * slow, 0.45);
    whole.recordMs(value);
    raw.recordMs(value * 0.9);
    (filling ? fill : churn).recordMs(value);
    const cell = step * 128 + Math.floor(Math.log2(Math.max(1, value * 1000)) * 4);
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
  }
  return {
    unit: "seconds",
    ...statisticsOf(whole, censored),
    raw: statisticsOf(raw, censored),
    phases: { fill: statisticsOf(fill, 0), churn: statisticsOf(churn, censored) },
    slices: slices(cells),
  };
}

function slices(cells: ReadonlyMap<number, number>): Slices {
  const sorted = [...cells].sort(([left], [right]) => left - right);
  return {
    stepSeconds: 1,
    bucketsPerDoubling: 4,
    cells: sorted.map(([cell, count]) => [Math.floor(cell / 128), cell % 128, count] as const),
  };
}

function rate(random: Prng, fillPerSecond: number, churnPerSecond: number): Series {
  const values = Array.from({ length: SECONDS }, (_, second) => {
    const mean = second < FILL_SECONDS ? fillPerSecond : second < 68 ? churnPerSecond : 0;
    return second >= 40 && second < 43 ? 0 : Math.round(mean * (0.9 + 0.2 * random.next()));
  });
  const count = values.reduce((sum, value) => sum + value, 0);
  const sorted = values.slice(1, 68).sort((left, right) => left - right);
  return {
    unit: "per second",
    stepSeconds: 1,
    values,
    throughput: {
      count,
      perSecond: count / 68,
      perSecondP5: sorted[3]!,
      perSecondP50: sorted[33]!,
      perSecondMax: sorted.at(-1)!,
      longestStallSeconds: 3.2,
    },
  };
}

function usage(random: Prng, unit: "cores" | "bytes", busy: number, idle: number): Series {
  const values = Array.from({ length: SECONDS }, (_, second) => {
    const level = second < FILL_SECONDS ? busy : idle;
    return level * (0.85 + 0.3 * random.next());
  });
  return { unit, stepSeconds: 1, values };
}

const PHASES: Result["phases"] = [
  {
    name: "fill",
    startSeconds: 0.4,
    endSeconds: 8.2,
    offered: 10_000,
    sent: 10_000,
    acknowledged: 10_000,
    completed: 10_000,
    failed: 0,
    censored: 0,
    slipP99Seconds: 0.0012,
  },
  {
    name: "churn",
    startSeconds: 8.2,
    endSeconds: 68.4,
    offered: 12_000,
    sent: 12_000,
    acknowledged: 12_000,
    completed: 11_997,
    failed: 0,
    censored: 3,
    slipP99Seconds: 0.0041,
  },
];

function measuredPart(
  random: Prng,
  slower: number,
): Pick<Result, "phases" | "metrics" | "series" | "processes"> {
  return {
    phases: PHASES,
    metrics: {
      node_ready: metric(random, 10_000, 220),
      pod_scheduling: metric(random, 16_000, 20),
      pod_startup: metric(random, 16_000, 45 * slower, 3),
      pod_deletion: metric(random, 6000, 18),
      "stage_reconcile{stage=pod-ready}": metric(random, 16_000, 6),
      watch_lag: metric(random, 16_000, 1.4),
      "api_request{resource=pods,verb=POST}": metric(random, 16_000, 3.1),
      "api_request{resource=pods,verb=DELETE}": metric(random, 6000, 2.2),
    },
    series: {
      pods_created: rate(random, 1250, 100),
      pods_bound: rate(random, 1250, 100),
      pods_running: rate(random, 1250, 100),
      pods_deleted: rate(random, 0, 100),
      "cpu{role=apiserver}": usage(random, "cores", 0.9, 0.2),
      "cpu{role=controller}": usage(random, "cores", 0.5, 0.12),
      "cpu{role=scheduler}": usage(random, "cores", 0.3, 0.08),
      "cpu{role=runner}": usage(random, "cores", 0.3, 0.1),
      "memory{role=apiserver}": usage(random, "bytes", 310e6, 330e6),
      "memory{role=controller}": usage(random, "bytes", 150e6, 160e6),
      "memory{role=scheduler}": usage(random, "bytes", 120e6, 130e6),
      "memory{role=runner}": usage(random, "bytes", 110e6, 120e6),
    },
    processes: [
      { role: "apiserver", cpuSeconds: 21.4, rssMaxBytes: 352e6 },
      { role: "controller", cpuSeconds: 12.9, rssMaxBytes: 171e6 },
      { role: "scheduler", cpuSeconds: 7.7, rssMaxBytes: 139e6 },
      { role: "runner", cpuSeconds: 9.1, rssMaxBytes: 128e6 },
    ],
  };
}

/** A run that passed unless `overrides` say otherwise; equal seeds give equal Results. `slower` is pod_startup's factor. */
export function sampleResult(overrides: Partial<Result> = {}, seed = 1, slower = 1): Result {
  const random = prng(seed);
  return {
    apiVersion: RESULT_API_VERSION,
    kind: "Result",
    scenario: {
      name: "10k-nodes",
      digest: "sha256:5f0c3a9d21b7e4468812c5c6e1f9a7703d5b1c2e8f4a6d9077bb13e2ac55d901",
      seed: 1,
      vars: { nodes: 10_000, pods: 10_000, churn: "100/s" },
      planDigest: "sha256:91be20cf7731ad04e5c86f21d3a9087745bcd6e2f8a1903c5d7e0b4a6f1283de",
    },
    environment: {
      host: "bench-01",
      os: "Linux 6.12",
      cpu: "Example CPU 2.8 GHz",
      cores: 2,
      memoryBytes: 8 * 2 ** 30,
      versions: { kwokbench: "0.1.0", bun: "1.4.5", apiserver: "embedded", scheduler: "embedded" },
      provider: "embedded",
      nodes: 10_000,
      clusterReadySeconds: 0.8,
    },
    startedAt: "2026-11-24T08:00:00.000Z",
    durationSeconds: SECONDS,
    verdict: "pass",
    validity: { valid: true, findings: [] },
    thresholds: [
      { expression: "pod_startup.p99 < 5s", value: 0.873, pass: true },
      { expression: "pod_scheduling.p99 < 1s", value: 0.341, pass: true },
      { expression: "api_request{verb=POST}.p99 < 1s", value: 0.0312, pass: true },
    ],
    ...measuredPart(random, slower),
    counters: { "watch_resumes{resource=pods}": 1 },
    fidelity: [
      "The scheduler is kwokbench's own, not kube-scheduler: its pods a second do not compare with scheduler_perf's.",
      "There is no kubelet, no container runtime and no network: nodes and pods are objects that change.",
    ],
    slowest: {
      pod_startup: [
        {
          object: "bench/churn-004123",
          seconds: 1.42,
          timeline: {
            intended: 0,
            sent: 0.001,
            acknowledged: 0.004,
            seen: 0.006,
            scheduled: 1.21,
            running: 1.42,
            ready: 1.42,
          },
        },
      ],
    },
    ...overrides,
  };
}

/** The same run, judged harder: one threshold missed, one without data, findings of each severity. */
export function failedSample(): Result {
  return sampleResult({
    verdict: "fail",
    reason: "2 of 3 thresholds failed: pod_startup.p99 < 500ms; job_time.p99 < 1s.",
    thresholds: [
      { expression: "pod_scheduling.p99 < 1s", value: 0.341, pass: true },
      {
        expression: "pod_startup.p99 < 500ms",
        value: Infinity,
        pass: false,
        message: "It was beyond what was seen.",
      },
      {
        expression: "job_time.p99 < 1s",
        value: undefined,
        pass: false,
        message: "Nothing was measured of job_time.",
      },
    ],
    validity: {
      valid: true,
      findings: [
        {
          id: "watch-resumed",
          severity: "info",
          message: "The server ended 1 watch; it was resumed and nothing was missed.",
          evidence: { resumes: 1 },
        },
        {
          id: "machine-steal",
          severity: "warning",
          message: "The machine lost 3 % of its CPU time to other guests.",
          evidence: { share: 0.03 },
        },
      ],
    },
  });
}
