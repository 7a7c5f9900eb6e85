// What is seen of a run while it goes, as lines of text: how far each phase has got, how fast, how long things take, what
// failed, what every process uses. Numbers keep their places, so that only digits move.

import type { ChalkInstance } from "chalk";
import { formatMs } from "../../base/index.ts";
import type { RunProgress } from "../../run/index.ts";

const BESIDE_COLUMNS_MIN = 100;
const GAP = "    ";

/** In the order of a pod's life; labelled ones of the same name follow theirs. */
const LATENCIES = [
  "node_ready",
  "pod_scheduling",
  "pod_startup",
  "pod_deletion",
  "workload_ready",
  "api_request",
  "watch_lag",
];
const RATES: Readonly<Record<string, string>> = {
  requests_sent: "requests",
  nodes_ready: "nodes ready",
  pods_created: "pods created",
  pods_bound: "bound",
  pods_ready: "ready",
  pods_deleted: "deleted",
};

/** None wider than `columns`. */
export function screenLines(
  progress: RunProgress,
  columns: number,
  chalk: ChalkInstance,
): string[] {
  const latencies = latencyLines(progress, chalk);
  const processes = processLines(progress, chalk);
  const tables =
    columns >= BESIDE_COLUMNS_MIN ? [beside(latencies, processes)] : [latencies, processes];
  const sections = [
    [headLine(progress, columns, chalk)],
    phaseLines(progress, columns, chalk),
    ...tables,
    [...rateLines(progress, columns, chalk), ...failureLines(progress, chalk)],
  ];
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : ["", ...section]))
    .map((line) => Bun.sliceAnsi(line, 0, columns));
}

/** One line for logs: when, what, how far, how long it takes, what failed. */
export function plainLine(progress: RunProgress): string {
  const { elapsedSeconds, remainingSeconds, step, measured, planned } = progress;
  const parts = [`${elapsedSeconds.toFixed(0).padStart(4)}s`, step];
  const phase = measured?.phases.find(({ name }) => step === `phase ${name}`);
  if (phase) parts.push(`${phase.completed}/${planned[phase.name] ?? phase.offered} done`);
  for (const [name, { p99 }] of shownLatencies(progress))
    if (name.startsWith("pod_") || name.startsWith("node_"))
      parts.push(`${name} p99 ${seconds(p99)}`);
  if (measured && measured.requestsFailed > 0)
    parts.push(`${measured.requestsFailed} requests failed`);
  if (remainingSeconds !== undefined) parts.push(leftText(remainingSeconds));
  return parts.join("  ");
}

function headLine(progress: RunProgress, columns: number, chalk: ChalkInstance): string {
  const { scenario, step, elapsedSeconds, remainingSeconds } = progress;
  const left = remainingSeconds === undefined ? "" : `  ${leftText(remainingSeconds)}`;
  const title = `${chalk.bold(scenario)}  ${step}`;
  const times = chalk.dim(`${wholeSeconds(elapsedSeconds)}${left}`);
  const room = columns - Bun.stringWidth(title) - Bun.stringWidth(times);
  return `${title}${" ".repeat(Math.max(2, room))}${times}`;
}

function phaseLines(
  { measured, planned }: RunProgress,
  columns: number,
  chalk: ChalkInstance,
): string[] {
  const phases = measured?.phases ?? [];
  const rows = Object.entries(planned).map(([name, requests]) => {
    const phase = phases.find((known) => known.name === name);
    const { completed = 0, offered = 0, failed = 0, censored = 0 } = phase ?? {};
    const total = Math.max(requests, offered);
    const bad = failed + censored;
    return { name, total, completed, isBegun: phase !== undefined, bad };
  });
  const name = widest(rows.map((row) => row.name));
  const counts = rows.map(({ completed, total }) => `${count(completed)} / ${count(total)}`);
  // Places for the largest number from the beginning, so that the bars do not move when digits come.
  const figures = widest(rows.map(({ total }) => `${count(total)} / ${count(total)}`));
  const lost = widest(rows.map(({ bad }) => (bad > 0 ? `  ${count(bad)} lost` : "")));
  const bar = Math.max(4, columns - name - figures - lost - 2 * GAP.length);
  return rows.map(({ name: text, total, completed, isBegun, bad }, index) => {
    const filled = total > 0 ? Math.round((bar * Math.min(completed, total)) / total) : 0;
    const line = chalk.green("━".repeat(filled)) + chalk.dim("─".repeat(bar - filled));
    const label = isBegun ? text.padEnd(name) : chalk.dim(text.padEnd(name));
    const failed = bad > 0 ? chalk.red(`  ${count(bad)} lost`) : "";
    return `${label}${GAP}${line}${GAP}${(counts[index] ?? "").padStart(figures)}${failed}`;
  });
}

function latencyLines(progress: RunProgress, chalk: ChalkInstance): string[] {
  const rows = shownLatencies(progress).map(([name, { count: seen, p50, p99 }]) => [
    name,
    count(seen),
    seconds(p50),
    seconds(p99),
  ]);
  return table(["latency, this phase", "count", "p50", "p99"], rows, chalk);
}

function processLines({ processes }: RunProgress, chalk: ChalkInstance): string[] {
  const rows = processes.map(({ role, cpuShare, rssBytes }) => [
    role,
    `${Math.round(cpuShare * 100)} %`,
    `${Math.round(rssBytes / 2 ** 20)} MiB`,
  ]);
  return table(["process", "of a core", "memory"], rows, chalk);
}

function rateLines({ measured }: RunProgress, columns: number, chalk: ChalkInstance): string[] {
  const rates = Object.entries(RATES).flatMap(([name, words]) => {
    const rate = measured?.rates[name];
    if (!rate || rate.count === 0) return [];
    return [`${words} ${count(Math.round(rate.perSecond)).padStart(6)}/s`];
  });
  const label = "last second";
  const lines: string[] = [];
  for (const rate of rates) {
    const last = lines.at(-1);
    if (last !== undefined && label.length + last.length + rate.length + 6 <= columns)
      lines[lines.length - 1] = `${last}   ${rate}`;
    else lines.push(`  ${rate}`);
  }
  return lines.map((line, at) => chalk.dim(at === 0 ? label : " ".repeat(label.length)) + line);
}

function failureLines({ measured }: RunProgress, chalk: ChalkInstance): string[] {
  if (!measured) return [];
  const { requestsFailed, requestsInFlight } = measured;
  const failed = requestsFailed > 0 ? chalk.red(`${count(requestsFailed)} failed`) : "none failed";
  return [`${chalk.dim("requests   ")}  ${failed}, ${count(requestsInFlight)} in flight`];
}

function shownLatencies({ measured }: RunProgress) {
  const place = (name: string): number =>
    LATENCIES.findIndex((known) => name === known || name.startsWith(`${known}{`));
  return Object.entries(measured?.latencies ?? {})
    .filter(([name, { count: seen }]) => seen > 0 && !name.startsWith("stage_reconcile"))
    .map(([name, glance]) => ({ name, glance, at: place(name) }))
    .sort((left, right) => ((left.at + 100) % 100) - ((right.at + 100) % 100))
    .map(({ name, glance }) => [name, glance] as const);
}

/** The first column to the left, numbers to the right. */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  chalk: ChalkInstance,
): string[] {
  if (rows.length === 0) return [];
  const widths = head.map((name, at) =>
    Math.max(at === 0 ? 0 : 8, widest([name, ...rows.map((row) => row[at] ?? "")])),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
      .join("  ");
  return [chalk.dim(line(head)), ...rows.map(line)];
}

function beside(left: readonly string[], right: readonly string[]): string[] {
  const width = widest(left);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => {
    const text = left[at] ?? "";
    const fill = " ".repeat(width - Bun.stringWidth(text));
    return right[at] === undefined
      ? text
      : `${text}${fill}${left.length > 0 ? GAP : ""}${right[at]}`;
  });
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => Bun.stringWidth(text)));
}

function leftText(remainingSeconds: number): string {
  return `≈ ${wholeSeconds(remainingSeconds)} left`;
}

/** `7s`, `1m05s`. */
function wholeSeconds(value: number): string {
  const whole = Math.round(value);
  return whole < 60 ? `${whole}s` : formatMs(whole * 1000);
}

function count(value: number): string {
  return value.toString().replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

function seconds(value: number): string {
  return Number.isFinite(value) ? formatMs(value * 1000) : "> time-out";
}
