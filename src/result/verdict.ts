// The one word a run ends with, why, and the exit code a pipeline acts on.

import { exitCodes } from "../base/index.ts";
import type { Finding, ThresholdResult, Verdict } from "./types.ts";

export interface VerdictInput {
  /** Why the run did not get to its end (Ctrl-C, a killed child, time-out); undefined when it did. */
  readonly incomplete: string | undefined;
  readonly findings: readonly Finding[];
  readonly thresholds: readonly ThresholdResult[];
}

/**
 * Incomplete before invalid before failed: a run that was cut short proves nothing, and one that cannot be believed
 * must not be read as a failure of what was measured.
 */
export function finalVerdict(input: VerdictInput): { verdict: Verdict; reason?: string } {
  const { incomplete, findings, thresholds } = input;
  if (incomplete !== undefined) return { verdict: "incomplete", reason: incomplete };
  const invalid = findings.filter(({ severity }) => severity === "invalid");
  if (invalid.length > 0)
    return { verdict: "invalid", reason: invalid.map(({ message }) => message).join(" ") };
  const failed = thresholds.filter(({ pass }) => !pass);
  if (failed.length === 0) return { verdict: "pass" };
  const names = failed.map(({ expression }) => expression).join("; ");
  return {
    verdict: "fail",
    reason: `${failed.length} of ${thresholds.length} thresholds failed: ${names}.`,
  };
}

/** 0 pass, 99 threshold failed, 4 invalid, 5 incomplete. */
export function exitCodeOf(verdict: Verdict): number {
  switch (verdict) {
    case "pass":
      return exitCodes.pass;
    case "fail":
      return exitCodes.threshold;
    case "invalid":
      return exitCodes.invalid;
    case "incomplete":
      return exitCodes.incomplete;
  }
}
