// What a run is given and what it tells while it goes.

import type { Logger } from "../base/index.ts";
import type { Progress, Timeline } from "../measure/index.ts";
import type { Result } from "../result/index.ts";
import type { Scenario } from "../scenario/index.ts";

export interface RunRequest {
  readonly scenario: Scenario;
  readonly kubeconfig: {
    readonly file?: string | undefined;
    readonly context?: string | undefined;
  };
  /** Lower-case letters and digits: part of namespace names and labels. */
  readonly runId: string;
  /** Logs, certificates and data of the cluster; made by the caller. */
  readonly directory: string;
  readonly selfCommand: readonly string[];
  readonly version: string;
  readonly logger: Logger;
  /** Aborted when the user wants it to end: what was measured is kept. */
  readonly signal: AbortSignal;
  /** Told about once a second and at every step. */
  readonly onProgress: (progress: RunProgress) => void;
  /** Given the timeline of every object as it ends, for a trace: on the hot path. */
  readonly onTimeline?: ((timeline: Timeline) => void) | undefined;
  /** Given the Result so far after each phase, so that nothing measured is ever lost. */
  readonly onCheckpoint: (result: Result) => Promise<void>;
}

export interface RunProgress {
  readonly scenario: string;
  /** What is being done now: `starting the cluster`, `phase churn`, `collecting`. */
  readonly step: string;
  readonly elapsedSeconds: number;
  /** Until the load is over, about; undefined before it has begun and after. */
  readonly remainingSeconds: number | undefined;
  /** Phase → requests its plan will have sent; empty before the cluster is there. */
  readonly planned: Readonly<Record<string, number>>;
  readonly measured: Progress | undefined;
  readonly processes: readonly RoleUsage[];
}

export interface RoleUsage {
  readonly role: string;
  /** Of one core, since the last sample. */
  readonly cpuShare: number;
  readonly rssBytes: number;
}

/** Why a run's driving ended. */
export type Ending =
  | { readonly kind: "done" }
  | { readonly kind: "interrupted"; readonly sentence: string }
  | { readonly kind: "threshold"; readonly sentence: string };
