// How many of all objects got there within so long.

import type { Result } from "../../result/index.ts";
import { formatSeconds, shortSeconds } from "../format.ts";
import { element } from "../svg/markup.ts";
import { type Point, linePath } from "../svg/path.ts";
import { X_RANGE, Y_RANGE } from "../svg/plot.ts";
import { linearScale, logScale } from "../svg/scale.ts";
import {
  type Curve,
  STEPS,
  curvesOf,
  latencyBounds,
  secondsAt,
  sharesBelow,
  trimmed,
} from "./curve.ts";
import { type Figure, seriesClass } from "./figure.ts";

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
      label: `Cumulative share of objects by latency: ${curves.map((curve) => `half of ${curve.name} within ${formatSeconds(secondsAt(curve, [50])[0]!)}`).join(", ")}.`,
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
