// One figure over the runs of a history: a dot a run, a level line for each stretch between changes.

import { type History, type TrendRow, percent } from "../../compare/index.ts";
import { formatIn } from "../comparison/table.ts";
import { formatMoment } from "../format.ts";
import type { Figure } from "../html/figure.ts";
import { element } from "../svg/markup.ts";
import { type Point, linePath } from "../svg/path.ts";
import { type HoverPoint, X_RANGE, Y_RANGE } from "../svg/plot.ts";
import { linearScale } from "../svg/scale.ts";

export function trendFigure(row: TrendRow, { runs }: History): Figure {
  const finite = row.points.filter(({ value }) => Number.isFinite(value));
  const high = Math.max(...finite.map(({ value }) => value), Number.MIN_VALUE);
  const x = linearScale(0, Math.max(1, runs.length - 1), X_RANGE);
  const y = linearScale(0, high, Y_RANGE);
  const format = (value: number): string => formatIn(row.unit, value);
  const points = finite.map(({ run, value }): Point => [x.at(run), y.at(value)]);
  const levels = levelsOf(row).map(({ from, to, value }) => {
    const path = linePath([
      [x.at(from), y.at(value)],
      [x.at(to), y.at(value)],
    ]);
    return element("path", { d: path, class: "s2" });
  });
  const hover = row.points.map(({ run, value }): HoverPoint => ({
    x: x.at(run),
    title: formatMoment(runs[run]!.startedAt),
    lines: levels.length > 0 ? [format(value), ""] : [format(value)],
  }));
  return {
    title: row.name,
    note: noteOf(row),
    legend: levels.length > 0 ? ["run", "mean between changes"] : ["run"],
    plot: {
      label: `${row.name} over ${row.points.length} runs. ${noteOf(row)}`,
      x: { scale: x, format: (value) => String(Math.round(value) + 1), title: "run" },
      y: { scale: y, format, title: row.name },
      marks: [element("path", { d: linePath(points), class: "s1" }), ...levels],
      hover,
    },
    data: {
      columns: ["run", "value"],
      rows: row.points.map(({ run, value }) => [formatMoment(runs[run]!.startedAt), format(value)]),
    },
  };
}

interface Level {
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

function levelsOf({ changes, points }: TrendRow): Level[] {
  const first = points[0]?.run ?? 0;
  const last = points.at(-1)?.run ?? 0;
  const [earliest] = changes;
  if (!earliest) return [];
  return [
    { from: first, to: earliest.run - 1, value: earliest.before },
    ...changes.map(({ run, after }, at) => ({
      from: run,
      to: (changes[at + 1]?.run ?? last + 1) - 1,
      value: after,
    })),
  ];
}

function noteOf({ changes }: TrendRow): string {
  if (changes.length === 0) return "No change was found.";
  return changes
    .map(
      ({ startedAt, change, direction, acknowledged }) =>
        `${percent(change)} (${direction}) with the run of ${formatMoment(startedAt)}${acknowledged === undefined ? "" : `: ${acknowledged}`}.`,
    )
    .join(" ");
}
