// The frame of every picture: grid, axes, phases shaded behind, marks, and the line that follows the pointer.

import { digits, element, text } from "./markup.ts";
import type { Scale } from "./scale.ts";

/** One size for all: on a phone its text is still read, beside another on a wide screen it does not shout. */
const WIDTH = 480;
const HEIGHT = 280;
const MARGIN = { left: 60, right: 14, top: 22, bottom: 36 } as const;
export const X_RANGE = [MARGIN.left, WIDTH - MARGIN.right] as const;
export const Y_RANGE = [HEIGHT - MARGIN.bottom, MARGIN.top] as const;

export interface Axis {
  readonly scale: Scale;
  readonly format: (value: number) => string;
  readonly title: string;
}

export interface Band {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export interface Plot {
  /** What a screen reader says: the picture in one sentence. */
  readonly label: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Phases, in the values of the x axis. */
  readonly bands?: readonly Band[];
  /** Markup of what is drawn. */
  readonly marks: readonly string[];
  /** What the pointer is told at each place. */
  readonly hover: readonly HoverPoint[];
}

export interface HoverPoint {
  readonly x: number;
  readonly title: string;
  /** A line for each series, in order of the legend; empty where there is nothing to say. */
  readonly lines: readonly string[];
}

export function drawPlot(plot: Plot): string {
  const hover = plot.hover.map(({ x, title, lines }) => [Math.round(x * 10) / 10, title, lines]);
  return element(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: "img",
      "aria-label": plot.label,
      tabindex: 0,
      "data-hover": JSON.stringify(hover),
    },
    ...(plot.bands ?? []).map((band, index) => drawBand(band, index, plot.x.scale)),
    drawYAxis(plot.y),
    drawXAxis(plot.x),
    element("g", { class: "marks" }, ...plot.marks),
    element("line", {
      class: "cursor",
      x1: X_RANGE[0],
      x2: X_RANGE[0],
      y1: Y_RANGE[0],
      y2: Y_RANGE[1],
    }),
  );
}

function drawBand({ name, from, to }: Band, index: number, scale: Scale): string {
  const [x1, x2] = [scale.at(from), scale.at(to)];
  const room = Math.floor((x2 - x1 - 4) / 6.5);
  const label = name.length <= room ? name : room >= 3 ? `${name.slice(0, room - 1)}…` : "";
  return element(
    "g",
    { class: index % 2 === 0 ? "band even" : "band" },
    element("title", {}, text(name)),
    element("rect", {
      x: x1,
      y: Y_RANGE[1] - 16,
      width: Math.max(0, x2 - x1),
      height: Y_RANGE[0] - Y_RANGE[1] + 16,
    }),
    element("text", { x: x1 + 4, y: Y_RANGE[1] - 5 }, text(label)),
  );
}

function drawYAxis({ scale, format, title }: Axis): string {
  const lines = scale.ticks.map((tick) => {
    const y = scale.at(tick);
    return (
      element("line", { x1: X_RANGE[0], x2: X_RANGE[1], y1: y, y2: y }) +
      element("text", { x: X_RANGE[0] - 6, y: y + 4, "text-anchor": "end" }, text(format(tick)))
    );
  });
  return element("g", { class: "axis y" }, element("title", {}, text(title)), ...lines);
}

function drawXAxis({ scale, format, title }: Axis): string {
  const [left, right] = X_RANGE;
  const bottom = Y_RANGE[0];
  const labels = scale.ticks.map((tick) => {
    const x = scale.at(tick);
    const half = format(tick).length * 3.3;
    const inside = Math.min(Math.max(x, left - 20 + half), right + 12 - half);
    return (
      element("line", { x1: x, x2: x, y1: bottom, y2: bottom + 4 }) +
      element("text", { x: inside, y: bottom + 16, "text-anchor": "middle" }, text(format(tick)))
    );
  });
  return element(
    "g",
    { class: "axis x" },
    `<path d="M${digits(left)} ${digits(bottom)}H${digits(right)}"/>`,
    ...labels,
    element("text", { class: "title", x: right, y: HEIGHT - 4, "text-anchor": "end" }, text(title)),
  );
}
