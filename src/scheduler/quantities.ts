// Quantities as plain numbers. The API server refuses texts that are none, so where one turns up there is nobody to
// tell: it counts as nothing.

import { milliValue, value } from "../kube/index.ts";

/** `250m` → 250. */
export function milliOf(text: string | number): number {
  return orZero(milliValue, text);
}

/** `1Ki` → 1024, rounded up to whole units as Kubernetes' `Quantity.Value` does. */
export function wholeOf(text: string | number): number {
  return orZero(value, text);
}

function orZero(read: (text: string | number) => number, text: string | number): number {
  try {
    return read(text);
  } catch {
    return 0;
  }
}
