// The report as one page that needs nothing else: no network, no scripts to be read, dark or light, on paper too.

import type { Finding, Metric, Result } from "../../result/index.ts";
import { formatCount, formatRate, formatSeconds } from "../format.ts";
import { VERDICT_WORDS, subjectLine, thresholdValue, verdictSentence } from "../headline.ts";
import { scrapeTable } from "../scrape-table.ts";
import { element, text } from "../svg/markup.ts";
import type { Band } from "../svg/plot.ts";
import {
  type Table,
  counterTable,
  environmentTable,
  latencyTable,
  phaseTable,
  processTable,
  slowestTable,
  throughputTable,
} from "../tables.ts";
import { cumulativeFigure } from "./cumulative-figure.ts";
import { drawDocument } from "./document.ts";
import { type Figure, drawFigure } from "./figure.ts";
import { heatFigures } from "./heat-figure.ts";
import { percentileFigure } from "./percentile-figure.ts";
import { seriesFigures } from "./series-figures.ts";
import { drawTable } from "./table.ts";

const SLOWEST_PER_METRIC = 5;

export function htmlReport(result: Result): string {
  const title = `${result.scenario.name}: ${VERDICT_WORDS[result.verdict]}`;
  const bands = result.phases.map(({ name, startSeconds, endSeconds }): Band => ({
    name,
    from: startSeconds,
    to: endSeconds,
  }));
  const body = [
    header(result),
    thresholds(result),
    tiles(result),
    findings(result.validity.findings),
    figures("Latency", latencyTable(result), [
      percentileFigure(result),
      cumulativeFigure(result),
      ...heatFigures(result, bands),
    ]),
    figures("Over time", throughputTable(result), seriesFigures(result, bands)),
    section(phaseTable(result)),
    section(processTable(result)),
    section(scrapeTable(result)),
    section(slowestTable(result, SLOWEST_PER_METRIC)),
    section(counterTable(result)),
    fidelity(result.fidelity),
    section(environmentTable(result)),
  ];
  return drawDocument(title, body);
}

function header(result: Result): string {
  return element(
    "header",
    {},
    element("p", { class: `verdict ${result.verdict}` }, text(VERDICT_WORDS[result.verdict])),
    element("h1", {}, text(result.scenario.name)),
    element("p", { class: "sentence" }, text(verdictSentence(result))),
    element("p", { class: "subject" }, text(`${subjectLine(result)} · ${result.startedAt}`)),
  );
}

function thresholds({ thresholds }: Result): string {
  if (thresholds.length === 0) return "";
  const rows = thresholds.map((threshold) =>
    element(
      "li",
      { class: threshold.pass ? "pass" : "fail" },
      element("span", { class: "mark" }, threshold.pass ? "✔" : "✘"),
      element("span", { class: "hidden" }, threshold.pass ? "holds: " : "fails: "),
      element("code", {}, text(threshold.expression)),
      element("strong", {}, text(thresholdValue(threshold))),
      threshold.value === undefined ? element("em", {}, text(threshold.message ?? "")) : "",
    ),
  );
  return element(
    "section",
    {},
    element("h2", {}, "Thresholds"),
    element("ul", { class: "thresholds" }, ...rows),
  );
}

/** The four figures a reader looks for first. */
function tiles({ metrics, series }: Result): string {
  const latency = (name: string, label: string): string[] => {
    // Where controllers make the pods, theirs are the ones to show.
    const metric: Metric | undefined = metrics[name] ?? metrics[`${name}{origin=controller}`];
    if (!metric) return [];
    return [
      tile(
        label,
        formatSeconds(metric.p99),
        `p50 ${formatSeconds(metric.p50)}, of ${formatCount(metric.count)}`,
      ),
    ];
  };
  const bound = series["pods_bound"]?.throughput;
  const all = [
    ...latency("pod_startup", "Pod startup, p99"),
    ...latency("pod_scheduling", "Pod scheduling, p99"),
    ...(bound
      ? [
          tile(
            "Pods bound, best second",
            formatRate(bound.perSecondMax),
            `${formatRate(bound.perSecond)} on average`,
          ),
        ]
      : []),
    ...latency("node_ready", "Node ready, p99"),
    ...latency("workload_ready{kind=Deployment}", "Deployment ready, p99"),
  ].slice(0, 4);
  return all.length === 0 ? "" : element("div", { class: "tiles" }, ...all);
}

function tile(label: string, value: string, more: string): string {
  return element(
    "div",
    {},
    element("span", {}, text(label)),
    element("strong", {}, text(value)),
    element("span", {}, text(more)),
  );
}

/** Pictures and the table they belong to, under one heading. */
function figures(title: string, table: Table, all: readonly (Figure | undefined)[]): string {
  const drawn = all.flatMap((figure) => (figure ? [drawFigure(figure)] : []));
  if (drawn.length === 0) return section(table);
  return element(
    "section",
    {},
    element("h2", {}, text(title)),
    element("div", { class: "figures" }, ...drawn),
    table.rows.length > 0 ? noteAndTable(table) : "",
  );
}

function noteAndTable(table: Table): string {
  return (table.note ? element("p", { class: "note" }, text(table.note)) : "") + drawTable(table);
}

function section(table: Table): string {
  if (table.rows.length === 0) return "";
  return element("section", {}, element("h2", {}, text(table.title)), noteAndTable(table));
}

function findings(all: readonly Finding[]): string {
  const rows = all.map(({ severity, id, message }) =>
    element(
      "li",
      { class: severity },
      element("strong", {}, text(severity)),
      text(` ${message} `),
      element("code", {}, text(id)),
    ),
  );
  const body =
    rows.length === 0
      ? element("p", {}, "Nothing was found that would make this run less than what it seems.")
      : element("ul", { class: "findings" }, ...rows);
  return element("section", {}, element("h2", {}, "Validity"), body);
}

function fidelity(all: readonly string[]): string {
  if (all.length === 0) return "";
  const rows = all.map((limit) => element("li", {}, text(limit)));
  return element(
    "section",
    {},
    element("h2", {}, "What was simulated"),
    element("ul", {}, ...rows),
  );
}
