// Latency as two pictures: by percentile on HdrHistogram's axis, where the tail has room, and as a cumulative share.

import { LatencyHistogram } from "../../base/index.ts";
import { type Metric, type Result, parseLabelledName } from "../../result/index.ts";
import { formatSeconds, shortSeconds } from "../format.ts";
import { inReadingOrder } from "../order.ts";
import { element } from "../svg/markup.ts";
import { type Point, linePath } from "../svg/path.ts";
import { type HoverPoint, X_RANGE, Y_RANGE } from "../svg/plot.ts";
import {
  type Scale,
  linearScale,
  logScale,
  ninesOf,
  ninesScale,
  percentileOfNines,
} from "../svg/scale.ts";
import { type Figure, SERIES_MAX, seriesClass } from "./figure.ts";

/** Places along the x axis at which curves are drawn and the pointer is answered. */
const STEPS = 96;

interface Curve {
  readonly name: string;
  readonly metric: Metric;
  /** What was recorded, ascending; read out once. */
  readonly recorded: readonly { readonly valueMs: number; readonly count: number }[];
}

/** Undefined when nothing was measured. */
export function percentileFigure(result: Result): Figure | undefined {
  const curves = curvesOf(result);
  if (curves.length === 0) return undefined;
  const samples = Math.max(...curves.map(({ metric }) => metric.count + metric.censored));
  const highNines = Math.max(2, Math.min(5, Math.log10(samples)));
  const x = ninesScale(highNines, X_RANGE);
  const y = latencyScale(curves, Y_RANGE);
  const steps = Array.from({ length: STEPS + 1 }, (_, index) =>
    percentileOfNines((highNines * index) / STEPS),
  );
  const values = curves.map((curve) => {
    const most = Math.log10(curve.metric.count + curve.metric.censored) + 1e-9;
    // Beyond one sample's share a percentile says nothing more: the curve ends there.
    return secondsAt(curve, steps).map((seconds, step) =>
      ninesOf(steps[step]!) > most ? undefined : seconds,
    );
  });
  const marks = values.map((curve, index) => {
    const points = curve.flatMap((seconds, step): Point[] =>
      seconds === undefined || seconds === Infinity ? [] : [[x.at(steps[step]!), y.at(seconds)]],
    );
    const line = element("path", { class: seriesClass(index), d: linePath(points) });
    return curve.includes(Infinity) ? line + brokenOff(index, points.at(-1)) : line;
  });
  return {
    title: "Latency by percentile",
    note: "From the intended moment. Every further nine takes as much room as the last; a curve that ends dotted goes on among objects never seen to get there.",
    legend: curves.map(({ name }) => name),
    plot: {
      label: `Latency by percentile: ${curves.map(({ name, metric }) => `${name} p99 ${formatSeconds(metric.p99)}`).join(", ")}.`,
      x: { scale: x, format: (percentile) => String(percentile), title: "percentile" },
      y: { scale: y, format: shortSeconds, title: "latency" },
      marks,
      hover: hoverAt(steps, x, values, (percentile) => `p${trimmed(percentile)}`, curves),
    },
    data: percentileData(curves),
  };
}

/** From the last object seen straight up: the next percentile is beyond the time-out. */
function brokenOff(index: number, [x, y]: Point = [X_RANGE[0], Y_RANGE[0]]): string {
  const top: Point = [x, Y_RANGE[1]];
  return element("path", { class: `${seriesClass(index)} lost`, d: linePath([[x, y], top]) });
}

function percentileData(curves: readonly Curve[]): Figure["data"] {
  const percentiles = [50, 75, 90, 95, 99, 99.9, 99.99];
  return {
    columns: ["metric", ...percentiles.map((percentile) => `p${percentile}`)],
    rows: curves.map((curve) => [curve.name, ...secondsAt(curve, percentiles).map(formatSeconds)]),
  };
}

/** The latency at each of the ascending percentiles, by nearest rank, in one walk; Infinity among the censored. */
function secondsAt({ recorded, metric }: Curve, percentiles: readonly number[]): number[] {
  const total = metric.count + metric.censored;
  let below = 0;
  let at = 0;
  return percentiles.map((percentile) => {
    const rank = Math.max(1, Math.round((percentile / 100) * total));
    while (at < recorded.length && below + recorded[at]!.count < rank)
      below += recorded[at++]!.count;
    return at < recorded.length ? Math.min(recorded[at]!.valueMs / 1000, metric.max) : Infinity;
  });
}

/** Undefined when nothing was measured. */
export function cumulativeFigure(result: Result): Figure | undefined {
  const curves = curvesOf(result);
  if (curves.length === 0) return undefined;
  const [low, high] = latencyBounds(curves);
  const x = logScale(low, high, X_RANGE);
  const y = linearScale(0, 100, Y_RANGE, 4);
  const steps = Array.from(
    { length: STEPS + 1 },
    (_, index) => low * (high / low) ** (index / STEPS),
  );
  const values = curves.map((curve) => sharesBelow(curve, steps));
  const marks = values.map((curve, index) =>
    element("path", {
      class: seriesClass(index),
      d: linePath(curve.map((share, step): Point => [x.at(steps[step]!), y.at(share)])),
    }),
  );
  return {
    title: "Share done within a time",
    note: "How many of all objects got there within so long; what never got there keeps its curve below 100 %.",
    legend: curves.map(({ name }) => name),
    plot: {
      label: `Cumulative share of objects by latency: ${curves.map(({ name, metric }) => `half of ${name} within ${formatSeconds(metric.p50)}`).join(", ")}.`,
      x: { scale: x, format: shortSeconds, title: "latency" },
      y: { scale: y, format: (share) => `${share} %`, title: "share" },
      marks,
      hover: steps.map((seconds, step) => ({
        x: x.at(seconds),
        title: `within ${formatSeconds(seconds)}`,
        lines: values.map((curve) => `${trimmed(curve[step]!)} %`),
      })),
    },
    data: cumulativeData(curves),
  };
}

function cumulativeData(curves: readonly Curve[]): Figure["data"] {
  const within = [0.001, 0.01, 0.1, 0.5, 1, 5, 10, 60];
  return {
    columns: ["metric", ...within.map((seconds) => `≤ ${shortSeconds(seconds)}`)],
    rows: curves.map((curve) => [
      curve.name,
      ...sharesBelow(curve, within).map((share) => `${trimmed(share)} %`),
    ]),
  };
}

/** Percent of all, the censored included, at or below each of the ascending `steps` (seconds). */
function sharesBelow({ recorded, metric }: Curve, steps: readonly number[]): number[] {
  const total = metric.count + metric.censored;
  let below = 0;
  let at = 0;
  return steps.map((seconds) => {
    while (at < recorded.length && recorded[at]!.valueMs <= seconds * 1000)
      below += recorded[at++]!.count;
    return (100 * below) / total;
  });
}

/** In reading order, of each name the one with the most objects, as many as there are colours. */
function curvesOf({ metrics }: Result): Curve[] {
  const measured = inReadingOrder(metrics).filter(([, metric]) => metric.count > 0);
  const byName = Map.groupBy(measured, ([text]) => parseLabelledName(text).name);
  return [...byName.values()]
    .map((group) => group.toSorted(([, left], [, right]) => right.count - left.count)[0]!)
    .slice(0, SERIES_MAX)
    .map(([name, metric]) => ({
      name,
      metric,
      recorded: [...LatencyHistogram.decode(metric.histogram).recorded()],
    }));
}

function latencyBounds(curves: readonly Curve[]): [number, number] {
  const low = Math.min(...curves.map(({ metric }) => metric.min));
  const high = Math.max(...curves.map(({ recorded }) => recorded.at(-1)!.valueMs / 1000));
  return [Math.max(low, 1e-6), Math.max(high, low * 2)];
}

function latencyScale(curves: readonly Curve[], range: readonly [number, number]): Scale {
  const [low, high] = latencyBounds(curves);
  return logScale(low, high, range);
}

function hoverAt(
  steps: readonly number[],
  x: Scale,
  values: readonly (readonly (number | undefined)[])[],
  title: (step: number) => string,
  curves: readonly Curve[],
): HoverPoint[] {
  return steps.map((step, index) => ({
    x: x.at(step),
    title: title(step),
    lines: curves.map((_, curve) => {
      const seconds = values[curve]![index];
      return seconds === undefined ? "" : formatSeconds(seconds);
    }),
  }));
}

/** `99`, `99.9`, `99.99`: as many decimals as the nines need. */
function trimmed(percent: number): string {
  const decimals = percent >= 99.9 ? 3 : percent >= 99 ? 2 : 1;
  return String(Number(percent.toFixed(decimals)));
}
