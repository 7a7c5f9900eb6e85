// How well a percentile is known from so many samples: order statistics, which assume nothing about the distribution.

export interface PercentileRanks {
  /** Ranks (from 1) between which the true percentile lies in 95 of 100 cases. */
  readonly low: number;
  readonly high: number;
  /** Whether both ranks exist; with too few samples the upper one lies beyond the slowest. */
  readonly closed: boolean;
}

/** n·p ± 1.96·√(n·p·(1−p)): the normal approximation of the binomial number of samples below the percentile. */
export function percentileRanks(count: number, percentile: number): PercentileRanks {
  const share = percentile / 100;
  const margin = 1.96 * Math.sqrt(count * share * (1 - share));
  const low = Math.floor(count * share - margin);
  const high = Math.ceil(count * share + margin) + 1;
  return { low: Math.max(1, low), high, closed: low >= 1 && high <= count };
}
