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

/** RFC 3339 in whole seconds, as metav1.Time marshals it: 2026-01-02T03:04:05Z. */
export function rfc3339(wallMs: number): string {
  const second = Math.floor(wallMs / 1000);
  if (second !== last.second)
    last = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` };
  return last.text;
}

/** What was asked for last: thousands of objects are stamped with the same second. */
let last = { second: Number.NaN, text: "" };

/** RFC 3339 with six decimals, as metav1.MicroTime marshals it. */
export function rfc3339Micro(wallMs: number): string {
  const micros = Math.floor((wallMs % 1) * 1000);
  return `${new Date(wallMs).toISOString().slice(0, 23)}${String(micros).padStart(3, "0")}Z`;
}
