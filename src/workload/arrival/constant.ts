// Evenly spaced: the i-th is due at i / rate, computed afresh each time so that no error adds up.

import type { Arrivals } from "./arrivals.ts";

export function constant(ratePerSecond: number): Arrivals {
  let index = 0;
  return () => (index++ * 1000) / ratePerSecond;
}
