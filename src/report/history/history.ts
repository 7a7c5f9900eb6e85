// A History for people: the changes, newest first; then every figure as a line of small bars.

import { type History, type TrendRow, openRegressions, percent } from "../../compare/index.ts";
import { formatIn } from "../comparison/table.ts";
import { formatCount, formatMoment } from "../format.ts";
import { pageHtml } from "../page/html.ts";
import { pageMarkdown } from "../page/markdown.ts";
import type { Page } from "../page/page.ts";
import { pageTerminal } from "../page/terminal.ts";
import { type Table, shortDigest } from "../tables.ts";
import type { TerminalOptions } from "../terminal.ts";
import { rowsInOrder } from "./row-order.ts";
import { sparkline } from "./spark.ts";
import { trendFigure } from "./trend-figure.ts";

export function historyMarkdownReport(history: History): string {
  return pageMarkdown(historyPage(history));
}

export function historyHtmlReport(history: History): string {
  return pageHtml(historyPage(history));
}

export function historyTerminalReport(history: History, options: TerminalOptions): string {
  return pageTerminal(historyPage(history), options);
}

/** Pictures on one page; those with changes come first. */
const FIGURES_MAX = 24;

function historyPage(history: History): Page {
  const { scenario, runs, provider, nodes, digest, notes, leftOut } = history;
  const open = openRegressions(history);
  const rows = rowsInOrder(history.rows);
  const first = runs[0]?.startedAt.slice(0, 10);
  const last = runs.at(-1)?.startedAt.slice(0, 10);
  return {
    title: scenario,
    word: open.length > 0 ? "SLOWER" : runs.length === 0 ? "NO VALID RUNS" : "STEADY",
    tone: open.length > 0 ? "fail" : runs.length === 0 ? "invalid" : "pass",
    subject: `${runs.length} runs, ${first ?? "–"} to ${last ?? "–"} · ${formatCount(nodes)} nodes · ${provider} · scenario ${shortDigest(digest)}`,
    sentences: [sentenceOf(open), ...rows.flatMap(latestSentence)],
    parts: [
      { kind: "table", table: changeTable(rows) },
      {
        kind: "list",
        title: "To bear in mind",
        items: [
          ...notes,
          ...leftOut.map(
            ({ startedAt, reason }) => `Left out: the run of ${formatMoment(startedAt)}, ${reason}`,
          ),
        ],
      },
      { kind: "table", table: trendTable(rows) },
      {
        kind: "figures",
        title: "Trends",
        figures: rows
          .toSorted(
            (left, right) => Number(right.changes.length > 0) - Number(left.changes.length > 0),
          )
          .slice(0, FIGURES_MAX)
          .map((row) => trendFigure(row, history)),
      },
    ],
  };
}

function sentenceOf(open: ReturnType<typeof openRegressions>): string {
  if (open.length === 0) return "No confirmed change for the worse is without acknowledgement.";
  const names = open.map(({ row, change }) => `${row.name} ${percent(change.change)}`);
  return `${open.length} confirmed ${open.length === 1 ? "change" : "changes"} for the worse without acknowledgement: ${names.join(", ")}.`;
}

function latestSentence({ name, latest, unit }: TrendRow): string[] {
  if (latest.state !== "unusual-worse") return [];
  return [
    `The newest run is unusual in ${name}: ${formatIn(unit, latest.value)}, where ${formatIn(unit, latest.expected)} was expected. One run proves nothing; repeat it.`,
  ];
}

function changeTable(rows: readonly TrendRow[]): Table {
  const changes = rows.flatMap((row) => row.changes.map((change) => ({ row, change })));
  changes.sort((left, right) => right.change.run - left.change.run);
  return {
    title: "Changes",
    note: "The first run after each change; confirmed once three runs have kept to it.",
    columns: ["figure", "change", "direction", "run", "state", "before", "after"],
    textColumns: [2, 3, 4],
    rows: changes.map(({ row, change }) => [
      row.name,
      percent(change.change),
      change.direction,
      formatMoment(change.startedAt),
      change.acknowledged === undefined
        ? change.confirmed
          ? "confirmed"
          : "not confirmed yet"
        : `acknowledged: ${change.acknowledged}`,
      formatIn(row.unit, change.before),
      formatIn(row.unit, change.after),
    ]),
  };
}

function trendTable(rows: readonly TrendRow[]): Table {
  return {
    title: "Figures",
    columns: ["figure", "trend", "newest", "lowest", "highest", "changes"],
    textColumns: [1],
    rows: rows.map((row) => {
      const values = row.points.map(({ value }) => value);
      return [
        row.name,
        sparkline(values),
        formatIn(row.unit, row.latest.value),
        formatIn(row.unit, Math.min(...values)),
        formatIn(row.unit, Math.max(...values)),
        row.changes.length === 0 ? "–" : String(row.changes.length),
      ];
    }),
  };
}
