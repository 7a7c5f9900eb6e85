// The percentile of all runs' objects together: histograms are added, percentiles never averaged.

import { LatencyHistogram } from "../base/index.ts";
import { type Result, censoredPercentileMs, percentileOf } from "../result/index.ts";
import { percentileRanks } from "./statistics/index.ts";
import type { MergedPercentile } from "./types.ts";

/** Merges each metric once, however many percentiles are asked of it: decoding is the costly part of a comparison. */
export type Merger = (metric: string, statistic: string) => MergedPercentile | undefined;

/** Answers undefined for what is no percentile of a latency. In seconds. */
export function mergerOf(results: readonly Result[]): Merger {
  const known = new Map<string, Merged>();
  return (metric, statistic) => {
    const percentile = percentileOf(statistic);
    if (percentile === undefined) return undefined;
    const merged = known.get(metric) ?? mergeRuns(results, metric);
    known.set(metric, merged);
    return percentileOfMerged(merged, percentile);
  };
}

interface Merged {
  readonly histogram: LatencyHistogram;
  readonly censored: number;
}

function mergeRuns(results: readonly Result[], metric: string): Merged {
  const histogram = LatencyHistogram.empty();
  let censored = 0;
  for (const part of results.flatMap(({ metrics }) => metrics[metric] ?? [])) {
    histogram.add(LatencyHistogram.decode(part.histogram));
    censored += part.censored;
  }
  return { histogram, censored };
}

function percentileOfMerged(
  { histogram, censored }: Merged,
  percentile: number,
): MergedPercentile | undefined {
  const total = histogram.count + censored;
  if (total === 0) return undefined;
  const at = (share: number): number =>
    censoredPercentileMs(histogram, censored, Math.min(100, 100 * share)) / 1000;
  const { lowRank, highRank } = percentileRanks(total, percentile / 100);
  return {
    value: at(percentile / 100),
    count: histogram.count,
    censored,
    interval: { low: at(lowRank / total), high: at(highRank / total) },
  };
}
