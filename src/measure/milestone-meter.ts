// Turns an object's moments into the metrics, rates and slowest lists of its kind; the handles are looked up once.

import type { KubeObject } from "../kube/index.ts";
import { type Labels, type SlowObject, labelledName } from "../result/index.ts";
import { type Journey, type TrackedObject, reached } from "./journey.ts";
import type { LatencyMetric } from "./latency-metric.ts";
import type { Lifecycle, Milestone } from "./lifecycle.ts";
import type { TrackerContext } from "./object-tracker.ts";
import type { RateSeries } from "./rate-series.ts";
import type { Slowest } from "./slowest.ts";
import { slowObject, timelineOf } from "./timeline.ts";

/** Objects a controller made have no intended moment: they are measured from first sight, apart from ours. */
const BY_CONTROLLER = { origin: "controller" };

interface Handle {
  readonly metric: LatencyMetric;
  readonly slowest: Slowest<SlowObject>;
}

export class MilestoneMeter {
  readonly created: RateSeries;
  readonly deleted: RateSeries;
  private readonly rates: readonly RateSeries[];
  private readonly handles = new Map<string, Handle>();

  constructor(
    private readonly kind: string,
    private readonly lifecycle: Lifecycle,
    private readonly context: TrackerContext,
  ) {
    const { book } = context;
    this.created = book.rate(`${lifecycle.plural}_created`);
    this.rates = lifecycle.milestones.map(({ series }) => book.rate(series));
    this.deleted = book.rate(`${lifecycle.plural}_deleted`);
  }

  seen(tracked: TrackedObject, atMs: number): void {
    this.created.event(atMs);
    this.expectAfter("seen", atMs);
    if (tracked.change) this.lag(tracked.change, atMs);
  }

  /**
   * Write acknowledged → event received; an event that overtook its acknowledgement counts as the smallest. To be told
   * when either happens: nothing is recorded before both have.
   */
  lag(journey: Journey, seenMs: number): void {
    if (!reached(journey.acknowledgedMs) || !reached(seenMs) || !this.measured(journey)) return;
    this.metric("watch_lag").record(journey.operation.phase, journey.acknowledgedMs, seenMs);
  }

  /** Notes the milestones this event shows; true when the last one is reached by it. */
  advance(tracked: TrackedObject, object: KubeObject, atMs: number): boolean {
    const { milestones } = this.lifecycle;
    let ready = false;
    for (let index = 0; index < milestones.length; index++) {
      const { name, moment, metric, reached: isReached } = milestones[index]!;
      if (reached(tracked[moment]) || !isReached(object)) continue;
      tracked[moment] = atMs;
      this.rates[index]!.event(atMs);
      this.expectAfter(name, atMs);
      if (metric !== undefined) this.recordMilestone(metric, tracked, atMs);
      ready = index === milestones.length - 1;
    }
    return ready;
  }

  /** The object went away: nothing waits for its milestones any more. */
  unexpectMilestones(tracked: TrackedObject, atMs: number): void {
    const happened = (since: Milestone["since"]): boolean =>
      reached(since === "seen" ? tracked.seenMs : tracked.scheduledMs);
    for (const [index, { moment, since }] of this.lifecycle.milestones.entries())
      if (!reached(tracked[moment]) && happened(since)) this.rates[index]!.unexpect(atMs);
  }

  private expectAfter(step: string, atMs: number): void {
    for (const [index, { since }] of this.lifecycle.milestones.entries())
      if (since === step) this.rates[index]!.expect(atMs);
  }

  gone(tracked: TrackedObject, atMs: number): void {
    this.deleted.event(atMs);
    const name = this.lifecycle.deletionMetric;
    if (name === undefined) return;
    const { deletion } = tracked;
    if (deletion && !deletion.lost) this.record(name, tracked, deletion, atMs);
    else if (!deletion && reached(tracked.terminatingMs) && this.measuredMs(tracked.terminatingMs))
      this.metric(name, BY_CONTROLLER).record("", tracked.terminatingMs, atMs);
  }

  workloadReady(tracked: TrackedObject, change: Journey, atMs: number): void {
    this.record("workload_ready", tracked, change, atMs, { kind: this.kind });
  }

  censorWorkload(change: Journey): void {
    if (this.measured(change))
      this.metric("workload_ready", { kind: this.kind }).censor(change.operation.phase);
  }

  /** Every latency metric of a milestone the object will not be seen to reach. */
  censorCreation(tracked: TrackedObject): void {
    const { change } = tracked;
    if (!change || change.lost || !this.measured(change)) return;
    for (const { metric, moment } of this.lifecycle.milestones)
      if (metric !== undefined && !reached(tracked[moment]))
        this.metric(metric).censor(change.operation.phase);
  }

  censorDeletion(deletion: Journey): void {
    const name = this.lifecycle.deletionMetric;
    if (name !== undefined && this.measured(deletion))
      this.metric(name).censor(deletion.operation.phase);
  }

  private recordMilestone(name: string, tracked: TrackedObject, atMs: number): void {
    if (tracked.origin === "operation") {
      const { change } = tracked;
      if (change && !change.lost) this.record(name, tracked, change, atMs);
    } else if (this.measuredMs(tracked.seenMs))
      this.metric(name, BY_CONTROLLER).record("", tracked.seenMs, atMs);
  }

  private record(
    name: string,
    tracked: TrackedObject,
    journey: Journey,
    atMs: number,
    labels?: Labels,
  ): void {
    if (!this.measured(journey)) return;
    const { phase, intendedMs } = journey.operation;
    const { metric, slowest } = this.handle(name, labels);
    metric.record(phase, intendedMs, atMs);
    if (reached(journey.sentMs)) metric.recordRaw(journey.sentMs, atMs);
    const { book } = this.context;
    const latencyMs = atMs - intendedMs;
    // As they are now: both may be replaced before anybody asks.
    const { change, deletion } = tracked;
    slowest.offer(latencyMs, () => {
      const goneMs = journey === deletion ? atMs : undefined;
      const { startMs } = book;
      const journeys = { change, deletion };
      const timeline = timelineOf(this.kind, tracked, this.lifecycle, startMs, goneMs, journeys);
      return slowObject(timeline, startMs, intendedMs, latencyMs);
    });
  }

  private metric(name: string, labels?: Labels): LatencyMetric {
    return this.handle(name, labels).metric;
  }

  private handle(name: string, labels?: Labels): Handle {
    const key = labels ? labelledName(name, labels) : name;
    let handle = this.handles.get(key);
    if (!handle) {
      const { book } = this.context;
      handle = { metric: book.latency(name, labels), slowest: book.slowest(name, labels) };
      this.handles.set(key, handle);
    }
    return handle;
  }

  private measured(journey: Journey): boolean {
    return this.measuredMs(journey.operation.intendedMs);
  }

  private measuredMs(fromMs: number): boolean {
    return fromMs >= this.context.measuredFromMs;
  }
}
