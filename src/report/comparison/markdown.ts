// A comparison as Markdown, short enough for a pull-request comment: what moved on top, what did not folded away.

import type { Comparison } from "../../compare/index.ts";
import { details, drawTable, escapeText } from "../markdown-table.ts";
import type { Table } from "../tables.ts";
import {
  COMPARISON_WORDS,
  ROW_WORDS,
  comparisonTable,
  differenceTable,
  mergedTable,
  noteSentences,
  sidesLine,
  sortedRows,
} from "./table.ts";

const MARKS = {
  regression: "❌",
  "no-regression": "✅",
  "cannot-tell": "❔",
  nothing: "⚠️",
} as const;
const ROW_MARKS = { worse: "🔺", better: "🔽", "cannot-tell": "❔", same: "" } as const;

export function comparisonMarkdownReport(comparison: Comparison): string {
  const table = comparisonTable(comparison);
  const rows = sortedRows(comparison);
  const of = (moved: boolean): Table["rows"] =>
    table.rows.flatMap((cells, index) => {
      const { verdict } = rows[index]!;
      if ((verdict === "worse" || verdict === "better") !== moved) return [];
      const [name = "", word = "", ...rest] = cells;
      return [[name, `${ROW_MARKS[verdict]} ${word}`.trim(), ...rest]];
    });
  const notes = noteSentences(comparison);
  const parts = [
    `# ${MARKS[comparison.verdict]} ${COMPARISON_WORDS[comparison.verdict]}: ${escapeText(comparison.scenario)}`,
    `${escapeText(comparison.sentence)}\n\n${sidesLine(comparison)}`,
    drawTable({ ...table, title: "What moved", note: "", rows: of(true) }),
    details({ ...table, title: `What did not, or ${ROW_WORDS["cannot-tell"]}`, rows: of(false) }),
    details(mergedTable(comparison)),
    drawTable(differenceTable(comparison)),
    notes.length > 0
      ? ["## Notes", "", ...notes.map((note) => `- ${escapeText(note)}`)].join("\n")
      : "",
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
