// The histograms in HdrHistogram's own log format (version 1.3), one tagged line a metric: any HDR tool merges and plots it.
// https://github.com/HdrHistogram/HdrHistogram, HistogramLogWriter: `Tag=t,start,length,max,histogram`, times in seconds.

import { LatencyHistogram } from "../base/index.ts";
import type { Result, Statistics } from "../result/index.ts";
import { inReadingOrder } from "./order.ts";

/** Values in the histograms are µs; the Interval_Max column is in ms, as the format's own default has it. */
export function hlogReport(result: Result): string {
  const startSeconds = Date.parse(result.startedAt) / 1000;
  const lines = [
    "#[Histogram log format version 1.3]",
    `#[kwokbench ${tagOf(result.scenario.name)}; values in microseconds]`,
    `#[StartTime: ${startSeconds.toFixed(3)} (seconds since epoch), ${result.startedAt}]`,
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
  ];
  for (const [name, metric] of inReadingOrder(result.metrics)) {
    lines.push(line(tagOf(name), metric, result.durationSeconds));
    if (metric.raw) lines.push(line(`${tagOf(name)};raw`, metric.raw, result.durationSeconds));
  }
  return `${lines.join("\n")}\n`;
}

function line(tag: string, statistics: Statistics, durationSeconds: number): string {
  const { maxMs } = LatencyHistogram.decode(statistics.histogram);
  return `Tag=${tag},0.000,${durationSeconds.toFixed(3)},${maxMs.toFixed(3)},${statistics.histogram}`;
}

/** A tag may hold neither commas nor spaces. */
function tagOf(name: string): string {
  return name.replaceAll(/[,\s]/g, ";");
}
