// Tables and paragraphs on a terminal.

import Table from "cli-table3";
import type { ChalkInstance } from "chalk";
import type { Table as TableData } from "./tables.ts";

/** Without borders; columns that do not fit the width are left out, rightmost first, and said so. */
export function drawTable(all: TableData, paint: ChalkInstance, width: number): string {
  if (all.rows.length === 0) return "";
  const data = withoutEmptyColumns(all);
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

/** Rows of text under a head, all to the left, without colours. */
export function plainTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const style = { head: [], border: [], "padding-left": 0, "padding-right": 0 };
  const table = new Table({ head: [...head], chars: BORDERLESS, style });
  for (const row of rows) table.push([...row]);
  return table
    .toString()
    .split("\n")
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
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

/** Lines no wider than `width`, broken between words. */
export function wrap(text: string, width: number): string[] {
  return Bun.wrapAnsi(text, Math.max(20, width)).split("\n");
}

/** A column in which nobody has anything to say takes room from those that do. */
function withoutEmptyColumns(table: TableData): TableData {
  const kept = table.columns
    .map((_, index) => index)
    .filter((index) => table.rows.some((row) => row[index] !== "–"));
  return {
    ...table,
    columns: kept.map((index) => table.columns[index]!),
    textColumns: kept.flatMap((index, place) =>
      table.textColumns?.includes(index) ? [place] : [],
    ),
    rows: table.rows.map((row) => kept.map((index) => row[index]!)),
  };
}
