// A comparison as one page: verdict, every change with its interval, both sides' curves over each other, and the table.

import type { Comparison } from "../../compare/index.ts";
import type { Result } from "../../result/index.ts";
import { drawDocument } from "../html/document.ts";
import { drawFigure } from "../html/figure.ts";
import { overlayFigures } from "../html/percentile-figure.ts";
import { drawTable } from "../html/table.ts";
import { element, text } from "../svg/markup.ts";
import { intervalFigure } from "./interval-figure.ts";
import {
  COMPARISON_WORDS,
  comparisonTable,
  differenceTable,
  mergedTable,
  noteSentences,
  sidesLine,
} from "./table.ts";

/** The runs compared; with them the page can lay their curves over each other. */
export interface ComparedRuns {
  readonly base: readonly Result[];
  readonly candidate: readonly Result[];
}

const CLASSES = {
  regression: "fail",
  "no-regression": "pass",
  "cannot-tell": "incomplete",
  nothing: "incomplete",
} as const;

export function comparisonHtmlReport(comparison: Comparison, runs?: ComparedRuns): string {
  const word = COMPARISON_WORDS[comparison.verdict];
  const body = [
    element(
      "header",
      {},
      element("p", { class: `verdict ${CLASSES[comparison.verdict]}` }, text(word)),
      element("h1", {}, text(comparison.scenario)),
      element("p", { class: "sentence" }, text(comparison.sentence)),
      element("p", { class: "subject" }, text(sidesLine(comparison))),
    ),
    section("Changes", intervalFigure(comparison) ?? ""),
    runs ? overlays(runs) : "",
    tableSection(comparisonTable(comparison)),
    tableSection(mergedTable(comparison)),
    tableSection(differenceTable(comparison)),
    list("Notes", noteSentences(comparison)),
  ];
  return drawDocument(`${comparison.scenario}: ${word}`, body);
}

function overlays({ base, candidate }: ComparedRuns): string {
  const figures = overlayFigures(base, candidate).map(drawFigure);
  return section(
    "Latency, base and candidate",
    figures.length === 0 ? "" : element("div", { class: "figures" }, ...figures),
  );
}

function section(title: string, body: string): string {
  return body === "" ? "" : element("section", {}, element("h2", {}, text(title)), body);
}

function tableSection(table: ReturnType<typeof comparisonTable>): string {
  if (table.rows.length === 0) return "";
  const note = table.note ? element("p", { class: "note" }, text(table.note)) : "";
  return section(table.title, note + drawTable(table));
}

function list(title: string, sentences: readonly string[]): string {
  if (sentences.length === 0) return "";
  return section(
    title,
    element("ul", {}, ...sentences.map((sentence) => element("li", {}, text(sentence)))),
  );
}
