// The report as Markdown: verdict and thresholds on the first screen, then tables, then where and how it was measured.

import type { Finding, Result } from "../result/index.ts";
import { VERDICT_WORDS, subjectLine, thresholdValue, verdictSentence } from "./headline.ts";
import { details, drawTable, escapeText } from "./markdown-table.ts";
import { scrapeTable } from "./scrape-table.ts";
import {
  type Table,
  counterTable,
  environmentTable,
  latencyTable,
  phaseTable,
  processTable,
  slowestTable,
  throughputTable,
} from "./tables.ts";

const SLOWEST_PER_METRIC = 3;

export interface MarkdownOptions {
  /** Only what fits the summary page of a CI job: verdict, thresholds, latency, findings. */
  readonly summary?: boolean;
}

export function markdownReport(result: Result, options: MarkdownOptions = {}): string {
  const top = [
    `# ${VERDICT_MARKS[result.verdict]} ${VERDICT_WORDS[result.verdict]}: ${escapeText(result.scenario.name)}`,
    `${escapeText(verdictSentence(result))}\n\n${subjectLine(result)}`,
    drawTable(thresholdTable(result)),
    drawTable({ ...latencyTable(result), note: "" }),
    findingList(result.validity.findings),
  ];
  const rest = [
    drawTable(throughputTable(result)),
    drawTable(phaseTable(result)),
    drawTable(processTable(result)),
    details(slowestTable(result, SLOWEST_PER_METRIC)),
    details(counterTable(result)),
    details(scrapeTable(result)),
    drawTable(environmentTable(result)),
    fidelityList(result.fidelity),
    `## How to read this\n\n${escapeText(latencyTable(result).note ?? "")}`,
  ];
  const parts = options.summary ? top : [...top, ...rest];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

const VERDICT_MARKS = { pass: "✅", fail: "❌", invalid: "⚠️", incomplete: "⚠️" } as const;

function thresholdTable({ thresholds }: Result): Table {
  return {
    title: "Thresholds",
    columns: ["", "threshold", "measured"],
    textColumns: [1],
    rows: thresholds.map((threshold) => [
      threshold.pass ? "✅" : "❌",
      `\`${threshold.expression}\``,
      threshold.value === undefined
        ? escapeText(threshold.message ?? "no data")
        : thresholdValue(threshold),
    ]),
  };
}

function findingList(findings: readonly Finding[]): string {
  if (findings.length === 0) return "";
  const marks = { info: "ℹ️", warning: "⚠️", invalid: "❌" } as const;
  const lines = findings.map(
    ({ severity, id, message }) => `- ${marks[severity]} ${escapeText(message)} (\`${id}\`)`,
  );
  return ["## Validity", "", ...lines].join("\n");
}

function fidelityList(fidelity: readonly string[]): string {
  if (fidelity.length === 0) return "";
  return ["## What was simulated", "", ...fidelity.map((limit) => `- ${escapeText(limit)}`)].join(
    "\n",
  );
}
