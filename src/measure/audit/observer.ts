// Was everything seen, and is there enough of it? Lost changes, leftovers and small numbers make figures mean less.

import type { Finding } from "../../result/index.ts";
import type { AuditEvidence, PercentileClaim } from "./evidence.ts";
import { findingWhen, plural } from "./finding.ts";
import { percentileRanks } from "./percentile-ranks.ts";

/** kube-scheduler's and client-go's defaults; a scheduler limited so is measured at its limit. */
const SCHEDULER_QPS_DEFAULT_MAX = 50;
const ALWAYS = { warning: 0, invalid: Infinity };

export function auditObserver(evidence: AuditEvidence): Finding[] {
  return [
    ...watches(evidence),
    ...lost(evidence),
    ...leftovers(evidence),
    ...scheduler(evidence),
    ...evidence.claims.flatMap(samples),
    ...nothing(evidence),
  ];
}

function watches({ watches }: AuditEvidence): Finding[] {
  const findings: Finding[] = [];
  for (const [resource, { resumes, relists, failures }] of Object.entries(watches)) {
    if (resumes > 0)
      findings.push({
        id: "watch-resumed",
        severity: "info",
        message: `The server ended the watch on ${resource} ${plural(resumes, "time")}; it went on from the last version seen, so nothing was missed.`,
        evidence: { resource, resumes },
      });
    if (relists > 0)
      findings.push({
        id: "watch-relisted",
        severity: "invalid",
        message: `The watch on ${resource} lost its place ${plural(relists, "time")} and had to list again: changes in between were merged, and their moments are unknown.`,
        evidence: { resource, relists },
      });
    if (failures > 0)
      findings.push({
        id: "watch-failed",
        severity: "warning",
        message: `The watch on ${resource} failed ${plural(failures, "time")} and was tried again; what came meanwhile was seen late.`,
        evidence: { resource, failures },
      });
  }
  return findings;
}

function lost({ measured }: AuditEvidence): Finding[] {
  return measured.phases.flatMap(({ name, censored, offered }) =>
    findingWhen(
      "objects-given-up",
      censored,
      ALWAYS,
      `${censored} of the ${offered} objects of phase ${name} were never seen to get there; every percentile counts them as slower than all others.`,
      { phase: name, censored, offered },
    ),
  );
}

function leftovers({ leftovers }: AuditEvidence): Finding[] {
  return findingWhen(
    "leftovers",
    leftovers.length,
    ALWAYS,
    `${plural(leftovers.length, "object")} of an earlier run ${leftovers.length === 1 ? "was" : "were"} still there, such as ${leftovers[0]}; delete them, they take part in what is measured.`,
    { leftovers: leftovers.length },
  );
}

function scheduler({ schedulerClient }: AuditEvidence): Finding[] {
  if (!schedulerClient || schedulerClient.qps > SCHEDULER_QPS_DEFAULT_MAX) return [];
  return [
    {
      id: "scheduler-qps-default",
      severity: "warning",
      message: `The scheduler's client is limited to ${schedulerClient.qps} requests a second (the default), so that is what was measured; raise clientConnection.qps and burst.`,
      evidence: { qps: schedulerClient.qps, burst: schedulerClient.burst },
    },
  ];
}

function samples({ expression, percentile, count }: PercentileClaim): Finding[] {
  if (count === 0 || percentileRanks(count, percentile).closed) return [];
  return [
    {
      id: "few-samples",
      severity: "warning",
      message: `${expression} rests on ${plural(count, "sample")}: too few for a 95 % interval around this percentile; measure more objects, or judge a lower percentile.`,
      evidence: { expression, percentile, count },
    },
  ];
}

function nothing({ measured, complete }: AuditEvidence): Finding[] {
  const any = Object.values(measured.metrics).some(({ count, censored }) => count + censored > 0);
  return any || !complete
    ? []
    : [
        {
          id: "nothing-measured",
          severity: "invalid",
          message: "Not one latency was measured: nothing was intended after the warm-up.",
          evidence: {},
        },
      ];
}
