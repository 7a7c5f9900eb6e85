// One request on its way to its goal, and one object as it is followed: the numbers every latency is taken from.

import type { Operation } from "./types.ts";

/** A moment not reached yet. Numbers stay numbers: 100,000 of these are kept. */
const NOT_YET = Number.NaN;

export function reached(moment: number): boolean {
  return !Number.isNaN(moment);
}

export class Journey {
  sentMs = NOT_YET;
  acknowledgedMs = NOT_YET;
  /** The object's generation after the write; 0 when the response did not say. */
  generation = 0;
  /** Completed, failed or censored: later events no longer count for its goal. */
  done = false;
  /** Failed or censored: it already counts as slower than everything seen, so nothing later is recorded for it. */
  lost = false;

  constructor(readonly operation: Operation) {}
}

/**
 * Where an object came from: our own create; a controller's (a ReplicaSet's pods); or it was there before we looked,
 * so that only its deletion can be measured.
 */
export type Origin = "operation" | "controller" | "before";

export class TrackedObject {
  uid = "";
  seenMs = NOT_YET;
  terminatingMs = NOT_YET;
  /** The create, or for workloads the latest change. */
  change: Journey | undefined;
  deletion: Journey | undefined;
  /** Workloads: the newest generation whose status was seen to have caught up, and when. */
  settledGeneration = 0;
  settledMs = NOT_YET;
  generation = 0;
  /** The moment of each milestone of the object's lifecycle, by index. */
  readonly milestonesMs: number[];

  constructor(
    readonly key: string,
    readonly origin: Origin,
    milestones: number,
  ) {
    this.milestonesMs = Array<number>(milestones).fill(NOT_YET);
  }

  /** What the object's own latencies start from: the intended create, or for a controller's object the first sight. */
  get originMs(): number {
    return this.origin === "operation" ? this.change!.operation.intendedMs : this.seenMs;
  }
}
