// Latency by percentile on HdrHistogram's axis, where the tail has room: of one run's metrics, or of one metric's two sides.

import type { Metric, Result } from "../../result/index.ts";
import { formatSeconds, shortSeconds } from "../format.ts";
import { inReadingOrder } from "../order.ts";
import { element } from "../svg/markup.ts";
import { type Point, linePath } from "../svg/path.ts";
import { X_RANGE, Y_RANGE } from "../svg/plot.ts";
import { logScale, ninesOf, ninesScale, percentileOfNines } from "../svg/scale.ts";
import {
  type Curve,
  STEPS,
  curveOf,
  curvesOf,
  latencyBounds,
  secondsAt,
  trimmed,
} from "./curve.ts";
import { type Figure, seriesClass } from "./figure.ts";

const OVERLAYS_MAX = 4;

/** Undefined when nothing was measured. */
export function percentileFigure(result: Result): Figure | undefined {
  return drawCurves(
    curvesOf(result),
    "Latency by percentile",
    "From the intended moment. Every further nine takes as much room as the last; a curve that ends dotted goes on among objects never seen to get there.",
  );
}

/** For the first metrics both sides have: all base runs together against all candidate runs together. */
export function overlayFigures(base: readonly Result[], candidate: readonly Result[]): Figure[] {
  const of = (runs: readonly Result[], name: string): Metric[] =>
    runs.flatMap(({ metrics }) => metrics[name] ?? []).filter(({ count }) => count > 0);
  return inReadingOrder(base[0]?.metrics ?? {})
    .filter(([name]) => of(base, name).length > 0 && of(candidate, name).length > 0)
    .slice(0, OVERLAYS_MAX)
    .flatMap(([name]) => {
      const curves = [curveOf("base", of(base, name)), curveOf("candidate", of(candidate, name))];
      return drawCurves(curves, name, "All runs of a side together, by percentile.") ?? [];
    });
}

function drawCurves(curves: readonly Curve[], title: string, note: string): Figure | undefined {
  if (curves.length === 0) return undefined;
  const samples = Math.max(...curves.map(({ count, censored }) => count + censored));
  const highNines = Math.max(2, Math.min(5, Math.log10(samples)));
  const x = ninesScale(highNines, X_RANGE);
  const y = logScale(...latencyBounds(curves), Y_RANGE);
  const steps = Array.from({ length: STEPS + 1 }, (_, index) =>
    percentileOfNines((highNines * index) / STEPS),
  );
  const values = curves.map((curve) => {
    const most = Math.log10(curve.count + curve.censored) + 1e-9;
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
    title,
    note,
    legend: curves.map(({ name }) => name),
    plot: {
      label: `${title} by percentile: ${curves.map((curve) => `${curve.name} p99 ${formatSeconds(secondsAt(curve, [99])[0]!)}`).join(", ")}.`,
      x: { scale: x, format: (percentile) => String(percentile), title: "percentile" },
      y: { scale: y, format: shortSeconds, title: "latency" },
      marks,
      hover: steps.map((percentile, step) => ({
        x: x.at(percentile),
        title: `p${trimmed(percentile)}`,
        lines: values.map((curve) => {
          const seconds = curve[step];
          return seconds === undefined ? "" : formatSeconds(seconds);
        }),
      })),
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
