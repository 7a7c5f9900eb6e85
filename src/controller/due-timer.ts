// One timer for everything that waits: it runs only while something does.

import { type Clock, TimingWheel } from "../base/index.ts";

export class DueTimer<T> {
  private readonly wheel: TimingWheel<T>;
  private timer: ReturnType<typeof setInterval> | undefined;
  private stopped = false;

  constructor(
    private readonly clock: Clock,
    private readonly onDue: (value: T, dueMs: number, key: string) => void,
    tickMs = 10,
  ) {
    this.wheel = new TimingWheel<T>(clock.nowMs(), tickMs);
  }

  get size(): number {
    return this.wheel.size;
  }

  get(key: string): T | undefined {
    return this.wheel.get(key);
  }

  set(key: string, value: T, dueMs: number): void {
    if (this.stopped) return;
    this.wheel.set(key, value, dueMs);
    this.timer ??= setInterval(() => this.tick(), this.wheel.tickMs);
  }

  cancel(key: string): boolean {
    return this.wheel.cancel(key);
  }

  /** Hands out what is due. Called by the timer; a test may call it after moving its clock. */
  tick(): void {
    for (const { value, dueMs, key } of this.wheel.take(this.clock.nowMs()))
      this.onDue(value, dueMs, key);
    if (this.wheel.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
