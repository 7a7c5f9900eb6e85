// What a report says first: the verdict in a word and a sentence, and what it is a verdict on.

import { formatMs } from "../base/index.ts";
import type { Result, ThresholdResult, Verdict } from "../result/index.ts";
import { formatBytes, formatCount, formatNumber } from "./format.ts";

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  pass: "PASS",
  fail: "FAIL",
  invalid: "INVALID",
  incomplete: "INCOMPLETE",
};

/** Why the verdict is what it is, in one sentence. */
export function verdictSentence(result: Result): string {
  if (result.reason !== undefined) return result.reason;
  const count = result.thresholds.length;
  const warnings = result.validity.findings.filter(({ severity }) => severity === "warning").length;
  const kept =
    count === 0
      ? "The scenario sets no thresholds."
      : count === 1
        ? "The one threshold holds."
        : `All ${count} thresholds hold.`;
  const valid =
    warnings === 0
      ? "The run is valid."
      : `The run is valid, with ${warnings} warning${warnings === 1 ? "" : "s"}.`;
  return `${kept} ${valid}`;
}

/** `10,000 nodes · embedded · 1m32s · seed 1`. */
export function subjectLine({ environment, scenario, durationSeconds }: Result): string {
  return [
    `${formatCount(environment.nodes)} nodes`,
    environment.provider,
    formatMs(durationSeconds * 1000),
    `seed ${scenario.seed}`,
  ].join(" · ");
}

/** What was measured for a threshold, in the unit of its expression. */
export function thresholdValue(threshold: ThresholdResult): string {
  const { value, expression } = threshold;
  if (value === undefined) return "no data";
  if (value === Infinity) return "> time-out";
  // The unit of the bound: `…/s` is a rate, `…MB` a size, a duration as Go writes it; without one it is a count.
  if (/[<>=]\s*[\d.]+\s*\/s/.test(expression)) return `${formatNumber(value)}/s`;
  if (/[<>=]\s*[\d.]+\s*[kKMG]?i?B\b/.test(expression)) return formatBytes(value);
  return /[<>=]\s*[\d.]+\s*(ns|us|µs|ms|s|m|h)/.test(expression)
    ? formatMs(value * 1000)
    : formatNumber(value);
}
