// Order statistics of a handful of runs. Infinity is a value like any other: a run whose percentile lies among the
// censored is slower than everything seen.

/** A sorted copy, smallest first. */
export function ascending(values: readonly number[]): number[] {
  return values.toSorted((left, right) => left - right);
}

/** The middle value, or the mean of the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  return medianOfSorted(ascending(values));
}

/** As `median`, of values already sorted. */
export function medianOfSorted(sorted: ArrayLike<number>): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  if (sorted.length % 2 === 1) return upper;
  const lower = sorted[middle - 1] ?? NaN;
  // Not (lower + upper) / 2 where both are infinite and alike: that stays Infinity, and so it should.
  return lower === upper ? lower : (lower + upper) / 2;
}

/** The value at `share` in [0, 1], interpolated between neighbours (Hyndman and Fan 1996, type 7); NaN of nothing. */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const lower = sorted[Math.floor(place)] ?? NaN;
  const upper = sorted[Math.ceil(place)] ?? NaN;
  return lower === upper ? lower : lower + (upper - lower) * (place - Math.floor(place));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sum of squared distances from the mean. */
export function squaredDeviation(values: readonly number[]): number {
  const center = mean(values);
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0);
}

/** Sample standard deviation (n − 1); 0 of fewer than two. */
export function standardDeviation(values: readonly number[]): number {
  return values.length < 2 ? 0 : Math.sqrt(squaredDeviation(values) / (values.length - 1));
}
