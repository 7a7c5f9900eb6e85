// Checks a sign-off against the files it names: every digest, then every verdict, by building it anew.

import { FailureError, formatDiagnostic } from "../../base/index.ts";
import { type SignoffContext, buildSignoff } from "./build.ts";
import { canonical } from "./canonical.ts";
import {
  type Evidence,
  type ScenarioEvidence,
  type SourceText,
  digestOf,
  sha256,
} from "./evidence.ts";
import type { Signoff, SignoffInput } from "./types.ts";

/**
 * Sentences, one for each thing that is not as the document says; empty when all of it holds. `readFile` gives undefined
 * for a file that cannot be read.
 */
export function verifySignoff(
  document: Signoff,
  readFile: (path: string) => string | undefined,
  parseThreshold: SignoffContext["parseThreshold"],
): string[] {
  const { digest, ...signed } = document;
  const problems =
    digestOf(signed) === digest ? [] : ["The document was changed after it was made."];
  const sources = new Map<SignoffInput, SourceText>();
  for (const input of document.inputs) {
    const text = readFile(input.path);
    if (text === undefined) problems.push(`${input.path} cannot be read.`);
    else if (sha256(text) !== input.sha256)
      problems.push(`${input.path} is not the file that was signed.`);
    else sources.set(input, { path: input.path, text });
  }
  // Without the very same inputs no verdict can be expected to be the same.
  if (sources.size < document.inputs.length) return problems;
  const evidence = evidenceOf(document.inputs, sources);
  if (!evidence) return [...problems, "The document names no plan."];
  return [...problems, ...differences(document, evidence, parseThreshold)];
}

function evidenceOf(
  inputs: readonly SignoffInput[],
  sources: ReadonlyMap<SignoffInput, SourceText>,
): Evidence | undefined {
  const having = (role: SignoffInput["role"], scenario?: number): SourceText[] =>
    inputs
      .filter((input) => input.role === role && input.scenario === scenario)
      .map((input) => sources.get(input)!);
  const [plan] = having("plan");
  if (!plan) return undefined;
  const places = [...new Set(inputs.flatMap(({ scenario }) => scenario ?? []))].sort(
    (a, b) => a - b,
  );
  const scenarios = places.flatMap((at): ScenarioEvidence[] => {
    const [scenario] = having("scenario", at);
    return scenario
      ? [{ scenario, results: having("result", at), baseline: having("baseline", at) }]
      : [];
  });
  return { plan, scenarios };
}

function differences(
  document: Signoff,
  evidence: Evidence,
  parseThreshold: SignoffContext["parseThreshold"],
): string[] {
  const { createdAt, version } = document;
  let again: Signoff;
  try {
    again = buildSignoff(evidence, { createdAt, version, parseThreshold });
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return [`It cannot be built anew: ${error.diagnostics.map(formatDiagnostic).join("; ")}.`];
  }
  const found = again.scenarios.flatMap((scenario, at) => {
    const signed = document.scenarios[at];
    return canonical(scenario) === canonical(signed)
      ? []
      : [
          signed?.verdict === scenario.verdict
            ? `${scenario.name}: other figures come out of the same files.`
            : `${scenario.name}: ${scenario.verdict} comes out of the same files, not ${signed?.verdict ?? "nothing"}.`,
        ];
  });
  if (again.verdict !== document.verdict)
    found.push(
      `The verdict that comes out of the same files is ${again.verdict}, not ${document.verdict}.`,
    );
  return found;
}
