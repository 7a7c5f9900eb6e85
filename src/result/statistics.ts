// Statistics of a histogram whose slowest objects may never have ended: the censored ones rank behind everything seen.

import type { LatencyHistogram } from "../base/index.ts";
import type { Statistics } from "./types.ts";

/**
 * The latency (ms) at `percentile` in [0, 100] among those seen and those censored, by nearest rank; Infinity among the
 * censored, 0 when there is nothing at all.
 */
export function censoredPercentileMs(
  histogram: LatencyHistogram,
  censored: number,
  percentile: number,
): number {
  const total = histogram.count + censored;
  if (total === 0) return 0;
  const rank = Math.max(1, Math.round((percentile / 100) * total));
  if (rank > histogram.count) return Infinity;
  return histogram.percentileMs((100 * rank) / histogram.count);
}

/** All in seconds. */
export function statisticsOf(histogram: LatencyHistogram, censored: number): Statistics {
  // Histograms hold whole microseconds; more digits would be noise of the division.
  const seconds = (ms: number): number => Math.round(ms * 1000) / 1e6;
  const at = (percentile: number): number =>
    seconds(censoredPercentileMs(histogram, censored, percentile));
  return {
    count: histogram.count,
    censored,
    min: seconds(histogram.minMs),
    mean: seconds(histogram.meanMs),
    p50: at(50),
    p90: at(90),
    p95: at(95),
    p99: at(99),
    p999: at(99.9),
    max: censored > 0 ? Infinity : seconds(histogram.maxMs),
    histogram: histogram.encode(),
  };
}
