// Lets what a busy server sends gather. Each wake of the event loop costs as much as reading several pieces: the switch
// to the process, the wait for sockets, code and data that other processes have pushed out of the caches. Where the server
// takes long to answer, what arrives is therefore left in the kernel for a small share of that time, and read in one turn.

/** Of the time the server takes to answer. */
const SHARE = 0.1;
const NAP_MS_MAX = 20;
/** Less gains nothing: a server as quick as this keeps one reading anyway, and cores would stand idle. */
const NAP_MS_MIN = 8;
/** How much the last answer moves the average. */
const WEIGHT = 1 / 16;

export class Gathering {
  private answerMs = 0;
  private isPlanned = false;

  /** `sleep` stops the whole thread, so that nothing wakes it. */
  constructor(private readonly sleep: (ms: number) => void = Bun.sleepSync) {}

  /** A request was answered, so long after it was sent. */
  answered(ms: number): void {
    this.answerMs += (ms - this.answerMs) * WEIGHT;
  }

  /** Something was read: the turn ends with a nap, when a nap is small beside what the server takes. */
  received(): void {
    if (this.isPlanned || this.napMs < NAP_MS_MIN) return;
    this.isPlanned = true;
    setImmediate(this.nap);
  }

  private get napMs(): number {
    return Math.min(this.answerMs * SHARE, NAP_MS_MAX);
  }

  private readonly nap = (): void => {
    this.isPlanned = false;
    this.sleep(this.napMs);
  };
}
