// A page as Markdown: the verdict first; fits a pull-request comment.

import { details, drawTable, escapeText } from "../markdown-table.ts";
import type { Page, Part, Tone } from "./page.ts";

const MARKS: Readonly<Record<Tone, string>> = { pass: "✅", fail: "❌", invalid: "⚠️" };

export function pageMarkdown({ title, subject, word, tone, sentences, parts }: Page): string {
  const blocks = [
    `# ${MARKS[tone]} ${word}: ${escapeText(title)}`,
    ...sentences.map(escapeText),
    escapeText(subject),
    ...parts.map(drawPart),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function drawPart(part: Part): string {
  switch (part.kind) {
    case "table":
      return part.folded ? details(part.table) : drawTable(part.table);
    case "list":
      return part.items.length === 0
        ? ""
        : `## ${part.title}\n\n${part.items.map((item) => `- ${escapeText(item)}`).join("\n")}`;
    case "figures":
      return "";
  }
}
