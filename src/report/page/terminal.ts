// A page on a terminal: one calm screen; what is folded elsewhere is left to the files.

import { Chalk, type ChalkInstance } from "chalk";
import type { TerminalOptions } from "../terminal.ts";
import { drawTable, wrap } from "../terminal-table.ts";
import type { Page, Part, Tone } from "./page.ts";

export function pageTerminal(page: Page, { color, width }: TerminalOptions): string {
  const paint = new Chalk({ level: color ? 1 : 0 });
  const blocks = [
    [
      `${badge(page.tone, paint)(` ${page.word} `)} ${paint.bold(page.title)}  ${paint.dim(page.subject)}`,
      ...page.sentences.flatMap((sentence) => wrap(sentence, width)),
    ].join("\n"),
    ...page.parts.map((part) => drawPart(part, paint, width)),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function badge(tone: Tone, paint: ChalkInstance): ChalkInstance {
  switch (tone) {
    case "pass":
      return paint.bold.black.bgGreen;
    case "fail":
      return paint.bold.white.bgRed;
    case "invalid":
      return paint.bold.black.bgYellow;
  }
}

function drawPart(part: Part, paint: ChalkInstance, width: number): string {
  switch (part.kind) {
    case "table":
      return part.folded ? "" : drawTable(part.table, paint, width);
    case "list": {
      if (part.items.length === 0) return "";
      const lines = part.items.flatMap((item) => wrap(item, width - 2).map((line) => `  ${line}`));
      return [paint.bold(part.title), ...lines].join("\n");
    }
    case "figures":
      return "";
  }
}
