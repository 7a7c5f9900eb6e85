// What a phase offered, sent, got acknowledged, completed and lost, and how late it sent.

import { LatencyHistogram } from "../base/index.ts";
import type { PhaseResult } from "../result/index.ts";

export class PhaseTally {
  offered = 0;
  sent = 0;
  acknowledged = 0;
  completed = 0;
  failed = 0;
  censored = 0;
  /** The conductor's words when it gives them, else the first intention and the last thing that happened. */
  startMs = Infinity;
  endMs = -Infinity;
  ended = false;
  private readonly slip = LatencyHistogram.empty();

  constructor(readonly name: string) {}

  recordSlip(slipMs: number): void {
    this.slip.recordMs(slipMs);
  }

  /** Something of this phase happened: it began no later, and ends no earlier. */
  touch(atMs: number): void {
    if (atMs < this.startMs) this.startMs = atMs;
    if (!this.ended && atMs > this.endMs) this.endMs = atMs;
  }

  /** Goals neither reached nor given up. */
  get outstanding(): number {
    return this.offered - this.completed - this.failed - this.censored;
  }

  result(runStartMs: number, nowMs: number): PhaseResult {
    const { name, offered, sent, acknowledged, completed, failed, censored } = this;
    const startMs = Math.min(this.startMs, nowMs);
    return {
      name,
      startSeconds: (startMs - runStartMs) / 1000,
      endSeconds: (Math.max(this.endMs, startMs) - runStartMs) / 1000,
      offered,
      sent,
      acknowledged,
      completed,
      failed,
      censored,
      slipP99Seconds: this.slip.percentileMs(99) / 1000,
    };
  }
}
