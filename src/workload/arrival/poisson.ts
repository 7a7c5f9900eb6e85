// Independent arrivals: exponential gaps with mean 1 / rate, as many unrelated users make them.

import type { Prng } from "../../base/index.ts";
import type { Arrivals } from "./arrivals.ts";

export function poisson(ratePerSecond: number, random: Prng): Arrivals {
  const gapMsMean = 1000 / ratePerSecond;
  let atMs = 0;
  return () => (atMs += random.exponential(gapMsMean));
}
