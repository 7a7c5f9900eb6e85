// A comparison's figures as rows of text: what is worse first, then what is better, what cannot be told, and the rest.

import {
  type Comparison,
  type ComparisonRow,
  RUNS_MAX,
  type RowBasis,
  type RowVerdict,
  type Unit,
  percent,
} from "../../compare/index.ts";
import { formatBytes, formatCount, formatRate, formatSeconds } from "../format.ts";
import type { Table } from "../tables.ts";

const ROW_ORDER: readonly RowVerdict[] = ["worse", "better", "cannot-tell", "same"];

export const ROW_WORDS: Readonly<Record<RowVerdict, string>> = {
  worse: "worse",
  better: "better",
  "cannot-tell": "cannot tell",
  same: "same",
};

const BASIS_WORDS: Readonly<Record<RowBasis, string>> = {
  ranks: "",
  prediction: " (predicted)",
  threshold: " (coarse)",
  none: "",
};

/** Rows by verdict, the largest change of each first. */
export function sortedRows({ rows }: Comparison): ComparisonRow[] {
  return rows.toSorted(
    (left, right) =>
      ROW_ORDER.indexOf(left.verdict) - ROW_ORDER.indexOf(right.verdict) ||
      Math.abs(right.change) - Math.abs(left.change),
  );
}

export function comparisonTable(comparison: Comparison): Table {
  const { confidence, minimumEffect, correction, alpha } = comparison.method;
  return {
    title: "Figures",
    note: `Medians over runs; the interval of the change is one of ${confidence * 100} %: of the medians by bootstrap, or where one side has few runs, what the many runs of the other predict. Worse or better: certain (${correction}, α ${alpha}) and more than the smallest change that counts (${percent(minimumEffect).slice(1)} unless a row has its own).`,
    columns: ["figure", "verdict", "change", "interval", "base", "candidate", "p, adjusted"],
    textColumns: [1],
    rows: sortedRows(comparison).map((row) => [
      row.name,
      verdictText(row),
      percent(row.change),
      `${percent(row.interval.low)} … ${percent(row.interval.high)}`,
      formatIn(row.unit, row.base.median),
      formatIn(row.unit, row.candidate.median),
      row.basis === "ranks" || row.basis === "prediction" ? formatP(row.pAdjusted) : "–",
    ]),
  };
}

function verdictText({ verdict, basis, moreRunsNeeded }: ComparisonRow): string {
  if (verdict !== "cannot-tell") return `${ROW_WORDS[verdict]}${BASIS_WORDS[basis]}`;
  const word = ROW_WORDS[verdict];
  const more = moreRunsNeeded >= RUNS_MAX ? `> ${RUNS_MAX}` : `~${moreRunsNeeded}`;
  return `${word}: ${more} more runs`;
}

/** Percentiles of all objects of all runs, with the interval that their ranks allow. */
export function mergedTable(comparison: Comparison): Table {
  return {
    title: "Percentiles over all runs",
    note: "Of the runs' histograms merged, with the order-statistics interval as if objects were independent: a lower bound of the doubt.",
    columns: ["figure", "base", "its interval", "objects", "candidate", "its interval", "objects"],
    rows: sortedRows(comparison).flatMap(({ name, base, candidate }) => {
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

/** What is not alike between the two sides. */
export function differenceTable({ differences }: Comparison): Table {
  return {
    title: "What else differs",
    columns: ["what", "base", "candidate"],
    textColumns: [1, 2],
    rows: differences.map(({ what, base, candidate }) => [what, base, candidate]),
  };
}

export function formatIn(unit: Unit, value: number): string {
  switch (unit) {
    case "seconds":
      return formatSeconds(value);
    case "per second":
      return formatRate(value);
    case "bytes":
      return formatBytes(value);
  }
}

function formatP(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

/** `5 runs against 4`, with what was left out. */
export function sidesLine({ base, candidate }: Comparison): string {
  const left = base.leftOut.length + candidate.leftOut.length;
  const out = left === 0 ? "" : ` · ${left} left out`;
  return `${base.runs.length} base runs · ${candidate.runs.length} candidate runs${out}`;
}

/** A sentence for each run that was left out, then the comparison's own notes. */
export function noteSentences({ base, candidate, notes }: Comparison): string[] {
  const left = [...base.leftOut, ...candidate.leftOut].map(
    ({ startedAt, host, reason }) => `The run of ${startedAt} on ${host} was left out: ${reason}.`,
  );
  return [...left, ...notes].map((sentence) => sentence.replace(/\.\.$/, "."));
}

export const COMPARISON_WORDS: Readonly<Record<Comparison["verdict"], string>> = {
  regression: "REGRESSION",
  "no-regression": "NO REGRESSION",
  "cannot-tell": "CANNOT TELL",
  nothing: "NOTHING TO COMPARE",
};
