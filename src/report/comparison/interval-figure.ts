// Every change with its interval on one axis around no change: what is worse lies on its side of the line, however small.

import { type Comparison, type ComparisonRow, percent } from "../../compare/index.ts";
import { element, text } from "../svg/markup.ts";
import { type Scale, linearScale } from "../svg/scale.ts";
import { ROW_WORDS, sortedRows } from "./table.ts";

const WIDTH = 720;
const NAMES = 300;
const ROW = 22;
const TOP = 10;
const BOTTOM = 34;
const ROWS_MAX = 40;
/** Changes beyond this are drawn at the edge. */
const CHANGE_MAX = 1;

/** Undefined when there is nothing to draw. Each row says its figures to the pointer and to a screen reader. */
export function intervalFigure(comparison: Comparison): string | undefined {
  const rows = sortedRows(comparison).slice(0, ROWS_MAX);
  if (rows.length === 0) return undefined;
  const height = TOP + rows.length * ROW + BOTTOM;
  const scale = changeScale(rows);
  const bottom = height - BOTTOM + 4;
  const axis = scale.ticks.map(
    (tick) =>
      element("line", {
        class: Math.abs(tick) < 1e-9 ? "zero" : undefined,
        x1: scale.at(tick),
        x2: scale.at(tick),
        y1: TOP,
        y2: bottom,
      }) +
      element(
        "text",
        { x: scale.at(tick), y: bottom + 16, "text-anchor": "middle" },
        text(
          Math.abs(tick) < 1e-9
            ? "0"
            : `${tick > 0 ? "+" : "−"}${Math.round(Math.abs(tick) * 100)} %`,
        ),
      ),
  );
  const marks = rows.map((row, index) => drawRow(row, TOP + (index + 0.5) * ROW, scale));
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
      { class: "picture scroll", tabindex: 0 },
      element(
        "svg",
        {
          viewBox: `0 0 ${WIDTH} ${height}`,
          role: "img",
          "aria-label": comparison.sentence,
          class: "intervals",
        },
        element("g", { class: "axis" }, ...axis),
        element("g", {}, ...marks),
      ),
    ),
  );
}

function changeScale(rows: readonly ComparisonRow[]): Scale {
  const ends = rows.flatMap(({ interval, change }) => [interval.low, interval.high, change]);
  const most = Math.max(0.05, ...ends.filter(Number.isFinite).map(Math.abs));
  const high = Math.min(CHANGE_MAX, most);
  const half = linearScale(0, high, [0, 1], 3);
  const top = half.ticks.at(-1)!;
  const range = [NAMES + 12, WIDTH - 24] as const;
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

function drawRow(row: ComparisonRow, y: number, scale: Scale): string {
  const { name, verdict, change, interval } = row;
  const words = `${name}: ${ROW_WORDS[verdict]}, ${percent(change)} (${percent(interval.low)} … ${percent(interval.high)})`;
  return element(
    "g",
    { class: `row ${verdict}` },
    element("title", {}, text(words)),
    element("text", { x: NAMES, y: y + 4, "text-anchor": "end" }, text(shortened(name))),
    element("line", { x1: scale.at(interval.low), x2: scale.at(interval.high), y1: y, y2: y }),
    element("circle", { cx: scale.at(change), cy: y, r: 4.5 }),
  );
}

/** As much as the column of names has room for. */
function shortened(name: string): string {
  return name.length <= 44 ? name : `${name.slice(0, 43)}…`;
}
