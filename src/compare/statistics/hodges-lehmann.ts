// By how much one side is slower, in the metric's own unit.

import { median } from "./order.ts";

/**
 * The median of all differences candidate − base (Hodges and Lehmann 1963): the shift that the Mann–Whitney test would
 * find nothing against. Infinite where most of a side is among the censored; a pair of censored ones differs by 0.
 */
export function hodgesLehmann(base: readonly number[], candidate: readonly number[]): number {
  return median(
    candidate.flatMap((above) => base.map((below) => (above === below ? 0 : above - below))),
  );
}
