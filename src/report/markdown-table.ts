// Tables in Markdown, and text that means what it says there.

import type { Table } from "./tables.ts";

/** Under a heading, with its note; nothing for a table without rows. */
export function drawTable(table: Table): string {
  if (table.rows.length === 0) return "";
  return [
    `## ${table.title}`,
    ...(table.note ? ["", escapeText(table.note)] : []),
    "",
    grid(table),
  ].join("\n");
}

/** Long and seldom read: folded away where the viewer can. */
export function details(table: Table): string {
  if (table.rows.length === 0) return "";
  const note = table.note ? `${escapeText(table.note)}\n\n` : "";
  return `<details><summary>${table.title}</summary>\n\n${note}${grid(table)}\n\n</details>`;
}

function grid({ columns, textColumns = [], rows }: Table): string {
  const rule = columns.map((_, index) =>
    index === 0 || textColumns.includes(index) ? "---" : "---:",
  );
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(" | ")} |`;
  return [line(columns), `| ${rule.join(" | ")} |`, ...rows.map(line)].join("\n");
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** Characters that would start emphasis, code, a link or HTML; an underscore inside a word starts nothing. */
export function escapeText(text: string): string {
  return text.replaceAll(/[\\`*<>[\]]|(?<!\w)_|_(?!\w)/g, "\\$&");
}
