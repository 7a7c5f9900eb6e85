// A Comparison's documents: on the screen, in a format asked for, and in a folder.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Comparison, serializeDocument } from "../../compare/index.ts";
import {
  type ComparedRuns,
  comparisonHtmlReport,
  comparisonJunitReport,
  comparisonMarkdownReport,
  comparisonTerminalReport,
} from "../../report/index.ts";
import { type Program, terminalOptions } from "../program.ts";
import { writeWhole } from "./text-files.ts";

export const COMPARISON_FORMATS = ["terminal", "markdown", "html", "json", "junit"] as const;
export type ComparisonFormat = (typeof COMPARISON_FORMATS)[number];

export function renderComparison(
  { process }: Program,
  comparison: Comparison,
  runs: ComparedRuns,
  format: ComparisonFormat,
): string {
  switch (format) {
    case "terminal":
      return comparisonTerminalReport(comparison, terminalOptions(process));
    case "markdown":
      return comparisonMarkdownReport(comparison);
    case "html":
      return comparisonHtmlReport(comparison, runs);
    case "json":
      return serializeDocument(comparison);
    case "junit":
      return comparisonJunitReport(comparison);
  }
}

/** comparison.json, .md, .html and .xml in `directory`, which is made. */
export function writeComparison(
  program: Program,
  directory: string,
  comparison: Comparison,
  runs: ComparedRuns,
): void {
  mkdirSync(directory, { recursive: true });
  const files = { json: "json", markdown: "md", html: "html", junit: "xml" } as const;
  for (const [format, ending] of Object.entries(files) as [keyof typeof files, string][])
    writeWhole(
      join(directory, `comparison.${ending}`),
      renderComparison(program, comparison, runs, format),
    );
}
