// A Comparison as JUnit XML: a case for each figure; worse fails, what cannot be told is skipped and says why.

import { type Comparison, type ComparisonRow, percent } from "../../compare/index.ts";
import { printable } from "../junit.ts";
import { formatUnit, verdictText } from "./comparison.ts";

export function comparisonJunit(comparison: Comparison): string {
  const { scenario, rows, verdict, sentence, candidate } = comparison;
  const cases: readonly object[] = [
    verdict === "nothing"
      ? { "@name": "runs could be compared", error: { "@type": "nothing", "@message": sentence } }
      : { "@name": "runs could be compared" },
    ...rows.map(caseOf),
  ];
  const having = (key: string): number => cases.filter((each) => key in each).length;
  const counts = {
    "@tests": cases.length,
    "@failures": having("failure"),
    "@errors": having("error"),
    "@skipped": having("skipped"),
    "@time": "0",
  };
  const classname = printable(`kwokbench.compare.${scenario}`);
  const document = {
    testsuites: {
      "@name": "kwokbench compare",
      ...counts,
      testsuite: {
        "@name": printable(scenario),
        ...(candidate.runs[0]
          ? { "@timestamp": candidate.runs[0].startedAt.replace(/(\.\d+)?Z$/, "") }
          : {}),
        ...counts,
        testcase: cases.map((each) => ({ "@classname": classname, "@time": "0", ...each })),
        "system-out": printable(sentence),
      },
    },
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${Bun.XML.stringify(document, null, 2)}\n`;
}

function caseOf(row: ComparisonRow): object {
  const name = { "@name": printable(row.name) };
  const { base, candidate, unit, interval, pAdjusted, basis } = row;
  const change = `${formatUnit(base.median, unit)} → ${formatUnit(candidate.median, unit)}, ${percent(row.change)}`;
  switch (row.verdict) {
    case "worse": {
      const evidence =
        basis === "threshold"
          ? "by the coarse gate, which is no statistical finding"
          : `${percent(interval.low)} … ${percent(interval.high)}, p ${pAdjusted.toPrecision(2)}`;
      return {
        ...name,
        failure: { "@type": "worse", "@message": printable(`${change} (${evidence})`) },
      };
    }
    case "cannot-tell":
      return {
        ...name,
        skipped: { "@message": printable(`${change}; cannot tell: ${verdictText(row).slice(2)}`) },
      };
    case "better":
    case "same":
      return name;
  }
}
