// The Comparison: what two groups of runs say about each other. A document of its own, so that it can be kept and read.

import type { Correction, Interval } from "./statistics/index.ts";

export const COMPARISON_API_VERSION = "kwokbench.dev/v1alpha1";

export type RowVerdict = "better" | "same" | "worse" | "cannot-tell";
/**
 * What a row rests on: `ranks` of runs on either side; `prediction`, few runs held against many; `threshold`, the coarse
 * gate, because there were too few for either; `none`, because that was not asked for.
 */
export type RowBasis = "ranks" | "prediction" | "threshold" | "none";
export type ComparisonVerdict = "regression" | "no-regression" | "cannot-tell" | "nothing";
export type Unit = "seconds" | "per second" | "bytes";
export type Better = "lower" | "higher";

export interface ComparisonOptions {
  /** The chance of a false alarm anywhere in the comparison; default 0.05. */
  readonly alpha?: number;
  /** A smaller relative change does not count, however certain; default 0.05. */
  readonly minimumEffect?: number;
  /** By `metric`, `metric.statistic` or `metric{label=value}.statistic`; the most exact one wins. */
  readonly minimumEffects?: Readonly<Record<string, number>>;
  /** Only these, named likewise: fewer questions need fewer runs. Default: everything measured. */
  readonly only?: readonly string[];
  /** Default holm. */
  readonly correction?: Correction;
  /** Compares runs of different scenarios, cluster shapes or providers all the same, and says so. */
  readonly force?: boolean;
  /** Scales times and rates by the runs' calibration figures, for runs on machines of different speed. */
  readonly normalize?: boolean;
  /** For those with too few runs: a relative change from which a row counts as worse. Not statistical, and labelled so. */
  readonly threshold?: number;
  /** Whether to show percentiles of all runs' histograms merged too: the costly part; default true. */
  readonly merge?: boolean;
  /** Of the bootstrap; default 1. The same runs and seed give the same document. */
  readonly seed?: number;
  /** Of the bootstrap; default 2000. */
  readonly resamples?: number;
}

export interface Comparison {
  readonly apiVersion: typeof COMPARISON_API_VERSION;
  readonly kind: "Comparison";
  readonly scenario: string;
  readonly verdict: ComparisonVerdict;
  /** One or two sentences: the verdict and what it rests on. */
  readonly sentence: string;
  readonly method: Method;
  readonly base: Side;
  readonly candidate: Side;
  readonly rows: readonly ComparisonRow[];
  /** What is not alike between the sides, for the reader to judge: hardware, versions, variables. */
  readonly differences: readonly Difference[];
  /** Sentences that limit what the rows can be trusted for. */
  readonly notes: readonly string[];
}

export interface Method {
  readonly alpha: number;
  readonly minimumEffect: number;
  readonly correction: Correction;
  readonly confidence: number;
  readonly resamples: number;
  readonly seed: number;
  readonly normalized: boolean;
  readonly threshold?: number;
}

export interface Side {
  readonly runs: readonly RunIdentity[];
  readonly leftOut: readonly (RunIdentity & { readonly reason: string })[];
}

export interface RunIdentity {
  /** RFC 3339. */
  readonly startedAt: string;
  readonly host: string;
  readonly planDigest: string;
}

export interface ComparisonRow {
  /** `pod_startup.p99`, `pods_bound.rate`, `memory{role=apiserver}.max`. */
  readonly name: string;
  readonly metric: string;
  readonly statistic: string;
  readonly unit: Unit;
  readonly better: Better;
  readonly base: RowSide;
  readonly candidate: RowSide;
  /** Candidate's median over base's, less one: 0.1 is ten percent more. Infinity: from something to never. */
  readonly change: number;
  /** Interval of `change`: by bootstrap of the medians, or by prediction; from −1 to Infinity where nothing is known. */
  readonly interval: Interval;
  /** Hodges–Lehmann, in the unit. */
  readonly shift: number;
  readonly p: number;
  readonly pAdjusted: number;
  readonly minimumEffect: number;
  /** The smallest change that this many runs with this much noise would find four times in five; Infinity: none. */
  readonly detectable: number;
  readonly verdict: RowVerdict;
  readonly basis: RowBasis;
  /** More runs a side that would probably decide a `cannot-tell`; capped at `RUNS_MAX`. 0 for a decided row. */
  readonly moreRunsNeeded: number;
}

export interface RowSide {
  readonly median: number;
  /** One value a run, in the order of the runs. */
  readonly values: readonly number[];
  /** Latency percentiles only: of all runs' histograms merged. */
  readonly merged?: MergedPercentile;
}

export interface MergedPercentile {
  readonly value: number;
  /** Objects over all runs. */
  readonly count: number;
  readonly censored: number;
  /** Order-statistics interval of the percentile as if objects were independent: a lower bound of the doubt. */
  readonly interval: Interval;
}

export interface Difference {
  readonly what: string;
  readonly base: string;
  readonly candidate: string;
}
