// The tables of a report as rows of text, once for every format: terminal, Markdown and HTML only draw them.

import type { Result } from "../result/index.ts";
import { environmentRows } from "./environment-rows.ts";
import {
  formatBytes,
  formatCount,
  formatNumber,
  formatRate,
  formatSeconds,
  formatShare,
} from "./format.ts";
import { inReadingOrder } from "./order.ts";

export interface Table {
  readonly title: string;
  /** One sentence under the title: how to read it. */
  readonly note?: string;
  readonly columns: readonly string[];
  /** Indexes of columns that are text. The first always is, the others are numbers unless listed here. */
  readonly textColumns?: readonly number[];
  readonly rows: readonly (readonly string[])[];
}

export function latencyTable({ metrics }: Result): Table {
  const entries = inReadingOrder(metrics);
  return {
    title: "Latency",
    note: "From the intended moment; “raw” counts from the moment sent. Objects never seen to get there are “censored”: they rank behind everything seen.",
    columns: ["metric", "count", "censored", "p50", "p90", "p99", "p99.9", "max", "raw p99"],
    rows: entries.map(([name, metric]) => [
      name,
      formatCount(metric.count),
      metric.censored === 0 ? "–" : formatCount(metric.censored),
      formatSeconds(metric.p50),
      formatSeconds(metric.p90),
      formatSeconds(metric.p99),
      formatSeconds(metric.p999),
      formatSeconds(metric.max),
      metric.raw ? formatSeconds(metric.raw.p99) : "–",
    ]),
  };
}

/** Left out: the table of phases has what was offered and sent, and nodes are all created in one phase. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set([
  "requests_intended",
  "requests_sent",
  "nodes_created",
]);

/** A 5th percentile needs at least twenty seconds. */
const STEPS_FOR_P5 = 20;
const STEPS_FOR_P50 = 3;

export function throughputTable({ series }: Result): Table {
  const rows = inReadingOrder(series).flatMap(([name, { throughput }]) => {
    if (!throughput || SAID_ELSEWHERE.has(name)) return [];
    const { steps = Infinity } = throughput;
    return [
      [
        name,
        formatCount(throughput.count),
        formatRate(throughput.perSecond),
        steps === Infinity ? "–" : formatCount(steps),
        steps < STEPS_FOR_P5 ? "–" : formatRate(throughput.perSecondP5),
        steps < STEPS_FOR_P50 ? "–" : formatRate(throughput.perSecondP50),
        formatRate(throughput.perSecondMax),
        formatSeconds(throughput.longestStallSeconds),
      ],
    ];
  });
  return {
    title: "Throughput",
    note: "Mean over the true time from the first to the last event, then over the whole seconds between, idle ones included: p5 of 20 or more, p50 of 3 or more. A stall is the longest time without an event while something waited for it.",
    columns: ["events", "count", "mean", "seconds", "p5", "p50", "best", "longest stall"],
    rows,
  };
}

export function phaseTable({ phases }: Result): Table {
  return {
    title: "Phases",
    columns: [
      "phase",
      "took",
      "offered",
      "sent",
      "acknowledged",
      "completed",
      "rate",
      "failed",
      "given up",
      "slip p99",
    ],
    rows: phases.map((phase) => [
      phase.name,
      formatSeconds(phase.endSeconds - phase.startSeconds),
      formatCount(phase.offered),
      formatCount(phase.sent),
      formatCount(phase.acknowledged),
      formatCount(phase.completed),
      phase.offered === 0
        ? "–"
        : formatRate(phase.completed / (phase.endSeconds - phase.startSeconds)),
      formatCount(phase.failed),
      formatCount(phase.censored),
      formatSeconds(phase.slipP99Seconds),
    ]),
  };
}

export function processTable({ processes, durationSeconds }: Result): Table {
  return {
    title: "Processes",
    columns: ["role", "CPU", "of one core", "peak memory"],
    rows: processes.map(({ role, cpuSeconds, rssMaxBytes }) => [
      role,
      `${formatNumber(cpuSeconds)} s`,
      formatShare(durationSeconds > 0 ? cpuSeconds / durationSeconds : 0),
      formatBytes(rssMaxBytes),
    ]),
  };
}

export function counterTable({ counters }: Result): Table {
  return {
    title: "Counters",
    columns: ["counter", "count"],
    rows: Object.entries(counters).map(([name, count]) => [name, formatCount(count)]),
  };
}

export function environmentTable({ environment, scenario, startedAt }: Result): Table {
  const versions = Object.entries(environment.versions).map(([component, version]) => [
    component,
    version,
  ]);
  const vars = Object.entries(scenario.vars).map(([name, value]) => `${name}=${value}`);
  return {
    title: "Environment",
    columns: ["what", "value"],
    textColumns: [1],
    rows: [
      ["started", startedAt],
      ...environmentRows(environment),
      [
        "scenario",
        `${scenario.name}, digest ${shortDigest(scenario.digest)}, seed ${scenario.seed}`,
      ],
      ["plan", `digest ${shortDigest(scenario.planDigest)}`],
      ...(vars.length > 0 ? [["variables", vars.join(", ")]] : []),
      ...versions,
    ],
  };
}

/** The slowest objects of each metric: name, latency, and what happened when. */
export function slowestTable({ slowest }: Result, perMetric: number): Table {
  return {
    title: "Slowest objects",
    note: "Moments are seconds since the intended one.",
    columns: ["metric", "object", "took", "timeline"],
    textColumns: [1, 3],
    rows: inReadingOrder(slowest).flatMap(([name, objects]) =>
      objects
        .slice(0, perMetric)
        .map(({ object, seconds, timeline }) => [
          name,
          object,
          formatSeconds(seconds),
          timelineText(timeline),
        ]),
    ),
  };
}

function timelineText(timeline: Readonly<Record<string, number>>): string {
  return Object.entries(timeline)
    .filter(([, seconds]) => seconds > 0)
    .map(([milestone, seconds]) => `${milestone} ${formatSeconds(seconds)}`)
    .join(" → ");
}

/** Enough of a digest to tell two apart by eye. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, "").slice(0, 12);
}
