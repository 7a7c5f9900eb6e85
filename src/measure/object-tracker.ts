// Follows the objects of one resource from the intended create to the last event. One that is deleted and made again under
// the same name is another object: the uid tells.

import { type KubeObject, keyOf } from "../kube/index.ts";
import { type Journey, type Origin, TrackedObject, reached, unsettled } from "./journey.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { MetricBook } from "./metric-book.ts";
import { MilestoneMeter } from "./milestone-meter.ts";
import { timelineOf } from "./timeline.ts";
import type { Acknowledgement, Timeline, WatchEventLike } from "./types.ts";

/** What the tracker needs to know of the run. */
export interface TrackerContext {
  readonly book: MetricBook;
  /** Latencies of what was intended before this moment are not recorded. */
  readonly measuredFromMs: number;
  readonly complete: (journey: Journey, atMs: number) => void;
  readonly censor: (journey: Journey, atMs: number) => void;
  readonly onTimeline: ((timeline: Timeline) => void) | undefined;
}

export class ObjectTracker {
  private readonly byKey = new Map<string, TrackedObject>();
  /** By uid, those whose name another object has by now: a handful. */
  private readonly outlived = new Map<string, TrackedObject>();
  private readonly meter: MilestoneMeter;

  constructor(
    readonly kind: string,
    readonly lifecycle: Lifecycle,
    private readonly context: TrackerContext,
  ) {
    this.meter = new MilestoneMeter(kind, lifecycle, context);
  }

  intended(journey: Journey): void {
    const { verb, key } = journey.operation;
    if (verb === "create") {
      const namesake = this.byKey.get(key);
      // Made again before it was ever seen: the first can no longer be told from the second.
      if (namesake?.uid === "" && namesake.change && !namesake.change.done)
        this.censorChange(namesake, journey.operation.intendedMs);
      this.track(key, "operation").change = journey;
    } else {
      const tracked = this.byKey.get(key) ?? this.track(key, "before");
      if (verb === "delete") tracked.deletion = journey;
      else this.replaceChange(tracked, journey);
    }
  }

  sent(journey: Journey): void {
    const { verb, key } = journey.operation;
    if (verb === "create") this.meter.created.expect(journey.sentMs);
    else if (verb === "delete") this.meter.deleted.expect(journey.sentMs);
    else journey.generation = (this.byKey.get(key)?.settlement?.generation ?? 0) + 1;
  }

  acknowledged(journey: Journey, response: Acknowledgement | undefined): void {
    const { verb, key, goal } = journey.operation;
    const tracked = this.byKey.get(key);
    const generationIfChanged = journey.generation;
    if (response?.generation !== undefined) journey.generation = response.generation;
    // By now the object may be gone.
    if (verb === "delete") this.meter.lag(journey, journey.shownMs);
    if (!tracked || verb === "delete") return;
    if (verb === "create" && tracked.change === journey) this.meter.lag(journey, tracked.seenMs);
    // A patch that changed nothing is shown by no event.
    const { generation = -1 } = tracked.settlement ?? {};
    if (
      verb === "patch" &&
      journey.generation >= generationIfChanged &&
      generation >= journey.generation
    )
      this.meter.lag(journey, journey.acknowledgedMs);
    if (this.lifecycle.settled) this.settle(tracked);
    else if (verb === "create") this.endCreate(tracked);
    else if (goal !== "none") this.context.complete(journey, journey.acknowledgedMs);
  }

  /** The request failed: what it was to make will not come. */
  failed(journey: Journey, atMs: number): void {
    const { verb, key } = journey.operation;
    const tracked = this.byKey.get(key);
    if (!tracked) return;
    if (verb === "create" && tracked.change === journey) {
      // A create whose answer was lost may still have made the object; one never seen is forgotten.
      if (tracked.uid === "") {
        this.byKey.delete(key);
        if (reached(journey.sentMs)) this.meter.created.unexpect(atMs);
      }
      this.meter.censorCreation(tracked);
    } else if (verb === "delete" && tracked.deletion === journey) {
      tracked.deletion = undefined;
      if (reached(journey.sentMs)) this.meter.deleted.unexpect(atMs);
    } else if (verb === "patch" && tracked.change === journey) tracked.change = undefined;
  }

  events(events: readonly WatchEventLike[], receivedMs: number): void {
    for (const { type, object } of events) {
      if (type === "BOOKMARK") continue;
      const tracked = this.known(object) ?? this.adopt(object, type);
      if (!tracked) continue;
      if (type === "DELETED") this.gone(tracked, receivedMs);
      else this.seen(tracked, object, receivedMs);
    }
  }

  /** Gives up every journey of `phase` (or all) that has not reached its goal. */
  abandon(phase: string | undefined, atMs: number): void {
    const concerns = (journey: Journey | undefined): journey is Journey =>
      journey !== undefined &&
      !journey.done &&
      (phase === undefined || journey.operation.phase === phase);
    for (const tracked of this.all()) {
      if (concerns(tracked.change)) this.censorChange(tracked, atMs);
      if (concerns(tracked.deletion)) {
        this.meter.censorDeletion(tracked.deletion);
        this.context.censor(tracked.deletion, atMs);
      }
    }
  }

  /** Hands out the timelines of what is still there. */
  flush(): void {
    if (!this.context.onTimeline) return;
    for (const tracked of this.all()) this.tell(tracked);
  }

  private *all(): Generator<TrackedObject> {
    yield* this.byKey.values();
    yield* this.outlived.values();
  }

  private track(key: string, origin: Origin): TrackedObject {
    const namesake = this.byKey.get(key);
    if (namesake && namesake.uid !== "") this.outlived.set(namesake.uid, namesake);
    const tracked = new TrackedObject(key, origin);
    this.byKey.set(key, tracked);
    return tracked;
  }

  private known({ metadata }: KubeObject): TrackedObject | undefined {
    const { uid = "" } = metadata;
    const namesake = this.byKey.get(keyOf(metadata));
    return namesake && uid !== "" && namesake.uid === uid ? namesake : this.outlived.get(uid);
  }

  /** The first event of an object: ours by name, a controller's by its owner, or nothing to do with us. */
  private adopt(object: KubeObject, type: WatchEventLike["type"]): TrackedObject | undefined {
    const { metadata } = object;
    const key = keyOf(metadata);
    let tracked = this.byKey.get(key);
    // A namesake from before our create was even sent is another object.
    if (tracked?.change && !reached(tracked.change.sentMs)) return undefined;
    if (!tracked || tracked.uid !== "") {
      const leaving = type === "DELETED" || metadata.deletionTimestamp !== undefined;
      if (!metadata.ownerReferences?.length || leaving) return undefined;
      tracked = this.track(key, "controller");
    }
    tracked.uid = metadata.uid ?? "";
    return tracked;
  }

  private seen(tracked: TrackedObject, object: KubeObject, receivedMs: number): void {
    if (!reached(tracked.seenMs)) {
      tracked.seenMs = receivedMs;
      if (tracked.origin !== "before") this.meter.seen(tracked, receivedMs);
    }
    if (object.metadata.deletionTimestamp && !reached(tracked.terminatingMs)) {
      tracked.terminatingMs = receivedMs;
      if (tracked.deletion) this.showDeletion(tracked.deletion, receivedMs);
      else this.meter.deleted.expect(receivedMs);
    }
    if (this.lifecycle.settled) {
      const generation = object.metadata.generation ?? 1;
      const settlement = (tracked.settlement ??= unsettled());
      this.showPatch(tracked, generation, receivedMs);
      settlement.generation = generation;
      if (generation > settlement.settledGeneration && this.lifecycle.settled(object)) {
        settlement.settledGeneration = generation;
        settlement.settledMs = receivedMs;
        this.settle(tracked);
      }
    } else if (tracked.origin !== "before" && this.meter.advance(tracked, object, receivedMs)) {
      const { change } = tracked;
      if (change?.operation.goal === "ready") this.context.complete(change, receivedMs);
      this.endCreate(tracked);
    }
  }

  /** The first event that shows our delete: the object is marked, or gone at once. */
  private showDeletion(deletion: Journey, receivedMs: number): void {
    // Somebody else's, where ours was not even sent.
    if (!reached(deletion.sentMs)) return;
    deletion.shownMs = receivedMs;
    this.meter.lag(deletion, receivedMs);
  }

  /** The first event that shows our patch, unless that came before the answer. */
  private showPatch({ change, settlement }: TrackedObject, generation: number, atMs: number): void {
    if (change?.operation.verb !== "patch" || !reached(change.acknowledgedMs)) return;
    if (generation >= change.generation && (settlement?.generation ?? 0) < change.generation)
      this.meter.lag(change, atMs);
  }

  /** Answered and Ready, in whichever order: nothing more is measured from the create. */
  private endCreate(tracked: TrackedObject): void {
    const { change, readyMs } = tracked;
    if (change?.done && !change.lost && reached(change.acknowledgedMs) && reached(readyMs))
      tracked.endChange(change);
  }

  /** A workload's change is complete when a status seen belongs to its generation or a later one. */
  private settle(tracked: TrackedObject): void {
    const { change, settlement } = tracked;
    const { settledGeneration, settledMs } = settlement ?? unsettled();
    if (!change || change.done || change.operation.goal === "none") return;
    if (!reached(change.acknowledgedMs) || settledGeneration < Math.max(1, change.generation))
      return;
    // A change that changed nothing was settled before it was sent: it took as long as its request.
    const atMs = settledMs >= change.sentMs ? settledMs : change.acknowledgedMs;
    this.meter.workloadReady(tracked, change, atMs);
    this.context.complete(change, atMs);
  }

  private gone(tracked: TrackedObject, receivedMs: number): void {
    if (this.byKey.get(tracked.key) === tracked) this.byKey.delete(tracked.key);
    else this.outlived.delete(tracked.uid);
    if (tracked.origin !== "before") this.meter.unexpectMilestones(tracked, receivedMs);
    if (tracked.change && !tracked.change.done && tracked.change.operation.goal !== "none") {
      this.context.book.count("deleted_before_ready", { resource: this.lifecycle.plural });
      this.censorChange(tracked, receivedMs);
    }
    this.meter.gone(tracked, receivedMs);
    if (tracked.deletion && !reached(tracked.terminatingMs))
      this.showDeletion(tracked.deletion, receivedMs);
    if (tracked.deletion?.operation.goal === "gone")
      this.context.complete(tracked.deletion, receivedMs);
    this.tell(tracked, receivedMs);
  }

  /** Another change came before this one was seen to settle: the first can no longer be told apart. */
  private replaceChange(tracked: TrackedObject, journey: Journey): void {
    if (!this.lifecycle.settled) return;
    if (tracked.change && !tracked.change.done && tracked.change.operation.goal !== "none")
      this.censorChange(tracked, journey.operation.intendedMs);
    tracked.change = journey;
  }

  private censorChange(tracked: TrackedObject, atMs: number): void {
    const { change } = tracked;
    if (!change) return;
    if (this.lifecycle.settled) this.meter.censorWorkload(change);
    else this.meter.censorCreation(tracked);
    this.context.censor(change, atMs);
  }

  private tell(tracked: TrackedObject, goneMs?: number): void {
    this.context.onTimeline?.(
      timelineOf(this.kind, tracked, this.lifecycle, this.context.book.startMs, goneMs),
    );
  }
}
