// A table of rows of text as HTML that screen readers can walk.

import { element, text } from "../svg/markup.ts";
import type { Table } from "../tables.ts";

/** Tables of so many columns take the whole width; a lonely number must not stand a page away from its name. */
const WIDE_COLUMNS = 6;

export function drawTable({ title, columns, textColumns = [], rows }: Table): string {
  const kind = (index: number): string | undefined =>
    index === 0 || textColumns.includes(index) ? undefined : "number";
  const head = columns.map((name, index) =>
    element("th", { scope: "col", class: kind(index) }, text(name)),
  );
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      ...row.map((cell, index) =>
        index === 0
          ? element("th", { scope: "row" }, text(cell))
          : element("td", { class: kind(index) }, text(cell)),
      ),
    ),
  );
  return element(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": title },
    element(
      "table",
      { class: columns.length >= WIDE_COLUMNS ? "wide" : undefined },
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...body),
    ),
  );
}
