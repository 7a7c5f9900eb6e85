// The report as JUnit XML: one case for each threshold, one for the run having ended, one for its being valid.

import type { Finding, Result, ThresholdResult } from "../result/index.ts";
import { thresholdValue, verdictSentence } from "./headline.ts";

export function junitReport(result: Result): string {
  const cases = [
    ...completionCases(result),
    validityCase(result.validity.findings),
    ...result.thresholds.map(thresholdCase),
  ];
  const counts = {
    "@tests": cases.length,
    "@failures": cases.filter((each) => "failure" in each).length,
    "@errors": cases.filter((each) => "error" in each).length,
    "@skipped": 0,
    "@time": result.durationSeconds.toFixed(3),
  };
  const document = {
    testsuites: {
      "@name": "kwokbench",
      ...counts,
      testsuite: {
        "@name": result.scenario.name,
        "@hostname": result.environment.host,
        "@timestamp": result.startedAt.replace(/(\.\d+)?Z$/, ""),
        ...counts,
        testcase: cases.map((each) => ({
          "@classname": `kwokbench.${result.scenario.name}`,
          "@time": "0",
          ...each,
        })),
        "system-out": printable(verdictSentence(result)),
      },
    },
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${Bun.XML.stringify(document, null, 2)}\n`;
}

interface Case {
  readonly "@name": string;
  readonly failure?: object;
  readonly error?: object;
}

function completionCases({ verdict, reason }: Result): Case[] {
  if (verdict !== "incomplete") return [];
  const message = printable(reason ?? "The run did not get to its end.");
  return [
    { "@name": "the run got to its end", error: { "@type": "incomplete", "@message": message } },
  ];
}

function validityCase(findings: readonly Finding[]): Case {
  const name = "the run is valid";
  const invalid = findings.filter(({ severity }) => severity === "invalid");
  if (invalid.length === 0) return { "@name": name };
  const [first] = invalid;
  return {
    "@name": name,
    error: {
      "@type": first!.id,
      "@message": printable(first!.message),
      "#text": invalid.map(({ id, message }) => printable(`${id}: ${message}`)).join("\n"),
    },
  };
}

function thresholdCase(threshold: ThresholdResult): Case {
  const name = printable(threshold.expression);
  if (threshold.pass) return { "@name": name };
  return {
    "@name": name,
    failure: {
      "@type": "threshold",
      "@message": printable(threshold.message ?? `It was ${thresholdValue(threshold)}.`),
    },
  };
}

/** XML has no way to write control characters. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters to take out
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "�");
}
