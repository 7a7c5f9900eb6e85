// A comparison on a terminal: the verdict, then the figures that moved, then the rest.

import { Chalk, type ChalkInstance } from "chalk";
import type { Comparison, RowVerdict } from "../../compare/index.ts";
import { drawTable, wrap } from "../terminal-table.ts";
import type { TerminalOptions } from "../terminal.ts";
import {
  COMPARISON_WORDS,
  comparisonTable,
  differenceTable,
  noteSentences,
  sidesLine,
  sortedRows,
} from "./table.ts";

export function comparisonTerminalReport(comparison: Comparison, options: TerminalOptions): string {
  const paint = new Chalk({ level: options.color ? 1 : 0 });
  const { width } = options;
  const notes = noteSentences(comparison).flatMap((sentence) => wrap(sentence, width - 4));
  const parts = [
    headline(comparison, paint, width),
    figures(comparison, paint, width),
    drawTable(differenceTable(comparison), paint, width),
    notes.length > 0 ? [paint.bold("Notes"), ...notes.map((line) => `  ${line}`)].join("\n") : "",
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function headline(comparison: Comparison, paint: ChalkInstance, width: number): string {
  const word = wordPaint(comparison.verdict, paint)(` ${COMPARISON_WORDS[comparison.verdict]} `);
  return [
    `${word} ${paint.bold(comparison.scenario)}  ${paint.dim(sidesLine(comparison))}`,
    ...wrap(comparison.sentence, width),
  ].join("\n");
}

function wordPaint(verdict: Comparison["verdict"], paint: ChalkInstance): ChalkInstance {
  switch (verdict) {
    case "regression":
      return paint.bold.white.bgRed;
    case "no-regression":
      return paint.bold.black.bgGreen;
    case "cannot-tell":
    case "nothing":
      return paint.bold.black.bgYellow;
  }
}

function figures(comparison: Comparison, paint: ChalkInstance, width: number): string {
  const table = comparisonTable(comparison);
  const verdicts = sortedRows(comparison).map(({ verdict }) => verdict);
  const rows = table.rows.map((row, index) =>
    row.map((cell, column) => (column < 2 ? rowPaint(verdicts[index]!, paint)(cell) : cell)),
  );
  return drawTable({ ...table, rows }, paint, width);
}

function rowPaint(verdict: RowVerdict, paint: ChalkInstance): ChalkInstance {
  switch (verdict) {
    case "worse":
      return paint.red;
    case "better":
      return paint.green;
    case "cannot-tell":
      return paint.yellow;
    case "same":
      return paint.dim;
  }
}
