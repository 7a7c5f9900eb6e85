// A picture with its heading, its legend, and the same figures as a table for those who cannot see it or want the numbers.

import { element, text } from "../svg/markup.ts";
import { type Plot, drawPlot } from "../svg/plot.ts";
import type { Table } from "../tables.ts";
import { drawTable } from "./table.ts";

export interface Figure {
  readonly title: string;
  /** One sentence: how to read it. */
  readonly note: string;
  /** In the order of their colours. */
  readonly legend: readonly string[];
  readonly plot: Plot;
  readonly data: Omit<Table, "title">;
}

export function drawFigure({ title, note, legend, plot, data }: Figure): string {
  const entries = legend.map((name, index) =>
    element("li", { class: seriesClass(index) }, text(name)),
  );
  return element(
    "figure",
    {},
    element("figcaption", {}, element("h3", {}, text(title)), element("p", {}, text(note))),
    entries.length > 0 ? element("ul", { class: "legend" }, ...entries) : "",
    element("div", { class: "picture" }, drawPlot(plot)),
    element(
      "details",
      {},
      element("summary", {}, text(`${title} as a table`)),
      drawTable({ title, ...data }),
    ),
  );
}

/** Colour by place in the legend; the style sheet has so many. */
export const SERIES_MAX = 6;

export function seriesClass(index: number): string {
  return `s${(index % SERIES_MAX) + 1}`;
}
