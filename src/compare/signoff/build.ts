// From a plan and its evidence to the sign-off. Pure, so that anyone can build it again from the same files.

import { FailureError, formatDiagnostic } from "../../base/index.ts";
import { type Result, parseResult } from "../../result/index.ts";
import { usableRuns } from "../comparable.ts";
import { compareResults } from "../compare.ts";
import type { Comparison } from "../types.ts";
import { canonical } from "./canonical.ts";
import { type Evidence, type ScenarioEvidence, digestOf, inputsOf } from "./evidence.ts";
import { type ThresholdParser, objectivesOf } from "./objectives.ts";
import { type PlannedScenario, parseSignoffPlan } from "./plan.ts";
import {
  SIGNOFF_API_VERSION,
  type Objective,
  type ScenarioSignoff,
  type SignedEnvironment,
  type Signoff,
  type SignoffVerdict,
} from "./types.ts";

export interface SignoffContext {
  /** RFC 3339. */
  readonly createdAt: string;
  readonly version: string;
  readonly parseThreshold: ThresholdParser;
}

/** Throws FailureError for a plan or a Result that cannot be read. */
export function buildSignoff(evidence: Evidence, context: SignoffContext): Signoff {
  const plan = parseSignoffPlan(evidence.plan.text, evidence.plan.path);
  const judged = plan.scenarios.map((planned, at) =>
    judgeScenario(planned, evidence.scenarios[at], context),
  );
  const scenarios = judged.map(({ signoff }) => signoff);
  const document: Omit<Signoff, "digest"> = {
    apiVersion: SIGNOFF_API_VERSION,
    kind: "Signoff",
    name: plan.name,
    ...(plan.description === undefined ? {} : { description: plan.description }),
    createdAt: context.createdAt,
    version: context.version,
    ...overall(scenarios),
    scenarios,
    environments: distinctEnvironments(judged.flatMap(({ results }) => results)),
    inputs: inputsOf(evidence),
  };
  return { ...document, digest: digestOf(document) };
}

function judgeScenario(
  planned: PlannedScenario,
  evidence: ScenarioEvidence | undefined,
  { parseThreshold }: SignoffContext,
): { signoff: ScenarioSignoff; results: readonly Result[] } {
  const results = (evidence?.results ?? []).map(({ text }) => parseResult(text));
  const baseline = (evidence?.baseline ?? []).map(({ text }) => parseResult(text));
  const usable = usableRuns(results);
  const objectives = objectivesOf(planned, usable.results, parseThreshold);
  const compared =
    planned.baseline === undefined ? undefined : compareOrReason(baseline, results, planned);
  const comparison = typeof compared === "string" ? undefined : compared;
  const rejections = [...missedObjectives(objectives), ...regressions(comparison)];
  const doubts = [
    ...missingRuns(planned, usable.side.leftOut, usable.results.length),
    ...(objectives.length === 0 && planned.baseline === undefined
      ? ["Nothing was asked of it: it has neither thresholds nor a baseline."]
      : []),
    ...(typeof compared === "string" ? [compared] : []),
    ...undecided(comparison),
  ];
  const verdict: SignoffVerdict =
    rejections.length > 0 ? "rejected" : doubts.length > 0 ? "inconclusive" : "approved";
  return {
    results,
    signoff: {
      scenario: planned.scenario,
      name: results[0]?.scenario.name ?? planned.scenario,
      verdict,
      reasons: [...rejections, ...doubts],
      runsPlanned: planned.repeats,
      runsValid: usable.results.length,
      objectives,
      ...(comparison ? { comparison } : {}),
      findings: findingsOf(results),
      fidelity: [...new Set(results.flatMap(({ fidelity }) => fidelity))],
    },
  };
}

/** Runs that cannot be compared are a reason for doubt, not for giving up the whole document. */
function compareOrReason(
  baseline: readonly Result[],
  results: readonly Result[],
  { minimumEffect, minimumEffects }: PlannedScenario,
): Comparison | string {
  try {
    return compareResults(baseline, results, { minimumEffect, minimumEffects });
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return `It could not be compared with its baseline: ${error.diagnostics.map(formatDiagnostic).join("; ")}.`;
  }
}

function missedObjectives(objectives: readonly Objective[]): string[] {
  return objectives
    .filter(({ pass }) => !pass)
    .map(({ expression, runsPassed, values, message }) =>
      `${expression} held in ${runsPassed} of ${values.length} runs. ${message ?? ""}`.trim(),
    );
}

function regressions(comparison: Comparison | undefined): string[] {
  return comparison?.verdict === "regression"
    ? [`Against its baseline: ${comparison.sentence}`]
    : [];
}

function undecided(comparison: Comparison | undefined): string[] {
  return comparison?.verdict === "cannot-tell" || comparison?.verdict === "nothing"
    ? [`Against its baseline: ${comparison.sentence}`]
    : [];
}

function missingRuns(
  planned: PlannedScenario,
  leftOut: readonly { readonly reason: string }[],
  valid: number,
): string[] {
  if (valid >= planned.repeats) return [];
  const [why, ...more] = [...new Set(leftOut.map(({ reason }) => reason))];
  const others =
    more.length > 0
      ? ` (and ${more.length} other ${more.length === 1 ? "reason" : "reasons"})`
      : "";
  return [
    `${valid} valid runs of the ${planned.repeats} planned${why === undefined ? "." : `: ${why}${others}`}`,
  ];
}

function findingsOf(results: readonly Result[]): ScenarioSignoff["findings"] {
  const byId = Map.groupBy(
    results.flatMap(({ validity }) => validity.findings),
    ({ id }) => id,
  );
  return [...byId.values()].map((group) => {
    const { id, severity, message } = group[0]!;
    return { id, severity, message, runs: group.length };
  });
}

function distinctEnvironments(results: readonly Result[]): SignedEnvironment[] {
  const plain = results.map(({ environment }) => {
    const { calibration: _calibration, clusterReadySeconds: _ready, ...rest } = environment;
    return rest;
  });
  return [...new Map(plain.map((each) => [canonical(each), each])).values()];
}

function overall(scenarios: readonly ScenarioSignoff[]): Pick<Signoff, "verdict" | "sentence"> {
  const of = (verdict: SignoffVerdict): string[] =>
    scenarios.filter((each) => each.verdict === verdict).map(({ name }) => name);
  const [rejected, doubtful] = [of("rejected"), of("inconclusive")];
  const count = `${of("approved").length} of ${scenarios.length} scenarios are approved`;
  if (rejected.length > 0)
    return { verdict: "rejected", sentence: `${count}; rejected: ${rejected.join(", ")}.` };
  return doubtful.length > 0
    ? { verdict: "inconclusive", sentence: `${count}; inconclusive: ${doubtful.join(", ")}.` }
    : { verdict: "approved", sentence: `${count}.` };
}
