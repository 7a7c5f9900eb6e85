// What is remembered of an object: enough to know whether an event is news, and what is pending. The object itself is
// kept only while it waits for its stage, see snapshot.ts.

import type { KubeObject } from "../kube/index.ts";
import type { CompiledStage } from "../stage/index.ts";
import type { Play } from "./player.ts";

/**
 * - `resting`: nothing is due.
 * - `waiting`: a stage waits in the timing wheel for its delay.
 * - `queued`: a stage is due and waits for a place.
 * - `playing`: its requests are under way, or wait to be retried.
 * - `gone`: the object was deleted; whatever still holds this lets go of it.
 */
export type TrackState = "resting" | "waiting" | "queued" | "playing" | "gone";

export interface Pending {
  readonly stage: CompiledStage;
  readonly dueMs: number;
  /** The set of stages it was drawn from. */
  readonly candidates: number;
}

export class Track {
  state: TrackState = "resting";
  /** The resourceVersion judged last. */
  seenVersion = 0;
  /** The resourceVersion our own last patch made: what is older describes the object before it. */
  playedVersion = 0;
  /** We deleted it. Without finalizers it is gone, whatever events from before still arrive. */
  isDeleted = false;
  /** Plays in a row that failed for good: a stage that would be due again at once must not become a hot loop. */
  failures = 0;
  pending: Pending | undefined = undefined;
  play: Play | undefined = undefined;
  /** The newest state that arrived while playing. */
  latest: KubeObject | undefined = undefined;

  constructor(
    readonly key: string,
    readonly uid: string,
  ) {}

  get isGone(): boolean {
    return this.state === "gone";
  }

  /** Whether this state was judged already, or is older than what our own requests made of it. */
  isOld(object: KubeObject, version: number): boolean {
    if (version <= this.seenVersion || version < this.playedVersion) return true;
    return this.isDeleted && !object.metadata.finalizers?.length;
  }
}
