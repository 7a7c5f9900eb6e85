// A rate that changes evenly from one value to another over a time, and then stays.
// After t of T seconds, from·t + (to − from)·t²/2T have arrived; the i-th is due where that reaches i.

import type { Arrivals } from "./arrivals.ts";

export interface Ramp {
  readonly fromPerSecond: number;
  readonly toPerSecond: number;
}

export function ramp({ fromPerSecond, toPerSecond }: Ramp, durationMs: number): Arrivals {
  const durationSeconds = durationMs / 1000;
  const arrivedInRamp = ((fromPerSecond + toPerSecond) / 2) * durationSeconds;
  const growth = (toPerSecond - fromPerSecond) / durationSeconds;
  let index = 0;
  return () => {
    const arrived = index++;
    if (arrived >= arrivedInRamp)
      return (durationSeconds + (arrived - arrivedInRamp) / toPerSecond) * 1000;
    // The root of growth/2·t² + from·t − arrived, in the form that also holds where growth is zero.
    const root = Math.sqrt(fromPerSecond * fromPerSecond + 2 * growth * arrived);
    return ((2 * arrived) / (fromPerSecond + root)) * 1000;
  };
}

/** How long a ramp takes to bring `count` arrivals. */
export function rampDurationMs({ fromPerSecond, toPerSecond }: Ramp, count: number): number {
  return (2000 * count) / (fromPerSecond + toPerSecond);
}
