// Bounded concurrency: at most `inFlightMax` tasks run, the rest wait in order.

import { Fifo } from "./fifo.ts";

export class Limiter {
  private running = 0;
  private readonly waiting = new Fifo<() => void>();

  constructor(readonly inFlightMax: number) {}

  /** Tasks running now. */
  get inFlight(): number {
    return this.running;
  }

  /** Tasks waiting for a place. */
  get queued(): number {
    return this.waiting.size;
  }

  /** Runs `task` as soon as a place is free; settles as it does. */
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

  /** Hands the place to the first that waits, so that `running` stays the same; else frees it. */
  private release(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.running--;
  }
}
