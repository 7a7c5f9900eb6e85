// The History: how each figure moved over the runs of one scenario, and where it changed.

import type { Better, RunIdentity, Unit } from "../types.ts";

export const HISTORY_API_VERSION = "kwokbench.dev/v1alpha1";

export interface History {
  readonly apiVersion: typeof HISTORY_API_VERSION;
  readonly kind: "History";
  readonly scenario: string;
  /** Runs of one digest, provider and number of nodes: others would be another history. */
  readonly digest: string;
  readonly provider: string;
  readonly nodes: number;
  /** Oldest first. */
  readonly runs: readonly RunIdentity[];
  readonly leftOut: readonly (RunIdentity & { readonly reason: string })[];
  readonly rows: readonly TrendRow[];
  readonly notes: readonly string[];
}

export interface TrendRow {
  readonly name: string;
  readonly metric: string;
  readonly statistic: string;
  readonly unit: Unit;
  readonly better: Better;
  readonly points: readonly TrendPoint[];
  readonly changes: readonly ChangePoint[];
  readonly latest: Latest;
}

export interface TrendPoint {
  /** Place of its run in `runs`: a run may lack the figure. */
  readonly run: number;
  readonly value: number;
}

export interface ChangePoint {
  /** The first run after the change. */
  readonly run: number;
  readonly startedAt: string;
  /** Means of the stretches on either side. */
  readonly before: number;
  readonly after: number;
  /** Relative; Infinity from nothing. */
  readonly change: number;
  readonly p: number;
  readonly direction: "better" | "worse";
  /** At least CONFIRMING_RUNS runs have stayed there. */
  readonly confirmed: boolean;
  /** The note of the acknowledgement, where there is one. */
  readonly acknowledged?: string;
}

/** The newest run against those since the last change before it: a first hint, a night before a change point can tell. */
export interface Latest {
  readonly value: number;
  /** Mean of the runs it is held against; NaN when there are fewer than OUTLIER_RUNS_MIN. */
  readonly expected: number;
  readonly change: number;
  readonly p: number;
  /** `unusual` is no verdict: one run proves nothing. */
  readonly state: "usual" | "unusual-better" | "unusual-worse" | "too-few-runs";
}
