// Bounded concurrency: at most `inFlightMax` tasks run, the rest wait in order.

export class Limiter {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private head = 0;

  constructor(readonly inFlightMax: number) {}

  /** Tasks running now. */
  get inFlight(): number {
    return this.running;
  }

  /** Tasks waiting for a place. */
  get queued(): number {
    return this.waiting.length - this.head;
  }

  /** Runs `task` as soon as a place is free. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.running >= this.inFlightMax) await this.place();
    else this.running++;
    try {
      return await task();
    } finally {
      this.release();
    }
  }

  private place(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Hands the place to the first that waits, so `running` stays the same; else frees it. */
  private release(): void {
    const next = this.waiting[this.head];
    if (!next) {
      this.running--;
      return;
    }
    this.head++;
    // Compact in bulk: shifting an array of 10,000 waiters costs more than the tasks.
    if (this.head > 1024 && this.head * 2 > this.waiting.length) {
      this.waiting.splice(0, this.head);
      this.head = 0;
    }
    next();
  }
}
