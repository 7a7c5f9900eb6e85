// How fast something happens: events per second with idle seconds kept, and the longest stall while work was waiting.

import type { Series, Throughput } from "../result/index.ts";

/** Six hours of seconds; a longer run has its step doubled, two values merging into one. */
const STEPS_MAX = 21_600;

export class RateSeries {
  private stepMs = 1000;
  private counts: number[] = [];
  private total = 0;
  private firstMs = Infinity;
  private lastMs = -Infinity;
  private waiting = 0;
  /** The last event, or the moment something began to wait after nothing did. */
  private progressMs = 0;
  private longestStallMs = 0;

  constructor(private readonly startMs: number) {}

  /** One more object waits for the event. */
  expect(atMs: number): void {
    if (this.waiting++ === 0) this.progressMs = atMs;
  }

  /** An object no longer waits, without the event. */
  unexpect(atMs: number): void {
    if (this.waiting === 0) return;
    this.stall(atMs);
    this.waiting--;
  }

  event(atMs: number): void {
    if (this.waiting > 0) {
      this.stall(atMs);
      this.waiting--;
    }
    this.progressMs = atMs;
    this.total++;
    if (atMs < this.firstMs) this.firstMs = atMs;
    if (atMs > this.lastMs) this.lastMs = atMs;
    this.count(atMs);
  }

  get eventCount(): number {
    return this.total;
  }

  /** Events a second in the last whole step before `nowMs`. */
  latestPerSecond(nowMs: number): number {
    const step = Math.floor((nowMs - this.startMs) / this.stepMs) - 1;
    return (this.counts[step] ?? 0) / (this.stepMs / 1000);
  }

  /** Values up to `nowMs`, so that idle seconds at the end show too. */
  series(nowMs: number): Series {
    if (this.waiting > 0) this.stall(nowMs);
    const stepSeconds = this.stepMs / 1000;
    const steps = Math.ceil((nowMs - this.startMs) / this.stepMs);
    const values = Array.from(
      { length: Math.max(steps, this.counts.length) },
      (_, step) => (this.counts[step] ?? 0) / stepSeconds,
    );
    return {
      unit: "per second",
      stepSeconds,
      values,
      ...(this.total > 0 && { throughput: this.throughput(values) }),
    };
  }

  private throughput(values: readonly number[]): Throughput {
    const step = (atMs: number): number => Math.floor((atMs - this.startMs) / this.stepMs);
    const [first, last] = [step(this.firstMs), step(this.lastMs)];
    // The first and the last step are seldom whole; leave them out where anything else is left.
    const whole = last - first >= 2 ? values.slice(first + 1, last) : values.slice(first, last + 1);
    const sorted = whole.toSorted((left, right) => left - right);
    const at = (share: number): number =>
      sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
    const elapsedSeconds = (this.lastMs - this.firstMs) / 1000;
    return {
      count: this.total,
      perSecond: elapsedSeconds > 0 ? (this.total - 1) / elapsedSeconds : 0,
      perSecondP5: at(0.05),
      perSecondP50: at(0.5),
      perSecondMax: sorted.at(-1) ?? 0,
      steps: sorted.length,
      longestStallSeconds: this.longestStallMs / 1000,
    };
  }

  private stall(atMs: number): void {
    const stallMs = atMs - this.progressMs;
    if (stallMs > this.longestStallMs) this.longestStallMs = stallMs;
  }

  private count(atMs: number): void {
    const sinceMs = Math.max(0, atMs - this.startMs);
    while (sinceMs >= STEPS_MAX * this.stepMs) this.halve();
    const step = Math.floor(sinceMs / this.stepMs);
    while (this.counts.length <= step) this.counts.push(0);
    this.counts[step]!++;
  }

  private halve(): void {
    this.stepMs *= 2;
    this.counts = Array.from(
      { length: Math.ceil(this.counts.length / 2) },
      (_, step) => this.counts[2 * step]! + (this.counts[2 * step + 1] ?? 0),
    );
  }
}
