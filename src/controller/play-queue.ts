// What is due, in the order it became due, with a bound on how much of it is under way at once.

/** Consumed entries are dropped in bulk: shifting a long array costs more than the plays. */
const COMPACT_ENTRIES = 1_024;

export class PlayQueue<T> {
  private entries: (T | undefined)[] = [];
  private head = 0;
  private readonly running = new Set<Promise<void>>();
  private stopped = false;

  /** `play` must not reject. */
  constructor(
    private readonly inFlightMax: number,
    private readonly play: (entry: T) => Promise<void>,
  ) {}

  get queued(): number {
    return this.entries.length - this.head;
  }

  get inFlight(): number {
    return this.running.size;
  }

  push(entry: T): void {
    if (this.stopped) return;
    this.entries.push(entry);
    this.pump();
  }

  /** Drops what has not begun; settles when nothing is under way any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.entries = [];
    this.head = 0;
    await this.settled();
  }

  /** Settles when all that is under way now has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
  }

  private pump(): void {
    while (this.running.size < this.inFlightMax && this.head < this.entries.length) {
      const entry = this.entries[this.head];
      this.entries[this.head++] = undefined;
      if (this.head > COMPACT_ENTRIES && this.head * 2 > this.entries.length) {
        this.entries.splice(0, this.head);
        this.head = 0;
      }
      if (entry === undefined) continue;
      const run: Promise<void> = this.play(entry).then(() => this.finished(run));
      this.running.add(run);
    }
  }

  private finished(run: Promise<void>): void {
    this.running.delete(run);
    this.pump();
  }
}
