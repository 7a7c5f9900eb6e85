// As fast as possible: everything is due at once, and the number in flight is what holds it back.

import type { Arrivals } from "./arrivals.ts";

export function asap(): Arrivals {
  return () => 0;
}
