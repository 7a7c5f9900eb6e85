// The measurement of one run: told of every request and every watch event as it happens, it answers with the measured
// part of the Result. Nothing here waits, sends or reads a clock of its own.

import { LatencyHistogram, assert } from "../base/index.ts";
import type { KubeObject } from "../kube/index.ts";
import type { Labels } from "../result/index.ts";
import { Journey, reached } from "./journey.ts";
import { type Lifecycle, nodeLifecycle, podLifecycle, workloadLifecycle } from "./lifecycle.ts";
import { MetricBook } from "./metric-book.ts";
import { ObjectTracker, type TrackerContext } from "./object-tracker.ts";
import { PhaseTally } from "./phase-tally.ts";
import { ProcessSamples } from "./process-samples.ts";
import { RequestMeter } from "./request-meter.ts";
import { SpanMeter } from "./span-meter.ts";
import type {
  Acknowledgement,
  Measured,
  MeasurementOptions,
  Operation,
  ProcessSample,
  Progress,
  WatchEventLike,
} from "./types.ts";

const SLOWEST_DEFAULT = 10;

/** The kinds whose readiness can be observed; others are complete when their write is acknowledged. */
const LIFECYCLES: Readonly<Record<string, Lifecycle>> = {
  Pod: podLifecycle,
  Node: nodeLifecycle,
  Deployment: workloadLifecycle("deployments"),
  ReplicaSet: workloadLifecycle("replicasets"),
  StatefulSet: workloadLifecycle("statefulsets"),
  Job: workloadLifecycle("jobs"),
};

export function createMeasurement(options: MeasurementOptions): Measurement {
  return new Measurement(options);
}

export class Measurement {
  private readonly book: MetricBook;
  private readonly requests: RequestMeter;
  private readonly samples: ProcessSamples;
  private readonly phases = new Map<string, PhaseTally>();
  private readonly inFlight = new Map<Operation, Journey>();
  private readonly trackers = new Map<string, ObjectTracker>();
  private readonly context: TrackerContext;
  private readonly spans: ReadonlyMap<string, SpanMeter>;
  private readonly driverDelay = LatencyHistogram.empty();

  constructor(private readonly options: MeasurementOptions) {
    const { startMs, warmupUntilMs = -Infinity, onTimeline } = options;
    this.book = new MetricBook(startMs, options.slowestMax ?? SLOWEST_DEFAULT);
    this.requests = new RequestMeter(this.book, warmupUntilMs);
    this.samples = new ProcessSamples(startMs);
    const spans = options.spans ?? [];
    this.spans = new Map(
      spans.map((span) => [span.name, new SpanMeter(span, this.book, warmupUntilMs)]),
    );
    this.context = {
      book: this.book,
      measuredFromMs: warmupUntilMs,
      complete: (journey, atMs) => this.complete(journey, atMs),
      censor: (journey, atMs) => this.censor(journey, atMs),
      onTimeline,
    };
  }

  // From the conductor: phases.

  phaseStarted(name: string, atMs: number): void {
    this.phase(name).touch(atMs);
  }

  phaseEnded(name: string, atMs: number): void {
    const tally = this.phase(name);
    tally.touch(atMs);
    tally.ended = true;
  }

  /** Operations of the phase that neither reached their goal nor failed nor were given up. */
  outstanding(name: string): number {
    return this.phases.get(name)?.outstanding ?? 0;
  }

  /** Gives up what the phase still waits for: it counts as slower than everything seen. */
  abandon(name: string): void {
    this.giveUp(name, this.options.clock.nowMs());
  }

  // From the workload: requests.

  /** The operation's moment has come, whether or not it can be sent at once. */
  intended(operation: Operation): void {
    const journey = new Journey(operation);
    const tally = this.phase(operation.phase);
    tally.offered++;
    tally.touch(operation.intendedMs);
    this.inFlight.set(operation, journey);
    this.requests.intended(operation);
    this.tracker(operation.kind)?.intended(journey);
  }

  /** A request tried again is sent only once: the first time. */
  sent(operation: Operation, atMs: number): void {
    const journey = this.journey(operation);
    if (reached(journey.sentMs)) return;
    journey.sentMs = atMs;
    const tally = this.phase(operation.phase);
    tally.sent++;
    tally.touch(atMs);
    this.requests.sentOne(journey, tally);
    this.tracker(operation.kind)?.sent(journey);
  }

  acknowledged(operation: Operation, atMs: number, response?: Acknowledgement): void {
    const journey = this.journey(operation);
    this.inFlight.delete(operation);
    journey.acknowledgedMs = atMs;
    const tally = this.phase(operation.phase);
    tally.acknowledged++;
    tally.touch(atMs);
    if (!journey.lost) this.requests.acknowledged(journey);
    const tracker = this.tracker(operation.kind);
    tracker?.acknowledged(journey, response);
    if (operation.goal === "none" || !tracker) this.complete(journey, atMs);
  }

  /** `code` is the HTTP status, or 0 when there was no answer. */
  failed(operation: Operation, atMs: number, code = 0): void {
    const journey = this.journey(operation);
    this.inFlight.delete(operation);
    this.requests.failed(journey, code, atMs);
    this.phase(operation.phase).touch(atMs);
    this.tracker(operation.kind)?.failed(journey, atMs);
    journey.lost = true;
    if (journey.done) return;
    journey.done = true;
    this.phase(operation.phase).failed++;
  }

  // From the watches. `receivedMs` is when the bytes were read.

  podEvents(events: readonly WatchEventLike[], receivedMs: number): void {
    this.tracker("Pod")!.events(events, receivedMs);
  }

  nodeEvents(events: readonly WatchEventLike[], receivedMs: number): void {
    this.tracker("Node")!.events(events, receivedMs);
  }

  /** Deployments, ReplicaSets, StatefulSets, Jobs. */
  workloadEvents<T extends KubeObject>(
    kind: string,
    events: readonly WatchEventLike<T>[],
    receivedMs: number,
  ): void {
    this.tracker(kind)?.events(events, receivedMs);
  }

  /** The condition of one end of a span of the scenario begins to hold for `object`, as received. */
  spanEvent(name: string, point: "from" | "to", object: KubeObject, receivedMs: number): void {
    const span = this.spans.get(name);
    assert(span, `the span ${name} was not given when the measurement was made`);
    span.event(point, object, receivedMs);
  }

  // From sampling and from elsewhere.

  processSample(sample: ProcessSample): void {
    this.samples.add(sample);
  }

  /** How late a timer of this process fired: what every receive time may be off by. */
  eventLoopDelay(delayMs: number): void {
    this.driverDelay.recordMs(delayMs);
  }

  count(name: string, labels?: Labels, by = 1): void {
    this.book.count(name, labels, by);
  }

  /** Adds a histogram recorded by another process: `stage_reconcile{stage}` from the controllers. */
  mergeHistogram(name: string, labels: Labels, encoded: string): void {
    this.book.latency(name, labels).merge(encoded);
  }

  /** What the audit asks of the driver itself. */
  get driver(): DriverEvidence {
    return {
      requestsSent: this.requests.sent,
      requestsFailed: this.requests.failures,
      slipSecondsP99: this.requests.slip.percentileMs(99) / 1000,
      slipSecondsMax: this.requests.slip.maxMs / 1000,
      eventLoopDelaySecondsP99: this.driverDelay.percentileMs(99) / 1000,
      eventLoopDelaySecondsMax: this.driverDelay.maxMs / 1000,
    };
  }

  /** For the live screen: cheap enough for once a second. */
  progress(): Progress {
    const nowMs = this.options.clock.nowMs();
    return {
      phases: this.phaseResults(nowMs),
      latencies: this.book.glances(),
      rates: this.book.rateGlances(nowMs),
      requestsFailed: this.requests.failures,
      requestsInFlight: this.inFlight.size,
    };
  }

  /**
   * What was measured so far, nothing given up: for a partial Result on the way. With `only`, the latency metrics of
   * these names alone, cheap enough for judging a threshold twice a second.
   */
  snapshot(only?: ReadonlySet<string>): Measured {
    return this.measured(this.options.clock.nowMs(), only);
  }

  /** Ends the measurement: whatever is still waited for is censored. */
  finish(): Measured {
    const nowMs = this.options.clock.nowMs();
    this.giveUp(undefined, nowMs);
    for (const tracker of this.trackers.values()) tracker.flush();
    for (const span of this.spans.values()) span.finish();
    return this.measured(nowMs);
  }

  private measured(nowMs: number, only?: ReadonlySet<string>): Measured {
    return {
      durationSeconds: (nowMs - this.options.startMs) / 1000,
      phases: this.phaseResults(nowMs),
      metrics: this.book.metrics(only),
      series: { ...this.book.series(nowMs), ...this.samples.series() },
      processes: this.samples.processes(),
      counters: this.book.counters(),
      slowest: this.book.slowestObjects(),
    };
  }

  private phaseResults(nowMs: number): Measured["phases"] {
    return [...this.phases.values()].map((tally) => tally.result(this.options.startMs, nowMs));
  }

  private complete(journey: Journey, atMs: number): void {
    if (journey.done) return;
    journey.done = true;
    const tally = this.phase(journey.operation.phase);
    tally.completed++;
    tally.touch(atMs);
  }

  private censor(journey: Journey, atMs: number): void {
    if (journey.done) return;
    journey.done = true;
    journey.lost = true;
    const tally = this.phase(journey.operation.phase);
    tally.censored++;
    tally.touch(atMs);
  }

  private giveUp(phase: string | undefined, atMs: number): void {
    for (const tracker of this.trackers.values()) tracker.abandon(phase, atMs);
    for (const journey of this.inFlight.values()) {
      if (phase !== undefined && journey.operation.phase !== phase) continue;
      if (reached(journey.sentMs) && !journey.unanswered) this.requests.censored(journey, atMs);
      journey.unanswered = true;
      this.censor(journey, atMs);
      journey.lost = true;
    }
  }

  private phase(name: string): PhaseTally {
    let tally = this.phases.get(name);
    if (!tally) this.phases.set(name, (tally = new PhaseTally(name)));
    return tally;
  }

  private journey(operation: Operation): Journey {
    const journey = this.inFlight.get(operation);
    assert(journey, `${operation.verb} ${operation.key}: sent or answered without being intended`);
    return journey;
  }

  private tracker(kind: string): ObjectTracker | undefined {
    let tracker = this.trackers.get(kind);
    if (tracker) return tracker;
    const lifecycle = LIFECYCLES[kind];
    if (!lifecycle) return undefined;
    tracker = new ObjectTracker(kind, lifecycle, this.context);
    this.trackers.set(kind, tracker);
    return tracker;
  }
}

/** How well the driver kept to the plan, in its own figures. */
export interface DriverEvidence {
  readonly requestsSent: number;
  readonly requestsFailed: number;
  readonly slipSecondsP99: number;
  readonly slipSecondsMax: number;
  readonly eventLoopDelaySecondsP99: number;
  readonly eventLoopDelaySecondsMax: number;
}
