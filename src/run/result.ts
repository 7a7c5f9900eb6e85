// From what was measured to the Result: environment, thresholds, validity, verdict.

import {
  RESULT_API_VERSION,
  evaluateThresholds,
  finalVerdict,
  type Result,
} from "../result/index.ts";
import { type Measured, audit } from "../measure/index.ts";
import type { Drive } from "./drive.ts";
import { environmentOf } from "./environment.ts";
import { gatherEvidence } from "./evidence.ts";
import type { Watches } from "./watches.ts";
import type { Ending } from "./types.ts";

/** The Result of a run that has ended so; without an ending, of a run that is still going. */
export function describeRun(
  session: Drive,
  ending: Ending | undefined,
  measured: Measured,
  watches: ReturnType<Watches["statistics"]>,
): Result {
  const { request, cluster, startedAt } = session;
  const { scenario } = request;
  const thresholds = evaluateThresholds(measured, scenario.thresholds);
  const complete = ending?.kind === "done";
  const findings = audit(gatherEvidence(session, complete, measured, watches));
  const invalid = findings.some(({ severity }) => severity === "invalid");
  return {
    apiVersion: RESULT_API_VERSION,
    kind: "Result",
    scenario: {
      name: scenario.name,
      digest: scenario.digest,
      seed: scenario.seed,
      vars: scenario.vars,
      planDigest: session.plan.planDigest,
    },
    environment: environmentOf(cluster, {
      version: request.version,
      provider: scenario.cluster.provider,
      nodes: scenario.nodes.reduce((sum, { count }) => sum + count, 0),
      clusterReadySeconds: session.clusterReadySeconds,
      calibration: session.calibration,
    }),
    startedAt,
    ...finalVerdict({ incomplete: incompleteBecause(ending), findings, thresholds }),
    validity: { valid: !invalid, findings },
    thresholds,
    fidelity: cluster.fidelity,
    ...measured,
  };
}

function incompleteBecause(ending: Ending | undefined): string | undefined {
  if (ending === undefined) return "The run had not ended when this was written.";
  return ending.kind === "interrupted" ? ending.sentence : undefined;
}
