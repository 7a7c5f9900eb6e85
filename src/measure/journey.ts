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
  /** The first event that shows a delete. */
  shownMs = NOT_YET;
  /** The object's generation after the write; 0 when the response did not say. */
  generation = 0;
  /** Completed, failed or censored: later events no longer count for its goal. */
  done = false;
  /** Failed or censored: it already counts as slower than everything seen, so nothing later is recorded for it. */
  lost = false;
  /** The answer to its request is no longer waited for; it may still come. */
  unanswered = false;

  constructor(readonly operation: Operation) {}
}

/**
 * Where an object came from: our own create; a controller's (a ReplicaSet's pods); or it was there before we looked,
 * so that only its deletion can be measured.
 */
export type Origin = "operation" | "controller" | "before";

/** Of the workloads: the newest generation seen, and the newest whose status was seen to have caught up, and when. */
export interface Settlement {
  generation: number;
  settledGeneration: number;
  settledMs: number;
}

export function unsettled(): Settlement {
  return { generation: 0, settledGeneration: 0, settledMs: NOT_YET };
}

/** There are as many of these as there are objects: numbers in place, and nothing kept that is over. */
export class TrackedObject {
  uid = "";
  /** The create, until it is over; for workloads the latest change. */
  change: Journey | undefined;
  deletion: Journey | undefined;
  /** Of a create that is over. */
  intendedMs = NOT_YET;
  sentMs = NOT_YET;
  acknowledgedMs = NOT_YET;
  seenMs = NOT_YET;
  /** The milestones of the object's lifecycle, those it has. */
  scheduledMs = NOT_YET;
  runningMs = NOT_YET;
  readyMs = NOT_YET;
  terminatingMs = NOT_YET;
  settlement: Settlement | undefined;

  constructor(
    readonly key: string,
    readonly origin: Origin,
  ) {}

  /** The create has got where it was to get: its moments are kept, it itself is not. */
  endChange({ operation, sentMs, acknowledgedMs }: Journey): void {
    this.intendedMs = operation.intendedMs;
    this.sentMs = sentMs;
    this.acknowledgedMs = acknowledgedMs;
    this.change = undefined;
  }
}
