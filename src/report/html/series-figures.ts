// What went on second by second: events, processor time and memory, with the phases behind.

import type { Result, Series } from "../../result/index.ts";
import { parseLabelledName } from "../../result/index.ts";
import { formatBytes, formatNumber, formatRate } from "../format.ts";
import { inReadingOrder } from "../order.ts";
import { element } from "../svg/markup.ts";
import { type Point, stepPath } from "../svg/path.ts";
import { type Band, X_RANGE, Y_RANGE } from "../svg/plot.ts";
import { type Scale, linearScale, timeScale } from "../svg/scale.ts";
import { type Figure, SERIES_MAX, seriesClass } from "./figure.ts";

/** Steps drawn at most; neighbours of a longer series are averaged, which for rates keeps every event. */
const STEPS_MAX = 200;
const TABLE_ROWS_MAX = 30;

interface Line {
  readonly name: string;
  readonly values: readonly number[];
}

interface Kind {
  readonly title: string;
  readonly note: string;
  readonly format: (value: number) => string;
  /** What a round step of the axis is a multiple of: bytes are counted in powers of two. */
  readonly unitOf: (high: number) => number;
  /** The name a line goes by, or undefined for a series that belongs elsewhere. */
  readonly nameOf: (text: string, series: Series) => string | undefined;
}

const roleOf = (metric: string) => (text: string) => {
  const { name, labels } = parseLabelledName(text);
  return name === metric ? labels["role"] : undefined;
};

const KINDS: readonly Kind[] = [
  {
    title: "Throughput",
    note: "Pods a second as the watch showed them; idle seconds are kept.",
    format: formatRate,
    unitOf: () => 1,
    nameOf: (text) => (/^pods_(created|bound|running|deleted)$/.test(text) ? text : undefined),
  },
  {
    title: "Requests and nodes",
    note: "Requests due and answered each second, and nodes that became ready.",
    format: formatRate,
    unitOf: () => 1,
    nameOf: (text) =>
      /^(requests_(intended|acknowledged)|nodes_ready)$/.test(text) ? text : undefined,
  },
  {
    title: "Processor time by role",
    note: "Cores in use: 1 is one core all the time.",
    format: formatNumber,
    unitOf: () => 1,
    nameOf: roleOf("cpu"),
  },
  {
    title: "Memory by role",
    note: "Resident memory of every role.",
    format: formatBytes,
    unitOf: (high) => (high < 2 ** 30 ? 2 ** 20 : 2 ** 30),
    nameOf: roleOf("memory"),
  },
];

export function seriesFigures(result: Result, bands: readonly Band[]): Figure[] {
  return KINDS.flatMap((kind) => {
    const figure = seriesFigure(kind, result, bands);
    return figure ? [figure] : [];
  });
}

function seriesFigure(kind: Kind, result: Result, bands: readonly Band[]): Figure | undefined {
  const chosen = inReadingOrder(result.series)
    .flatMap(([text, series]) => {
      const name = kind.nameOf(text, series);
      return name !== undefined && series.values.some((value) => value > 0)
        ? [{ name, series }]
        : [];
    })
    .slice(0, SERIES_MAX);
  if (chosen.length === 0) return undefined;
  const { stepSeconds } = chosen[0]!.series;
  const longest = Math.max(...chosen.map(({ series }) => series.values.length));
  const each = Math.ceil(longest / STEPS_MAX);
  const lines = chosen.map(({ name, series }) => ({ name, values: averaged(series.values, each) }));
  return drawLines(kind, lines, stepSeconds * each, result.durationSeconds, bands);
}

function drawLines(
  kind: Kind,
  lines: readonly Line[],
  stepSeconds: number,
  durationSeconds: number,
  bands: readonly Band[],
): Figure {
  const steps = Math.max(...lines.map(({ values }) => values.length));
  const high = Math.max(...lines.flatMap(({ values }) => values));
  const x = timeScale(Math.max(durationSeconds, steps * stepSeconds), X_RANGE);
  const unit = kind.unitOf(high);
  const y = multiplied(linearScale(0, high / unit, Y_RANGE, 4), unit);
  const time = (step: number): string => `${formatNumber(step * stepSeconds)} s`;
  return {
    title: kind.title,
    note:
      stepSeconds > 1 ? `${kind.note} Averaged over ${formatNumber(stepSeconds)} s.` : kind.note,
    legend: lines.map(({ name }) => name),
    plot: {
      label: `${kind.title} over ${Math.round(durationSeconds)} seconds: ${lines.map(({ name, values }) => `${name} at most ${kind.format(Math.max(...values))}`).join(", ")}.`,
      x: { scale: x, format: (seconds) => `${seconds}s`, title: "time since start" },
      y: { scale: y, format: kind.format, title: kind.title },
      bands,
      marks: lines.map(({ values }, index) => {
        const points = values.map((value, step): Point => [x.at(step * stepSeconds), y.at(value)]);
        const d = stepPath(points, x.at(values.length * stepSeconds));
        return element("path", { class: seriesClass(index), d });
      }),
      hover: Array.from({ length: steps }, (_, step) => ({
        x: x.at((step + 0.5) * stepSeconds),
        title: `at ${time(step)}`,
        lines: lines.map(({ values }) => (step < values.length ? kind.format(values[step]!) : "")),
      })),
    },
    data: linesData(kind, lines, stepSeconds, steps),
  };
}

function linesData(
  kind: Kind,
  lines: readonly Line[],
  stepSeconds: number,
  steps: number,
): Figure["data"] {
  const each = Math.ceil(steps / TABLE_ROWS_MAX);
  const thinned = lines.map(({ values }) => averaged(values, each));
  return {
    columns: ["time", ...lines.map(({ name }) => name)],
    rows: Array.from({ length: Math.ceil(steps / each) }, (_, row) => [
      `${formatNumber(row * each * stepSeconds)} s`,
      ...thinned.map((values) => (row < values.length ? kind.format(values[row]!) : "")),
    ]),
  };
}

/** The same scale for values in another unit. */
function multiplied(scale: Scale, unit: number): Scale {
  return {
    at: (value) => scale.at(value / unit),
    ticks: scale.ticks.map((tick) => tick * unit),
    range: scale.range,
  };
}

/** Means of `each` neighbours; the last may have fewer. */
function averaged(values: readonly number[], each: number): readonly number[] {
  if (each <= 1) return values;
  return Array.from({ length: Math.ceil(values.length / each) }, (_, index) => {
    const group = values.slice(index * each, (index + 1) * each);
    return group.reduce((sum, value) => sum + value, 0) / group.length;
  });
}
