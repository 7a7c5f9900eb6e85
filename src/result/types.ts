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
  /** Plain counts by name and labels: `requests_failed{code=429,resource=pods,verb=POST}`, `watch_resumes{resource=pods}`. */
  readonly counters: Readonly<Record<string, number>>;
  /** Every limit of what was simulated, as sentences: which scheduler, no kubelet, lease cadence, client limits. */
  readonly fidelity: readonly string[];
  /** The slowest objects of each latency metric, worst first. */
  readonly slowest: Readonly<Record<string, readonly SlowObject[]>>;
  /** What components' own /metrics counted during the run, by endpoint: `apiserver`, `etcd`, a name of the scenario's. */
  readonly scrapes?: Readonly<Record<string, Scrape>>;
}

/** How one endpoint's Prometheus metrics grew from the first to the last time they were read; resets are allowed for. */
export interface Scrape {
  readonly url: string;
  /** Between the first and the last reading. */
  readonly seconds: number;
  readonly readings: number;
  /** Series as Prometheus writes it, `name{label="value"}` → increase; those that did not grow are left out. */
  readonly counters: Readonly<Record<string, number>>;
  readonly histograms: Readonly<Record<string, ScrapedHistogram>>;
  /** Series that grew and are not here, the least active ones: a server has tens of thousands. */
  readonly leftOut: number;
}

/** The growth of a histogram, in its own unit (by convention the last word of its name). */
export interface ScrapedHistogram {
  readonly count: number;
  readonly sum: number;
  /** [upper edge, how many between the edge before and this one], ascending, empty ones left out; the last edge may be Infinity (`null` in JSON). */
  readonly buckets: readonly (readonly [number, number])[];
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
  /** How the API server was told to serve and keep; absent where the run did not start it. */
  readonly apiServer?: ApiServerSettings | undefined;
  readonly nodes: number;
  /** From the first process started until every role had said that it is ready. */
  readonly clusterReadySeconds: number;
  /** Steps a second of a fixed kernel on one core (`calibrate` in base), by which two machines can be set side by side. */
  readonly calibration?: number;
}

/** What is not the same in two servers makes them two experiments. */
export interface ApiServerSettings {
  /** HTTPS, tokens and RBAC. */
  readonly secure: boolean;
  /** What a write waits for: nothing, the operating system, the disk. */
  readonly durability: "memory" | "log" | "fsync";
  /** Which objects get managedFields. */
  readonly managedFields: "applied" | "always";
  /** Plugins run besides the usual ones, and plugins not run. */
  readonly admission: { readonly enable: readonly string[]; readonly disable: readonly string[] };
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
  /** One sentence when it failed: what was measured against what, or what is missing. */
  readonly message?: string;
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
  /** Given up: never seen to reach their goal. */
  readonly censored: number;
  /** How late requests were sent against the plan. */
  readonly slipP99Seconds: number;
}

export interface Statistics {
  readonly count: number;
  /** Started but never seen to end within the run: they count as slower than everything seen. */
  readonly censored: number;
  /** `min` and `mean` are of those seen to end: a censored one has no value to average. */
  readonly min: number;
  readonly mean: number;
  /** A percentile (the maximum too) that lies among the censored ones is Infinity here and `null` in the JSON. */
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
  /** The same by phase of the intended moment; absent for what is not known by phase. */
  readonly phases?: Readonly<Record<string, Statistics>>;
  /** How latency moved over the run: the picture of the heat map. */
  readonly slices?: Slices;
}

/** Coarse counts over time: step by intended moment, bucket by latency, four buckets to a doubling from 1 µs. */
export interface Slices {
  readonly stepSeconds: number;
  readonly bucketsPerDoubling: number;
  /** [step, bucket, count], sparse, ascending; bucket b holds latencies in [2^(b/4), 2^((b+1)/4)) µs. */
  readonly cells: readonly (readonly [number, number, number])[];
}

export interface Series {
  readonly unit: string;
  readonly stepSeconds: number;
  readonly values: readonly number[];
  /** Only where the series counts events. */
  readonly throughput?: Throughput;
}

/** How fast something happened; idle steps between the first and the last event count. */
export interface Throughput {
  readonly count: number;
  /** Events after the first, divided by the true time from the first to the last; 0 with fewer than two. */
  readonly perSecond: number;
  /** Over whole steps: the bad second in twenty, the usual one, and the best. */
  readonly perSecondP5: number;
  readonly perSecondP50: number;
  readonly perSecondMax: number;
  /** Whole steps that these three are taken from. */
  readonly steps?: number;
  /** The longest time without an event while at least one object was waiting for it. */
  readonly longestStallSeconds: number;
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
