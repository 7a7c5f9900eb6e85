// The report as one tidy table (RFC 4180): a figure a line, so that any spreadsheet or data frame can pivot it.

import type { Result, Statistics } from "../result/index.ts";

type Row = readonly [section: string, name: string, figure: string, value: number, unit: string];

export function csvReport(result: Result): string {
  const rows = [
    ...Object.entries(result.metrics).flatMap(([name, metric]) => [
      ...statisticsRows("metric", name, metric),
      ...(metric.raw ? statisticsRows("raw", name, metric.raw) : []),
    ]),
    ...throughputRows(result),
    ...result.phases.flatMap(({ name, ...figures }) =>
      Object.entries(figures).map(([figure, value]): Row => [
        "phase",
        name,
        figure,
        value,
        unitOf(figure),
      ]),
    ),
    ...result.processes.flatMap(({ role, ...figures }) =>
      Object.entries(figures).map(([figure, value]): Row => [
        "process",
        role,
        figure,
        value,
        unitOf(figure),
      ]),
    ),
    ...Object.entries(result.counters).map(([name, value]): Row => [
      "counter",
      name,
      "count",
      value,
      "",
    ]),
    ...Object.entries(result.slowest).flatMap(([name, objects]) =>
      objects.map(({ object, seconds }): Row => ["slowest", name, object, seconds, "seconds"]),
    ),
    ...seriesRows(result),
  ];
  const lines = rows.map((row) => row.map((cell) => quote(text(cell))).join(","));
  return `${["section,name,figure,value,unit", ...lines].join("\r\n")}\r\n`;
}

function statisticsRows(section: string, name: string, statistics: Statistics): Row[] {
  const { count, censored, min, mean, p50, p90, p95, p99, p999, max } = statistics;
  return [
    [section, name, "count", count, ""],
    [section, name, "censored", censored, ""],
    ...Object.entries({ min, mean, p50, p90, p95, p99, p999, max }).map(([figure, value]): Row => [
      section,
      name,
      figure,
      value,
      "seconds",
    ]),
  ];
}

function throughputRows({ series }: Result): Row[] {
  return Object.entries(series).flatMap(([name, { throughput }]) =>
    Object.entries(throughput ?? {}).map(([figure, value]): Row => [
      "throughput",
      name,
      figure,
      value,
      unitOf(figure),
    ]),
  );
}

/** One line a step; the figure is the second at which the step begins. */
function seriesRows({ series }: Result): Row[] {
  return Object.entries(series).flatMap(([name, { unit, stepSeconds, values }]) =>
    values.map((value, step): Row => ["series", name, String(step * stepSeconds), value, unit]),
  );
}

function unitOf(figure: string): string {
  if (figure.endsWith("Seconds") || figure.includes("Seconds")) return "seconds";
  if (figure.endsWith("Bytes")) return "bytes";
  return figure.startsWith("perSecond") ? "per second" : "";
}

/** A percentile among the censored is written as `Infinity`, which spreadsheets keep apart from numbers. */
function text(cell: string | number): string {
  return String(cell);
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
