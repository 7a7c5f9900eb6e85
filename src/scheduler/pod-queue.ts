// Who is next: the highest priority first, and within one priority whoever came first (PrioritySort, v1.36). Pods that
// failed wait out their backoff before they may come again.

import { Fifo, TimingWheel } from "../base/index.ts";
import type { PodRecord } from "./pod-record.ts";

/** As kube-scheduler's podInitialBackoffSeconds and podMaxBackoffSeconds. */
export const BACKOFF_MS_MIN = 1_000;
export const BACKOFF_MS_MAX = 10_000;

/** How long a pod stays away after its n-th failure: 1 s, 2 s, 4 s, 8 s, 10 s. */
export function backoffMs(failures: number): number {
  return Math.min(BACKOFF_MS_MIN * 2 ** Math.max(0, failures - 1), BACKOFF_MS_MAX);
}

interface Lane {
  readonly priority: number;
  readonly records: Fifo<PodRecord>;
}

export class PodQueue {
  /** Highest priority first; clusters have a handful of priorities. */
  private readonly lanes: Lane[] = [];
  private readonly wheel: TimingWheel<PodRecord>;

  constructor(nowMs: number) {
    this.wheel = new TimingWheel(nowMs);
  }

  get waitingForTime(): number {
    return this.wheel.size;
  }

  /** Puts the pod at the end of its priority's line. Its state must be `active` when its turn comes, else it is passed over. */
  push(record: PodRecord): void {
    this.lane(record.priority).records.push(record);
  }

  /** Puts the pod away until `dueMs`. */
  delay(record: PodRecord, dueMs: number): void {
    this.wheel.set(record.key, record, dueMs);
  }

  cancelDelay(record: PodRecord): void {
    this.wheel.cancel(record.key);
  }

  /** Pods whose time has come. */
  takeDue(nowMs: number): PodRecord[] {
    return this.wheel.take(nowMs).map(({ value }) => value);
  }

  next(): PodRecord | undefined {
    for (const lane of this.lanes) {
      for (let record = lane.records.shift(); record; record = lane.records.shift())
        if (record.state === "active") return record;
    }
    return undefined;
  }

  private lane(priority: number): Lane {
    let at = 0;
    while (at < this.lanes.length && this.lanes[at]!.priority > priority) at++;
    const found = this.lanes[at];
    if (found?.priority === priority) return found;
    const lane: Lane = { priority, records: new Fifo() };
    this.lanes.splice(at, 0, lane);
    return lane;
  }
}
