// What a controller counts. Plain data comes out, so that shards can be added up and reports written elsewhere.

import { LatencyHistogram } from "../base/index.ts";

export type PlayResult = "played" | "unchanged" | "gone" | "stale" | "failed";

/** Plain data. Histograms are HDR V2, compressed, base64, in microseconds. */
export interface ControllerMetrics {
  /** By stage: from due (trigger received + declared delay) to the last patch acknowledged. */
  readonly stageReconcile: Readonly<Record<string, string>>;
  /** By stage: plays that came to an end. */
  readonly plays: Readonly<Record<string, number>>;
  readonly playResults: Readonly<Record<PlayResult, number>>;
  /** Requests for stages by their HTTP status; `connection` where none came. */
  readonly requests: Readonly<Record<string, number>>;
  /** Those of them that are patches. */
  readonly patches: Readonly<Record<string, number>>;
  /** Patches left out because they would have changed nothing. */
  readonly patchesSuppressed: number;
  readonly retries: number;
  /** Due and waiting for a place; waiting for their time; under way. */
  readonly queued: number;
  readonly waiting: number;
  readonly inFlight: number;
  readonly objects: Readonly<Record<string, number>>;
  readonly watchResumes: number;
  readonly watchRelists: number;
  readonly watchFailures: number;
  readonly nodesManaged: number;
  readonly leaseRenewals: number;
  /** From a renewal's due time to its acknowledgement. */
  readonly leaseLag: string;
  /** Renewals acknowledged after the lease had run out. */
  readonly leasesLate: number;
  /** Undefined without a team. */
  readonly team: TeamMetrics | undefined;
}

export interface TeamMetrics {
  /** Taken to be alive, ourselves among them. */
  readonly members: number;
  /** -1: we hold none. */
  readonly slot: number;
  /** Whether all members see the same team. */
  readonly isAgreed: boolean;
  /** Times that all have agreed on a team. */
  readonly agreements: number;
  /** Times that our lease had run out. */
  readonly fencings: number;
}

/** The counters of playing stages, as they are kept. */
export class PlayCounters {
  readonly reconcile = new Map<string, LatencyHistogram>();
  readonly plays = new Map<string, number>();
  readonly results: Record<PlayResult, number> = {
    played: 0,
    unchanged: 0,
    gone: 0,
    stale: 0,
    failed: 0,
  };
  readonly requests = new Map<string, number>();
  readonly patches = new Map<string, number>();
  suppressed = 0;
  retries = 0;

  request(method: string, status: string): void {
    this.requests.set(status, (this.requests.get(status) ?? 0) + 1);
    if (method === "PATCH") this.patches.set(status, (this.patches.get(status) ?? 0) + 1);
  }

  /** A play that ended; `lateMs` is from due to acknowledged. */
  ended(stage: string, result: PlayResult, lateMs: number): void {
    this.results[result]++;
    if (result !== "played") return;
    this.plays.set(stage, (this.plays.get(stage) ?? 0) + 1);
    let histogram = this.reconcile.get(stage);
    if (!histogram) this.reconcile.set(stage, (histogram = LatencyHistogram.empty()));
    histogram.recordMs(lateMs);
  }
}
