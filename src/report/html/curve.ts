// A metric's distribution, read out once: what curves are drawn from and asked.

import { LatencyHistogram } from "../../base/index.ts";
import { type Metric, type Result, parseLabelledName } from "../../result/index.ts";
import { inReadingOrder } from "../order.ts";
import { SERIES_MAX } from "./figure.ts";

/** Places along the x axis at which curves are drawn and the pointer is answered. */
export const STEPS = 96;

export interface Curve {
  readonly name: string;
  readonly count: number;
  readonly censored: number;
  /** What was recorded, ascending, by the upper edge of its bucket. */
  readonly recorded: readonly { readonly valueMs: number; readonly count: number }[];
  readonly maxMs: number;
}

/** The distribution of one metric over any number of runs: histograms are added. */
export function curveOf(name: string, metrics: readonly Metric[]): Curve {
  const histogram = LatencyHistogram.empty();
  for (const metric of metrics) histogram.add(LatencyHistogram.decode(metric.histogram));
  return {
    name,
    count: histogram.count,
    censored: metrics.reduce((sum, { censored }) => sum + censored, 0),
    recorded: [...histogram.recorded()],
    maxMs: histogram.maxMs,
  };
}

/** In reading order, of each name the one with the most objects, as many as there are colours. */
export function curvesOf({ metrics }: Result): Curve[] {
  const measured = inReadingOrder(metrics).filter(([, metric]) => metric.count > 0);
  const byName = Map.groupBy(measured, ([text]) => parseLabelledName(text).name);
  return [...byName.values()]
    .map((group) => group.toSorted(([, left], [, right]) => right.count - left.count)[0]!)
    .slice(0, SERIES_MAX)
    .map(([name, metric]) => curveOf(name, [metric]));
}

/** The latency at each of the ascending percentiles, by nearest rank, in one walk; Infinity among the censored. */
export function secondsAt(
  { recorded, count, censored, maxMs }: Curve,
  percentiles: readonly number[],
): number[] {
  const total = count + censored;
  let below = 0;
  let at = 0;
  return percentiles.map((percentile) => {
    const rank = Math.max(1, Math.round((percentile / 100) * total));
    while (at < recorded.length && below + recorded[at]!.count < rank)
      below += recorded[at++]!.count;
    return at < recorded.length ? Math.min(recorded[at]!.valueMs, maxMs) / 1000 : Infinity;
  });
}

/** Percent of all, the censored included, at or below each of the ascending `steps` (seconds). */
export function sharesBelow(
  { recorded, count, censored }: Curve,
  steps: readonly number[],
): number[] {
  const total = count + censored;
  let below = 0;
  let at = 0;
  return steps.map((seconds) => {
    while (at < recorded.length && recorded[at]!.valueMs <= seconds * 1000)
      below += recorded[at++]!.count;
    return (100 * below) / total;
  });
}

/** Below this a latency says that two moments came in one piece; an axis down to there would show little else. */
export const NOTHING_SECONDS = 10e-6;

/** Shortest worth an axis and longest seen, in seconds; never equal. */
export function latencyBounds(curves: readonly Curve[]): [number, number] {
  const lows = curves.map(({ recorded }) => {
    const low = recorded.find(({ valueMs }) => valueMs / 1000 > NOTHING_SECONDS) ?? recorded[0]!;
    return low.valueMs / 1000;
  });
  const low = Math.min(...lows);
  const high = Math.max(...curves.map(({ maxMs }) => maxMs / 1000));
  return [low, Math.max(high, low * 2)];
}

/** `99`, `99.9`, `99.99`: as many decimals as the nines need. */
export function trimmed(percent: number): string {
  const decimals = percent >= 99.9 ? 3 : percent >= 99 ? 2 : 1;
  return String(Number(percent.toFixed(decimals)));
}
