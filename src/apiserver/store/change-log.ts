// The recent history of one collection, so that a watch can start in the past and a list can look back.

import type { StoredObject } from "./stored-object.ts";

export type ChangeType = "ADDED" | "MODIFIED" | "DELETED";

export interface Change {
  readonly type: ChangeType;
  readonly resourceVersion: number;
  /** The version this change made; for DELETED the last state, stamped with the revision of the deletion. */
  readonly object: StoredObject;
  /** The version before it; undefined for ADDED. */
  readonly previous: StoredObject | undefined;
  readonly atMs: number;
}

export interface ChangeLogLimits {
  /** Changes kept at most. */
  readonly changesMax: number;
  /** Characters of superseded text kept at most: current versions are shared with the collection and cost nothing. */
  readonly charsMax: number;
  /** Changes younger than this are kept as long as the two bounds above allow. */
  readonly ageMsMin: number;
  /** Changes kept whatever their age, so that a quiet resource can always be resumed. */
  readonly changesMin: number;
}

/** Upstream's watch cache keeps at most 102,400 changes and at least 75 seconds. */
export const CHANGE_LOG_LIMITS: ChangeLogLimits = {
  changesMax: 102_400,
  charsMax: 48 * 1024 * 1024,
  ageMsMin: 75_000,
  changesMin: 1000,
};

export class ChangeLog {
  private changes: (Change | undefined)[] = [];
  private head = 0;
  private chars = 0;
  private newest: number;

  /** `floor` is the resourceVersion before the first change that can still be replayed. */
  constructor(
    private floor: number,
    private readonly limits: ChangeLogLimits = CHANGE_LOG_LIMITS,
  ) {
    this.newest = floor;
  }

  get size(): number {
    return this.changes.length - this.head;
  }

  /** Characters of superseded text that are kept. */
  get supersededChars(): number {
    return this.chars;
  }

  /** The oldest resourceVersion a watch can resume from. */
  get oldest(): number {
    return this.floor;
  }

  /** The resourceVersion of the last change, kept or not, or of the last new beginning. */
  get latest(): number {
    return this.newest;
  }

  /** Forgets everything: what can be replayed begins after `resourceVersion`. */
  beginAnew(resourceVersion: number): void {
    this.changes = [];
    this.head = 0;
    this.chars = 0;
    this.floor = resourceVersion;
    this.newest = resourceVersion;
  }

  append(change: Change): void {
    this.newest = change.resourceVersion;
    this.changes.push(change);
    this.chars += charsSuperseded(change);
    this.trim(change.atMs);
  }

  /** Forgets what is beyond the limits at `nowMs`. */
  trim(nowMs: number): void {
    const { changesMax, charsMax, ageMsMin, changesMin } = this.limits;
    while (this.size > 0) {
      const first = this.changes[this.head]!;
      const aged = this.size > changesMin && nowMs - first.atMs > ageMsMin;
      if (!aged && this.size <= changesMax && this.chars <= charsMax) break;
      this.floor = first.resourceVersion;
      this.chars -= charsSuperseded(first);
      this.changes[this.head++] = undefined;
    }
    // Forgotten places are given back in bulk; shifting one by one would cost the length each time.
    if (this.head > 1024 && this.head * 2 > this.changes.length) {
      this.changes = this.changes.slice(this.head);
      this.head = 0;
    }
  }

  /** The changes after `resourceVersion`, or undefined where some of them are forgotten. */
  since(resourceVersion: number): readonly Change[] | undefined {
    if (resourceVersion < this.floor) return undefined;
    return this.changes.slice(this.indexAfter(resourceVersion)) as Change[];
  }

  /** The versions that were current at `resourceVersion` of everything changed since: undefined = did not exist. */
  undoneSince(resourceVersion: number): ReadonlyMap<string, StoredObject | undefined> | undefined {
    const changes = this.since(resourceVersion);
    if (!changes) return undefined;
    const undone = new Map<string, StoredObject | undefined>();
    for (const { object, previous } of changes) {
      const key = `${object.namespace}/${object.name}`;
      if (!undone.has(key)) undone.set(key, previous);
    }
    return undone;
  }

  private indexAfter(resourceVersion: number): number {
    let low = this.head;
    let high = this.changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.changes[middle]!.resourceVersion <= resourceVersion) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function charsSuperseded(change: Change): number {
  const own = change.type === "DELETED" ? change.object.text.length : 0;
  return own + (change.previous?.text.length ?? 0);
}
