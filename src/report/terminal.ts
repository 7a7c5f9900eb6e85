// The report on a terminal: calm, one screen; the verdict first, then what it rests on.

import Table from "cli-table3";
import { Chalk, type ChalkInstance } from "chalk";
import type { Finding, Result, Verdict } from "../result/index.ts";
import { VERDICT_WORDS, subjectLine, thresholdValue, verdictSentence } from "./headline.ts";
import {
  type Table as TableData,
  latencyTable,
  phaseTable,
  processTable,
  throughputTable,
} from "./tables.ts";

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns of the terminal; tables wider than this lose their last columns to the next line. */
  readonly width: number;
}

export function terminalReport(result: Result, options: TerminalOptions): string {
  const paint = new Chalk({ level: options.color ? 1 : 0 });
  const parts = [
    headline(result, paint, options.width),
    thresholdLines(result, paint),
    ...[latencyTable, throughputTable, phaseTable, processTable].map((table) =>
      drawTable(table(result), paint, options.width),
    ),
    findingLines(result.validity.findings, paint, options.width),
    fidelityLines(result.fidelity, paint, options.width),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function headline(result: Result, paint: ChalkInstance, width: number): string {
  const word = verdictPaint(result.verdict, paint)(` ${VERDICT_WORDS[result.verdict]} `);
  return [
    `${word} ${paint.bold(result.scenario.name)}  ${paint.dim(subjectLine(result))}`,
    ...wrap(verdictSentence(result), width),
  ].join("\n");
}

function verdictPaint(verdict: Verdict, paint: ChalkInstance): ChalkInstance {
  switch (verdict) {
    case "pass":
      return paint.bold.black.bgGreen;
    case "fail":
      return paint.bold.white.bgRed;
    case "invalid":
    case "incomplete":
      return paint.bold.black.bgYellow;
  }
}

function thresholdLines({ thresholds }: Result, paint: ChalkInstance): string {
  if (thresholds.length === 0) return "";
  const widest = Math.max(...thresholds.map(({ expression }) => expression.length));
  const lines = thresholds.map((threshold) => {
    const mark = threshold.pass ? paint.green("✔") : paint.red("✘");
    const value = thresholdValue(threshold);
    const message = threshold.value === undefined ? paint.dim(`  ${threshold.message ?? ""}`) : "";
    return `  ${mark} ${threshold.expression.padEnd(widest)}  ${threshold.pass ? value : paint.red(value)}${message}`;
  });
  return [paint.bold("Thresholds"), ...lines].join("\n");
}

/** Without borders; columns that do not fit the width are left out, rightmost first, and said so. */
function drawTable(data: TableData, paint: ChalkInstance, width: number): string {
  if (data.rows.length === 0) return "";
  const columns = columnsThatFit(data, width);
  const table = new Table({
    head: data.columns.slice(0, columns).map((title) => paint.dim(title)),
    colAligns: data.columns
      .slice(0, columns)
      .map((_, index) => (index === 0 || data.textColumns?.includes(index) ? "left" : "right")),
    chars: BORDERLESS,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  for (const row of data.rows) table.push(row.slice(0, columns));
  const hidden = data.columns.slice(columns);
  const lines = table
    .toString()
    .split("\n")
    .map((line) => `  ${line.trimEnd()}`);
  if (hidden.length > 0)
    lines.push(paint.dim(`  (too narrow for: ${hidden.join(", ")}; the report files have them)`));
  return [paint.bold(data.title), ...lines].join("\n");
}

/** Cells are parted by two spaces and nothing else. */
const BORDERLESS = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
    "middle",
  ].map((place) => [place, place === "middle" ? "  " : ""]),
);

function columnsThatFit(data: TableData, width: number): number {
  let used = 0;
  for (const [index, title] of data.columns.entries()) {
    const cells = data.rows.map((row) => Bun.stringWidth(row[index]!));
    used += Math.max(Bun.stringWidth(title), ...cells) + 2;
    if (used > width) return Math.max(1, index);
  }
  return data.columns.length;
}

function findingLines(findings: readonly Finding[], paint: ChalkInstance, width: number): string {
  if (findings.length === 0) return "";
  const lines = findings.flatMap(({ severity, id, message }) => {
    const mark = { info: paint.blue("i"), warning: paint.yellow("!"), invalid: paint.red("✘") };
    const [first = "", ...rest] = wrap(`${message} ${paint.dim(`(${id})`)}`, width - 4);
    return [`  ${mark[severity]} ${first}`, ...rest.map((line) => `    ${line}`)];
  });
  return [paint.bold("Validity"), ...lines].join("\n");
}

function fidelityLines(fidelity: readonly string[], paint: ChalkInstance, width: number): string {
  if (fidelity.length === 0) return "";
  const lines = wrap(fidelity.join(" "), width - 2).map((line) => paint.dim(`  ${line}`));
  return [paint.bold("What was simulated"), ...lines].join("\n");
}

function wrap(text: string, width: number): string[] {
  return Bun.wrapAnsi(text, Math.max(20, width)).split("\n");
}
