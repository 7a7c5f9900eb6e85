// Time is an argument: rooms that decide take a Clock, so a test owns it.

export interface Clock {
  /** Monotonic milliseconds with sub-millisecond fraction; for durations only. */
  nowMs(): number;
  /** Wall-clock milliseconds since the Unix epoch; for timestamps only. */
  wallMs(): number;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
};

/** A clock that moves only when told to. */
export class FakeClock implements Clock {
  constructor(
    private monotonicMs = 0,
    private readonly epochMs = Date.UTC(2026, 0, 1),
  ) {}

  nowMs(): number {
    return this.monotonicMs;
  }

  wallMs(): number {
    return this.epochMs + this.monotonicMs;
  }

  advance(ms: number): void {
    this.monotonicMs += ms;
  }
}
