// A comparison as JUnit XML: one case for each figure; worse fails, cannot tell is skipped with what would tell.

import { type Comparison, type ComparisonRow, percent } from "../../compare/index.ts";
import { formatIn } from "./table.ts";

export function comparisonJunitReport(comparison: Comparison): string {
  const cases = comparison.rows.map((row) => ({
    "@classname": `kwokbench.compare.${comparison.scenario}`,
    "@name": row.name,
    "@time": "0",
    ...outcome(row),
  }));
  const counts = {
    "@tests": cases.length,
    "@failures": comparison.rows.filter(({ verdict }) => verdict === "worse").length,
    "@errors": 0,
    "@skipped": comparison.rows.filter(({ verdict }) => verdict === "cannot-tell").length,
  };
  const document = {
    testsuites: {
      "@name": "kwokbench compare",
      ...counts,
      testsuite: {
        "@name": comparison.scenario,
        ...counts,
        testcase: cases,
        "system-out": comparison.sentence,
      },
    },
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${Bun.XML.stringify(document, null, 2)}\n`;
}

function outcome(row: ComparisonRow): object {
  const { unit, base, candidate, change, interval } = row;
  const message = `${formatIn(unit, base.median)} → ${formatIn(unit, candidate.median)}: ${percent(change)} (${percent(interval.low)} … ${percent(interval.high)})`;
  switch (row.verdict) {
    case "worse":
      return { failure: { "@type": "regression", "@message": message } };
    case "cannot-tell":
      return { skipped: { "@message": `${message}; too few runs to tell` } };
    case "better":
    case "same":
      return {};
  }
}
