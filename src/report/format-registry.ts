// Every format a Result can be reported in, by the name the command line knows.

import { type Result, serializeResult } from "../result/index.ts";
import { csvReport } from "./csv.ts";
import { goBenchReport } from "./go-bench.ts";
import { hlogReport } from "./hlog.ts";
import { htmlReport } from "./html/run-report.ts";
import { junitReport } from "./junit.ts";
import { markdownReport } from "./markdown.ts";
import { perfdashReport } from "./perfdash.ts";
import { prometheusReport } from "./prometheus.ts";

export interface ReportFormat {
  readonly name: string;
  /** Of the file it goes into beside result.json. */
  readonly fileName: string;
  /** For the help of `kwokbench report`. */
  readonly meaning: string;
  readonly render: (result: Result) => string;
}

export const formatRegistry: readonly ReportFormat[] = [
  {
    name: "markdown",
    fileName: "report.md",
    meaning: "verdict and thresholds first, then everything; fits a pull-request comment",
    render: (result) => markdownReport(result),
  },
  {
    name: "summary",
    fileName: "summary.md",
    meaning: "Markdown for the summary page of a CI job",
    render: (result) => markdownReport(result, { summary: true }),
  },
  {
    name: "html",
    fileName: "report.html",
    meaning: "one self-contained page with charts",
    render: htmlReport,
  },
  {
    name: "json",
    fileName: "result.json",
    meaning: "the Result itself",
    render: serializeResult,
  },
  {
    name: "junit",
    fileName: "junit.xml",
    meaning: "a test case for each threshold and for validity",
    render: junitReport,
  },
  {
    name: "prometheus",
    fileName: "metrics.prom",
    meaning: "OpenMetrics text, for a push gateway",
    render: prometheusReport,
  },
  {
    name: "hlog",
    fileName: "histograms.hlog",
    meaning: "HdrHistogram log: merges and plots with any HDR tool",
    render: hlogReport,
  },
  {
    name: "csv",
    fileName: "figures.csv",
    meaning: "one value per line: section, name, figure, value, unit",
    render: csvReport,
  },
  {
    name: "perfdash",
    fileName: "perfdash.json",
    meaning: "DataItems, as Kubernetes' performance jobs keep them",
    render: perfdashReport,
  },
  {
    name: "gobench",
    fileName: "bench.txt",
    meaning: "Go benchmark format; benchstat compares several",
    render: goBenchReport,
  },
];

/** What a run writes without being asked. */
export const STANDARD_FORMATS: readonly string[] = [
  "json",
  "markdown",
  "html",
  "junit",
  "prometheus",
  "hlog",
];
