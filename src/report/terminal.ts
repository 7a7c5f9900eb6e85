// The report on a terminal: calm, one screen; the verdict first, then what it rests on.

import { Chalk, type ChalkInstance } from "chalk";
import type { Finding, Result, Verdict } from "../result/index.ts";
import { drawTable, wrap } from "./terminal-table.ts";
import { VERDICT_WORDS, subjectLine, thresholdValue, verdictSentence } from "./headline.ts";
import { latencyTable, phaseTable, processTable, slowestTable, throughputTable } from "./tables.ts";

/** Of each metric; the report files name more. */
const SLOWEST_PER_METRIC = 1;

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
    ...[
      latencyTable(result),
      slowestTable(result, SLOWEST_PER_METRIC),
      throughputTable(result),
      phaseTable(result),
      processTable(result),
    ].map((table) => drawTable(table, paint, options.width)),
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
