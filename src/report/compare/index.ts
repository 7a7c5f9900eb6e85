// compare, the reports about several runs: a page is written once and drawn as Markdown, HTML or for a terminal.

import { type Comparison, type History, serializeDocument } from "../../compare/index.ts";
import { comparisonPage } from "./comparison.ts";
import { comparisonJunit } from "./comparison-junit.ts";
import { pageHtml } from "./page-html.ts";
import { pageMarkdown } from "./page-markdown.ts";
import { historyPage } from "./trend.ts";

export interface DocumentFormat<T> {
  readonly name: string;
  readonly fileName: string;
  readonly render: (document: T) => string;
}

export const comparisonFormats: readonly DocumentFormat<Comparison>[] = [
  { name: "json", fileName: "comparison.json", render: serializeDocument },
  {
    name: "markdown",
    fileName: "comparison.md",
    render: (each) => pageMarkdown(comparisonPage(each)),
  },
  { name: "html", fileName: "comparison.html", render: (each) => pageHtml(comparisonPage(each)) },
  { name: "junit", fileName: "comparison.xml", render: comparisonJunit },
];

export const historyFormats: readonly DocumentFormat<History>[] = [
  { name: "json", fileName: "history.json", render: serializeDocument },
  { name: "markdown", fileName: "history.md", render: (each) => pageMarkdown(historyPage(each)) },
  { name: "html", fileName: "history.html", render: (each) => pageHtml(historyPage(each)) },
];
