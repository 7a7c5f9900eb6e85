// Every change with its interval on one axis around no change: what is worse lies on its side of the line, however small.

import { type Comparison, type ComparisonRow, percent } from "../../compare/index.ts";
import { element, text } from "../svg/markup.ts";
import { type Scale, linearScale } from "../svg/scale.ts";
import { ROW_WORDS, sortedRows } from "./table.ts";

/** Where names and bars go: beside each other, or on a phone each name above its bar. */
interface Layout {
  readonly kind: "wide" | "narrow";
  readonly width: number;
  readonly rowHeight: number;
  /** The bars' part of the width. */
  readonly bars: readonly [number, number];
  readonly nameX: number;
  readonly nameAnchor: "end" | "start";
  /** Of the name's base line and of the bar below the row's top. */
  readonly nameY: number;
  readonly barY: number;
  readonly nameCharacters: number;
}

const LAYOUTS: readonly Layout[] = [
  {
    kind: "wide",
    width: 720,
    rowHeight: 22,
    bars: [312, 696],
    nameX: 300,
    nameAnchor: "end",
    nameY: 15,
    barY: 11,
    nameCharacters: 44,
  },
  {
    kind: "narrow",
    width: 340,
    rowHeight: 36,
    bars: [20, 320],
    nameX: 0,
    nameAnchor: "start",
    nameY: 14,
    barY: 25,
    nameCharacters: 48,
  },
];

const TOP = 10;
const BOTTOM = 34;
const ROWS_MAX = 40;
/** Changes beyond this are drawn at the edge. */
const CHANGE_MAX = 1;

/** Undefined when there is nothing to draw. Each row says its figures to the pointer and to a screen reader. */
export function intervalFigure(comparison: Comparison): string | undefined {
  const rows = sortedRows(comparison).slice(0, ROWS_MAX);
  if (rows.length === 0) return undefined;
  return element(
    "figure",
    {},
    element(
      "figcaption",
      {},
      element("h3", {}, "Change of every figure"),
      element(
        "p",
        {},
        "Candidate against base: the median, and its interval. A bar that crosses zero is no finding.",
      ),
    ),
    element(
      "div",
      { class: "picture" },
      ...LAYOUTS.map((layout) => drawIntervals(rows, layout, comparison.sentence)),
    ),
  );
}

function drawIntervals(rows: readonly ComparisonRow[], layout: Layout, label: string): string {
  const { kind, width, rowHeight } = layout;
  const height = TOP + rows.length * rowHeight + BOTTOM;
  const scale = changeScale(rows, layout.bars);
  const bottom = height - BOTTOM + 4;
  const marks = rows.map((row, index) => drawRow(row, TOP + index * rowHeight, scale, layout));
  return element(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-label": label,
      class: `intervals ${kind}`,
    },
    element("g", { class: "axis" }, ...scale.ticks.map((tick) => drawTick(tick, scale, bottom))),
    element("g", {}, ...marks),
  );
}

function drawTick(tick: number, scale: Scale, bottom: number): string {
  const isZero = Math.abs(tick) < 1e-9;
  const words = isZero ? "0" : `${tick > 0 ? "+" : "−"}${Math.round(Math.abs(tick) * 100)} %`;
  const x = scale.at(tick);
  return (
    element("line", { class: isZero ? "zero" : undefined, x1: x, x2: x, y1: TOP, y2: bottom }) +
    element("text", { x, y: bottom + 16, "text-anchor": "middle" }, text(words))
  );
}

function changeScale(rows: readonly ComparisonRow[], range: Layout["bars"]): Scale {
  const ends = rows.flatMap(({ interval, change }) => [interval.low, interval.high, change]);
  const most = Math.max(0.05, ...ends.filter(Number.isFinite).map(Math.abs));
  const high = Math.min(CHANGE_MAX, most);
  const half = linearScale(0, high, [0, 1], 3);
  const top = half.ticks.at(-1)!;
  const ticks = [
    ...half.ticks
      .slice(1)
      .map((tick) => -tick)
      .reverse(),
    ...half.ticks,
  ];
  return {
    at: (change) => {
      const share = (Math.max(-top, Math.min(top, change)) + top) / (2 * top);
      return range[0] + share * (range[1] - range[0]);
    },
    ticks,
    range,
  };
}

function drawRow(row: ComparisonRow, top: number, scale: Scale, layout: Layout): string {
  const { name, verdict, change, interval } = row;
  const words = `${name}: ${ROW_WORDS[verdict]}, ${percent(change)} (${percent(interval.low)} … ${percent(interval.high)})`;
  const { nameX, nameAnchor, nameY, barY, nameCharacters } = layout;
  const y = top + barY;
  return element(
    "g",
    { class: `row ${verdict}` },
    element("title", {}, text(words)),
    element(
      "text",
      { x: nameX, y: top + nameY, "text-anchor": nameAnchor },
      text(shortened(name, nameCharacters)),
    ),
    element("line", { x1: scale.at(interval.low), x2: scale.at(interval.high), y1: y, y2: y }),
    element("circle", { cx: scale.at(change), cy: y, r: 4.5 }),
  );
}

/** As much as there is room for. */
function shortened(name: string, characters: number): string {
  return name.length <= characters ? name : `${name.slice(0, characters - 1)}…`;
}
