// The Result: what happened. The contract between running and reporting; versioned, and written as it grows.
// Latencies are seconds, as in Prometheus; `histogram` fields can be merged losslessly (HDR V2, compressed, base64, values in µs).

export const RESULT_API_VERSION = "kwokbench.dev/v1alpha1";

export interface Result {
  readonly apiVersion: typeof RESULT_API_VERSION;
  readonly kind: "Result";
  readonly scenario: {
    readonly name: string;
    readonly digest: string;
    readonly seed: number;
    readonly vars: Readonly<Record<string, string | number | boolean>>;
    /** SHA-256 of objects, names and arrival times: same scenario and seed, same plan. */
    readonly planDigest: string;
  };
  readonly environment: Environment;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly verdict: Verdict;
  /** One sentence when the verdict is not pass: why. */
  readonly reason?: string;
  readonly validity: { readonly valid: boolean; readonly findings: readonly Finding[] };
  readonly thresholds: readonly ThresholdResult[];
  readonly phases: readonly PhaseResult[];
  /** By name and labels: `pod_startup`, `api_request{resource=pods,verb=POST}`. */
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly series: Readonly<Record<string, Series>>;
  readonly processes: readonly ProcessResult[];
  /** Every limit of what was simulated, as sentences: which scheduler, no kubelet, lease cadence, client limits. */
  readonly fidelity: readonly string[];
  /** The slowest objects of each latency metric, worst first. */
  readonly slowest: Readonly<Record<string, readonly SlowObject[]>>;
}

export type Verdict = "pass" | "fail" | "invalid" | "incomplete";

export interface Environment {
  readonly host: string;
  readonly os: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Component → version: kwokbench, bun, apiserver, scheduler, controller, … */
  readonly versions: Readonly<Record<string, string>>;
  readonly provider: string;
  readonly nodes: number;
}

export interface Finding {
  /** Stable, for machines: `schedule-slip`, `watch-relist`, `driver-cpu`. */
  readonly id: string;
  readonly severity: "info" | "warning" | "invalid";
  readonly message: string;
  readonly evidence: Readonly<Record<string, string | number>>;
}

export interface ThresholdResult {
  readonly expression: string;
  /** What was measured, in the metric's unit; undefined when there was nothing to measure. */
  readonly value: number | undefined;
  readonly pass: boolean;
}

export interface PhaseResult {
  readonly name: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Intended by the plan in this phase. */
  readonly offered: number;
  readonly sent: number;
  readonly acknowledged: number;
  /** Reached its goal: ready, or gone. */
  readonly completed: number;
  readonly failed: number;
  /** How late requests were sent against the plan. */
  readonly slipP99Seconds: number;
}

export interface Statistics {
  readonly count: number;
  /** Started but never seen to end within the run: they count as slower than everything seen. */
  readonly censored: number;
  readonly min: number;
  readonly mean: number;
  /** A percentile that lies among the censored ones is Infinity here and `null` in the JSON. */
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly histogram: string;
}

export interface Metric extends Statistics {
  readonly unit: "seconds";
  /** From the moment sent rather than the moment intended; only where the two differ. */
  readonly raw?: Statistics;
}

export interface Series {
  readonly unit: string;
  readonly stepSeconds: number;
  readonly values: readonly number[];
}

export interface ProcessResult {
  readonly role: string;
  readonly cpuSeconds: number;
  readonly rssMaxBytes: number;
}

export interface SlowObject {
  readonly object: string;
  readonly seconds: number;
  /** Milestone → seconds since the intended moment. */
  readonly timeline: Readonly<Record<string, number>>;
}
