// A page as one HTML file in the dress of the run report: no network, dark or light, on paper too.

import { drawDocument } from "../html/document.ts";
import { drawFigure } from "../html/figure.ts";
import { drawTable } from "../html/table.ts";
import { element, text } from "../svg/markup.ts";
import type { Table } from "../tables.ts";
import type { Page, Part } from "./page.ts";

export function pageHtml({ title, subject, word, tone, sentences, parts }: Page): string {
  const header = element(
    "header",
    {},
    element("p", { class: `verdict ${tone}` }, text(word)),
    element("h1", {}, text(title)),
    ...sentences.map((sentence) => element("p", { class: "sentence" }, text(sentence))),
    element("p", { class: "subject" }, text(subject)),
  );
  return drawDocument(`${title}: ${word}`, [header, ...parts.map(drawPart)]);
}

function drawPart(part: Part): string {
  switch (part.kind) {
    case "table":
      return part.table.rows.length === 0 ? "" : section(part.table.title, tableBody(part));
    case "list":
      return part.items.length === 0
        ? ""
        : section(
            part.title,
            element("ul", {}, ...part.items.map((item) => element("li", {}, text(item)))),
          );
    case "figures":
      return part.figures.length === 0
        ? ""
        : section(
            part.title,
            element("div", { class: "figures" }, ...part.figures.map((each) => drawFigure(each))),
          );
  }
}

function tableBody({
  table,
  folded,
}: {
  readonly table: Table;
  readonly folded?: boolean;
}): string {
  const note = table.note ? element("p", { class: "note" }, text(table.note)) : "";
  const drawn = note + drawTable(table);
  return folded
    ? element(
        "details",
        {},
        element(
          "summary",
          {},
          text(`${table.rows.length} ${table.rows.length === 1 ? "row" : "rows"}`),
        ),
        drawn,
      )
    : drawn;
}

function section(title: string, body: string): string {
  return element("section", {}, element("h2", {}, text(title)), body);
}
