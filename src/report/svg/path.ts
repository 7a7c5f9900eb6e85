// Lines, steps and areas as path data.

import { digits } from "./markup.ts";

export type Point = readonly [x: number, y: number];

/** Straight from point to point. */
export function linePath(points: readonly Point[]): string {
  return points
    .map(([x, y], index) => `${index === 0 ? "M" : "L"}${digits(x)} ${digits(y)}`)
    .join("");
}

/** Level until the next point, then up or down: for values that hold over a step. */
export function stepPath(points: readonly Point[], endX: number): string {
  const [first, ...rest] = points;
  if (!first) return "";
  const steps = rest.map(([x, y]) => `H${digits(x)}V${digits(y)}`);
  return `M${digits(first[0])} ${digits(first[1])}${steps.join("")}H${digits(endX)}`;
}

/** One path of many rectangles: a thousand cells in one element. */
export function barsPath(
  bars: readonly {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }[],
): string {
  return bars
    .map(({ x, y, width, height }) => {
      const [right, down] = [digits(width), digits(height)];
      return `M${digits(x)} ${digits(y)}h${right}v${down}h-${right}z`;
    })
    .join("");
}
