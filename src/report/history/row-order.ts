// Figures in the order in which a reader wants their metrics, the statistics of one beside each other.

import { inReadingOrder } from "../order.ts";

export function rowsInOrder<T extends { readonly metric: string }>(rows: readonly T[]): T[] {
  const byMetric = Object.fromEntries(Map.groupBy(rows, ({ metric }) => metric));
  // Usage explains what went before it.
  return inReadingOrder(byMetric)
    .toSorted(([left], [right]) => Number(isUsage(left)) - Number(isUsage(right)))
    .flatMap(([, group]) => group);
}

function isUsage(metric: string): boolean {
  return /^(cpu|cpu_per_pod|memory)\b/.test(metric);
}
