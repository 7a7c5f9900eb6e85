// Keys of objects to look at: each once however often it is asked for, never two at a time for one key, later again when
// that failed. The same contract as client-go's workqueue.

import { type Clock, Fifo, type Logger, TimingWheel, messageOf } from "../../base/index.ts";
import { isDenied } from "./refusals.ts";

const BACKOFF_MS_MIN = 5;
const BACKOFF_MS_MAX = 10_000;
const TICK_MS = 20;

export interface WorkQueueOptions {
  readonly name: string;
  /** Keys worked on at once. */
  readonly workersMax: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Looks at one object. When it rejects, the key comes again: after 5 ms, doubling to 10 s; where no role allows it, after 10 s. */
  readonly sync: (key: string) => Promise<void>;
}

export class WorkQueue {
  /** Keys looked at so far, and how many of those attempts failed. */
  syncs = 0;
  failures = 0;
  private readonly waiting = new Set<string>();
  /** The order of those that wait and are not being worked on. */
  private readonly order = new Fifo<string>();
  private readonly working = new Set<string>();
  private readonly failuresByKey = new Map<string, number>();
  /** Keys that come later, with when. */
  private readonly wheel: TimingWheel<number>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private at: "idle" | "running" | "stopped" = "idle";

  constructor(private readonly options: WorkQueueOptions) {
    this.wheel = new TimingWheel(options.clock.nowMs());
  }

  get depth(): number {
    return this.waiting.size + this.wheel.size;
  }

  get inFlight(): number {
    return this.working.size;
  }

  add(key: string): void {
    this.wheel.cancel(key);
    if (this.waiting.has(key)) return;
    this.waiting.add(key);
    // One being worked on takes its place when that is over.
    if (!this.working.has(key)) this.order.push(key);
    this.pump();
  }

  /** The sooner of two times given for a key wins. */
  addAfter(key: string, delayMs: number): void {
    if (delayMs <= 0) {
      this.add(key);
      return;
    }
    const dueMs = this.options.clock.nowMs() + delayMs;
    const known = this.wheel.get(key);
    if (this.waiting.has(key) || (known !== undefined && known <= dueMs)) return;
    this.wheel.set(key, dueMs, dueMs);
    this.arm();
  }

  /** Begins to work; until then keys only gather. */
  start(): void {
    if (this.at !== "idle") return;
    this.at = "running";
    this.pump();
    this.arm();
  }

  /** Starts nothing more; what is being worked on goes on to its end. */
  stop(): void {
    this.at = "stopped";
    clearTimeout(this.timer);
  }

  private pump(): void {
    if (this.at !== "running") return;
    while (this.working.size < this.options.workersMax) {
      const key = this.order.shift();
      if (key === undefined) return;
      this.waiting.delete(key);
      void this.work(key);
    }
  }

  private async work(key: string): Promise<void> {
    this.working.add(key);
    this.syncs++;
    try {
      await this.options.sync(key);
      this.failuresByKey.delete(key);
    } catch (error) {
      this.failures++;
      const failures = this.failuresByKey.get(key) ?? 0;
      this.failuresByKey.set(key, failures + 1);
      const why = messageOf(error);
      this.options.logger.debug(`${this.options.name}: will try again`, { key, why });
      const backoffMs = isDenied(why) ? BACKOFF_MS_MAX : BACKOFF_MS_MIN * 2 ** failures;
      this.addAfter(key, Math.min(backoffMs, BACKOFF_MS_MAX));
    } finally {
      this.working.delete(key);
      if (this.waiting.has(key)) this.order.push(key);
      this.pump();
    }
  }

  private arm(): void {
    if (this.at !== "running" || this.wheel.size === 0) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      for (const { key } of this.wheel.take(this.options.clock.nowMs())) this.add(key);
      this.arm();
    }, TICK_MS);
  }
}
