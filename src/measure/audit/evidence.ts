// What the audit is given: figures only, gathered by the conductor; an absent one was not to be had and is not judged.

import type { Measured } from "../types.ts";
import type { DriverEvidence } from "../measurement.ts";

export interface AuditEvidence {
  readonly measured: Pick<
    Measured,
    "phases" | "metrics" | "series" | "processes" | "counters" | "durationSeconds"
  >;
  readonly driver: DriverEvidence;
  /** The role under which the runner itself was sampled. */
  readonly driverRole: string;
  /** Whether the run got to its end: what was cut short has unsent requests by nature. */
  readonly complete: boolean;
  /** Elapsed by the wall clock; compared with the monotonic `durationSeconds`. */
  readonly wallSeconds?: number | undefined;
  /** Differences of the machine's own totals over the run. */
  readonly machine?: MachineEvidence | undefined;
  /** Resource → what its watch went through. */
  readonly watches: Readonly<Record<string, WatchEvidence>>;
  /** Objects of earlier runs that were still there. */
  readonly leftovers: readonly string[];
  /** The client limits of a scheduler that is not ours, where they are known. */
  readonly schedulerClient?: { readonly qps: number; readonly burst: number } | undefined;
  /** Percentiles that thresholds rest on. */
  readonly claims: readonly PercentileClaim[];
}

export interface MachineEvidence {
  /** CPU time of all cores, and the parts of it that were stolen by the hypervisor or idle. */
  readonly totalSeconds: number;
  readonly stealSeconds: number;
  readonly idleSeconds: number;
  readonly swappedPages: number;
}

export interface WatchEvidence {
  readonly resumes: number;
  readonly relists: number;
  readonly failures: number;
}

export interface PercentileClaim {
  readonly expression: string;
  /** In (0, 100). */
  readonly percentile: number;
  readonly count: number;
}
