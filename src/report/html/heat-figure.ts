// How the latencies of one metric moved over the run: time across, latency up, the more objects the stronger.

import type { Metric, Result, Slices } from "../../result/index.ts";
import { formatCount, formatSeconds, shortSeconds } from "../format.ts";
import { inReadingOrder } from "../order.ts";
import { element } from "../svg/markup.ts";
import { barsPath } from "../svg/path.ts";
import { type Band, type HoverPoint, X_RANGE, Y_RANGE } from "../svg/plot.ts";
import { type Scale, logScale, timeScale } from "../svg/scale.ts";
import { NOTHING_SECONDS } from "./curve.ts";
import type { Figure } from "./figure.ts";

const FIGURES_MAX = 4;
/** Shades; the style sheet has as many classes. */
const SHADES = 6;
/** What lies below the axis is drawn at its foot. */
const HEIGHT_MIN = 2;
const TABLE_ROWS_MAX = 30;

export function heatFigures(result: Result, bands: readonly Band[]): Figure[] {
  return inReadingOrder(result.metrics)
    .filter(([, { slices }]) => slices && slices.cells.length > 1)
    .slice(0, FIGURES_MAX)
    .map(([name, metric]) =>
      heatFigure(name, metric, metric.slices!, result.durationSeconds, bands),
    );
}

function heatFigure(
  name: string,
  metric: Metric,
  slices: Slices,
  durationSeconds: number,
  bands: readonly Band[],
): Figure {
  const edge = (bucket: number): number => 2 ** (bucket / slices.bucketsPerDoubling) / 1e6;
  const all = slices.cells.map(([, bucket]) => bucket);
  const worthAnAxis = all.filter((bucket) => edge(bucket) > NOTHING_SECONDS);
  const buckets = worthAnAxis.length > 0 ? worthAnAxis : all;
  const x = timeScale(durationSeconds, X_RANGE);
  const y = logScale(edge(Math.min(...buckets)), edge(Math.max(...buckets) + 1), Y_RANGE);
  const columns = columnsOf(slices);
  return {
    title: `${name} over time`,
    note: "By the moment each was intended; the stronger the colour, the more objects took so long.",
    legend: [],
    plot: {
      label: `Heat map of ${name} over ${Math.round(durationSeconds)} seconds: half within ${formatSeconds(metric.p50)}, 99 of 100 within ${formatSeconds(metric.p99)}.`,
      x: { scale: x, format: (seconds) => `${seconds}s`, title: "time since start" },
      y: { scale: y, format: shortSeconds, title: "latency" },
      bands,
      marks: shades(slices, x, y, edge, durationSeconds),
      hover: columns.map(({ step, count, median, slowest }): HoverPoint => ({
        x: x.at((step + 0.5) * slices.stepSeconds),
        title: `at ${step * slices.stepSeconds} s`,
        lines: [
          `${formatCount(count)} objects`,
          `half within ${formatSeconds(edge(median + 1))}`,
          `all within ${formatSeconds(edge(slowest + 1))}`,
        ],
      })),
    },
    data: heatData(columns, slices.stepSeconds, edge),
  };
}

/** One path a shade. Shades follow the logarithm of the count: one slow object must not vanish beside a thousand fast. */
function shades(
  slices: Slices,
  x: Scale,
  y: Scale,
  edge: (bucket: number) => number,
  durationSeconds: number,
): string[] {
  const most = Math.max(...slices.cells.map(([, , count]) => count));
  const groups = Array.from({ length: SHADES }, (): Parameters<typeof barsPath>[0][number][] => []);
  for (const [step, bucket, count] of slices.cells) {
    const shade = Math.min(SHADES - 1, Math.floor((SHADES * Math.log(count)) / Math.log(most + 1)));
    const left = x.at(step * slices.stepSeconds);
    const right = x.at(Math.min((step + 1) * slices.stepSeconds, durationSeconds));
    const bottom = y.at(edge(bucket));
    const height = Math.max(HEIGHT_MIN, bottom - y.at(edge(bucket + 1)));
    groups[shade]!.push({
      x: left,
      y: bottom - height,
      width: Math.max(0.5, right - left),
      height,
    });
  }
  return groups.flatMap((bars, shade) =>
    bars.length === 0 ? [] : [element("path", { class: `heat h${shade + 1}`, d: barsPath(bars) })],
  );
}

interface Column {
  readonly step: number;
  readonly count: number;
  /** Buckets. */
  readonly median: number;
  readonly slowest: number;
}

function columnsOf({ cells }: Slices): Column[] {
  const bySteps = Map.groupBy(cells, ([step]) => step);
  return [...bySteps].map(([step, column]) => {
    const count = column.reduce((sum, [, , each]) => sum + each, 0);
    let below = 0;
    const median = column.find(([, , each]) => (below += each) * 2 >= count) ?? column[0]!;
    return { step, count, median: median[1], slowest: column.at(-1)![1] };
  });
}

/** At most thirty rows: neighbouring steps share one. */
function heatData(
  columns: readonly Column[],
  stepSeconds: number,
  edge: (bucket: number) => number,
): Figure["data"] {
  const each = Math.ceil(columns.length / TABLE_ROWS_MAX);
  const rows: string[][] = [];
  for (let index = 0; index < columns.length; index += each) {
    const group = columns.slice(index, index + each);
    const from = group[0]!.step * stepSeconds;
    const to = (group.at(-1)!.step + 1) * stepSeconds;
    rows.push([
      `${from}–${to} s`,
      formatCount(group.reduce((sum, { count }) => sum + count, 0)),
      formatSeconds(edge(Math.max(...group.map(({ median }) => median)) + 1)),
      formatSeconds(edge(Math.max(...group.map(({ slowest }) => slowest)) + 1)),
    ]);
  }
  return { columns: ["time", "objects", "half within, at worst", "all within"], rows };
}
