// A Comparison for people: what changed first, what could not be told next, what stayed the same last.

import {
  type Comparison,
  type ComparisonRow,
  type ComparisonVerdict,
  RUNS_MAX,
  type RowVerdict,
  type Unit,
  percent,
} from "../../compare/index.ts";
import { formatBytes, formatCount, formatRate, formatSeconds } from "../format.ts";
import { type Table, shortDigest } from "../tables.ts";
import type { Page, Part, Tone } from "./page.ts";
import { rowsInOrder } from "./row-order.ts";

export const COMPARISON_WORDS: Readonly<Record<ComparisonVerdict, string>> = {
  regression: "REGRESSION",
  "no-regression": "NO REGRESSION",
  "cannot-tell": "CANNOT TELL",
  nothing: "NOTHING TO COMPARE",
};

const TONES: Readonly<Record<ComparisonVerdict, Tone>> = {
  regression: "fail",
  "no-regression": "pass",
  "cannot-tell": "invalid",
  nothing: "invalid",
};

export function comparisonPage(comparison: Comparison): Page {
  const { verdict, scenario, sentence, base, candidate, notes } = comparison;
  return {
    title: scenario,
    word: COMPARISON_WORDS[verdict],
    tone: TONES[verdict],
    subject: `${count(candidate.runs.length)} against ${count(base.runs.length)} · ${methodText(comparison)}`,
    sentences: [sentence],
    parts: comparisonParts(comparison, notes),
  };
}

function comparisonParts(comparison: Comparison, notes: readonly string[]): Part[] {
  const { rows } = comparison;
  const of = (...verdicts: readonly RowVerdict[]): ComparisonRow[] =>
    rows.filter(({ verdict }) => verdicts.includes(verdict));
  return [
    { kind: "table", table: rowTable("Worse", of("worse")) },
    { kind: "table", table: rowTable("Better", of("better")) },
    { kind: "list", title: "To bear in mind", items: [...notes, ...leftOutSentences(comparison)] },
    { kind: "table", table: rowTable("Cannot be told", of("cannot-tell")) },
    { kind: "table", table: rowTable("The same", of("same")), folded: true },
    { kind: "table", table: mergedTable(rows), folded: true },
    { kind: "table", table: differenceTable(comparison) },
    { kind: "table", table: runTable(comparison), folded: true },
    { kind: "list", title: "How to read this", items: HOW_TO_READ },
  ];
}

const HOW_TO_READ = [
  "Each run is one observation; base and candidate are the medians of their runs' own figures.",
  "Worse or better takes both: the adjusted p of a Mann–Whitney test below α, and a change of at least the minimum effect. The same means that the whole interval of the change is smaller than the minimum effect. Everything else cannot be told.",
];

function methodText({ method }: Comparison): string {
  const correction = {
    holm: "Holm-adjusted",
    "benjamini-hochberg": "Benjamini–Hochberg-adjusted",
    none: "unadjusted",
  };
  return `Mann–Whitney, ${correction[method.correction]}, α ${method.alpha}, minimum effect ${percent(method.minimumEffect).slice(1)}${method.normalized ? ", normalised by calibration" : ""}`;
}

function count(runs: number): string {
  return `${runs} ${runs === 1 ? "run" : "runs"}`;
}

/** `12.3ms`, `270/s`, `340 MiB`. */
export function formatUnit(value: number, unit: Unit): string {
  switch (unit) {
    case "seconds":
      return formatSeconds(value);
    case "per second":
      return formatRate(value);
    case "bytes":
      return formatBytes(value);
  }
}

function rowTable(title: string, rows: readonly ComparisonRow[]): Table {
  return {
    title,
    columns: ["figure", "base", "candidate", "change", "verdict", "95 % interval", "p", "runs"],
    textColumns: [4],
    rows: rowsInOrder(rows).map((row) => [
      row.name,
      formatUnit(row.base.median, row.unit),
      formatUnit(row.candidate.median, row.unit),
      percent(row.change),
      verdictText(row),
      `${percent(row.interval.low)} … ${percent(row.interval.high)}`,
      pText(row.pAdjusted),
      `${row.base.values.length} + ${row.candidate.values.length}`,
    ]),
  };
}

export function verdictText({ verdict, basis, moreRunsNeeded }: ComparisonRow): string {
  const gate = basis === "threshold" ? " (coarse gate)" : "";
  switch (verdict) {
    case "worse":
      return `✘ worse${gate}`;
    case "better":
      return `✔ better${gate}`;
    case "same":
      return "= same";
    case "cannot-tell":
      return moreRunsNeeded >= RUNS_MAX
        ? `? more than ${RUNS_MAX} runs`
        : `? ${moreRunsNeeded} more ${moreRunsNeeded === 1 ? "run" : "runs"} a side`;
  }
}

function pText(p: number): string {
  return p < 0.0001 ? "< 0.0001" : p.toFixed(p < 0.01 ? 4 : 2);
}

/** Percentiles of all objects of all runs, with the interval that their ranks allow. */
function mergedTable(rows: readonly ComparisonRow[]): Table {
  return {
    title: "Percentiles over all runs",
    note: "Of the runs' histograms merged, with the order-statistics interval as if objects were independent: a lower bound of the doubt.",
    columns: ["figure", "base", "interval", "objects", "candidate", "interval", "objects"],
    rows: rowsInOrder(rows).flatMap(({ name, base, candidate }) => {
      if (!base.merged || !candidate.merged) return [];
      const cells = [base.merged, candidate.merged].flatMap((side) => [
        formatSeconds(side.value),
        `${formatSeconds(side.interval.low)} … ${formatSeconds(side.interval.high)}`,
        formatCount(side.count + side.censored),
      ]);
      return [[name, ...cells]];
    }),
  };
}

function differenceTable({ differences }: Comparison): Table {
  return {
    title: "Not alike",
    columns: ["what", "base", "candidate"],
    textColumns: [1, 2],
    rows: differences.map(({ what, base, candidate }) => [what, base, candidate]),
  };
}

function leftOutSentences({ base, candidate }: Comparison): string[] {
  const sentences = (side: Comparison["base"], name: string): string[] =>
    side.leftOut.map(
      ({ startedAt, reason }) => `Left out of ${name}: the run of ${startedAt}, ${reason}`,
    );
  return [...sentences(base, "base"), ...sentences(candidate, "candidate")];
}

function runTable({ base, candidate }: Comparison): Table {
  const rows = (side: Comparison["base"], name: string): string[][] =>
    side.runs.map(({ startedAt, host, planDigest }) => [
      name,
      startedAt,
      host,
      shortDigest(planDigest),
    ]);
  return {
    title: "Runs",
    columns: ["side", "started", "host", "plan"],
    textColumns: [1, 2, 3],
    rows: [...rows(base, "base"), ...rows(candidate, "candidate")],
  };
}
