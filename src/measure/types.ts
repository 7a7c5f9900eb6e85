// What the measuring room is told, by whom, and what it answers. Every time is milliseconds on one monotonic clock.

import type { Clock } from "../base/index.ts";
import type { KubeObject } from "../kube/index.ts";
import type {
  Metric,
  PhaseResult,
  ProcessResult,
  Result,
  Series,
  SlowObject,
} from "../result/index.ts";

/** A user's own latency, between two conditions on objects that belong together. */
export interface SpanDefinition {
  /** Names the metric. */
  readonly name: string;
  readonly correlate: "name" | "owner" | { readonly label: string };
}

/** One request the plan intends; the sender makes one such object and hands the same one to every call. */
export interface Operation {
  readonly phase: string;
  readonly verb: "create" | "delete" | "patch";
  /** Lower-case plural: `pods`. */
  readonly resource: string;
  readonly kind: string;
  /** `namespace/name`, or `name` for cluster-scoped objects. */
  readonly key: string;
  readonly intendedMs: number;
  /**
   * When it is complete: the object is Ready; the object is gone; the object's status has caught up with the change;
   * or (`none`) the write was acknowledged.
   */
  readonly goal: "ready" | "gone" | "settled" | "none";
}

/** What a write's response says of the object; the generation tells a change's own status from an older one. */
export interface Acknowledgement {
  readonly generation?: number | undefined;
}

/** The shape of a watch event. */
export interface WatchEventLike<T extends KubeObject = KubeObject> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: T;
}

export interface MeasurementOptions {
  readonly clock: Clock;
  /** The run's zero, on the monotonic clock. */
  readonly startMs: number;
  /** Objects intended before this moment are left out of every latency metric. */
  readonly warmupUntilMs?: number;
  /** Slowest objects kept for each metric. */
  readonly slowestMax?: number;
  /** The user's own latencies, told of by `spanEvent`. */
  readonly spans?: readonly SpanDefinition[];
  /** Given every ended timeline, for a trace; called on the hot path. */
  readonly onTimeline?: (timeline: Timeline) => void;
}

/** One object's life as observed: milestone → ms since the run's start, in order of time. */
export interface Timeline {
  readonly kind: string;
  readonly object: string;
  readonly uid: string;
  readonly milestones: Readonly<Record<string, number>>;
}

export interface ProcessSample {
  readonly role: string;
  readonly atMs: number;
  /** CPU time used since the process started. */
  readonly cpuSeconds: number;
  readonly rssBytes: number;
}

/** What the live screen shows; cheap to ask for every second. */
export interface Progress {
  readonly phases: readonly PhaseResult[];
  /** Name → what was seen of the newest phase so far; the percentiles in seconds. */
  readonly latencies: Readonly<
    Record<string, { readonly count: number; readonly p50: number; readonly p99: number }>
  >;
  /** Series name → events so far, and events in the last whole step. */
  readonly rates: Readonly<Record<string, { readonly count: number; readonly perSecond: number }>>;
  readonly requestsFailed: number;
  readonly requestsInFlight: number;
}

/** The measured part of a Result. */
export interface Measured extends Pick<
  Result,
  "phases" | "metrics" | "series" | "processes" | "counters" | "slowest" | "durationSeconds"
> {
  readonly phases: readonly PhaseResult[];
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly series: Readonly<Record<string, Series>>;
  readonly processes: readonly ProcessResult[];
  readonly slowest: Readonly<Record<string, readonly SlowObject[]>>;
}
