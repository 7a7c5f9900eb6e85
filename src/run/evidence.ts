// What the audit is given, gathered from the run's own books and from the machine.

import type { Clock } from "../base/index.ts";
import type {
  AuditEvidence,
  MachineEvidence,
  Measured,
  PercentileClaim,
} from "../measure/index.ts";
import { labelsMatch, parseLabelledName, percentileOf } from "../result/index.ts";
import type { Scenario } from "../scenario/index.ts";
import type { Drive } from "./drive.ts";
import { type MachineTotals, machineTotals } from "./machine.ts";
import type { Watches } from "./watches.ts";

/** The role under which this process is sampled. */
const DRIVER_ROLE = "runner";

export function gatherEvidence(
  session: Drive,
  complete: boolean,
  measured: Measured,
  watches: ReturnType<Watches["statistics"]>,
): AuditEvidence {
  const { measurement, clock, wallOffsetMsAtStart, machineBefore, leftovers } = session;
  return {
    measured,
    driver: measurement.driver,
    driverRole: DRIVER_ROLE,
    complete,
    wallSeconds: measured.durationSeconds + (wallOffsetMs(clock) - wallOffsetMsAtStart) / 1000,
    machine: machineDifference(machineBefore, machineTotals()),
    watches,
    leftovers,
    schedulerClient: session.cluster.schedulerClient,
    claims: claimsOf(session.request.scenario.thresholds, measured.metrics),
  };
}

/** Wall time less monotonic time: constant unless the clock is set or the machine sleeps. */
export function wallOffsetMs(clock: Clock): number {
  return clock.wallMs() - clock.nowMs();
}

function machineDifference(
  before: MachineTotals | undefined,
  after: MachineTotals | undefined,
): MachineEvidence | undefined {
  if (!before || !after) return undefined;
  return {
    totalSeconds: after.totalSeconds - before.totalSeconds,
    stealSeconds: after.stealSeconds - before.stealSeconds,
    idleSeconds: after.idleSeconds - before.idleSeconds,
    swappedPages: after.swappedPages - before.swappedPages,
  };
}

/** The percentiles that thresholds rest on, with how many observations each has: of its labels, in its phase. */
export function claimsOf(
  thresholds: Scenario["thresholds"],
  metrics: Measured["metrics"],
): PercentileClaim[] {
  return thresholds.flatMap(({ expression, metric, labels, phase, statistic }) => {
    const percentile = percentileOf(statistic);
    if (percentile === undefined || percentile <= 0 || percentile >= 100) return [];
    const counts = Object.entries(metrics).flatMap(([text, whole]) => {
      const known = parseLabelledName(text);
      if (known.name !== metric || !labelsMatch(known.labels, labels)) return [];
      const part = phase === undefined ? whole : whole.phases?.[phase];
      return part ? [part.count + part.censored] : [];
    });
    if (counts.length === 0) return [];
    return [{ expression, percentile, count: counts.reduce((sum, count) => sum + count, 0) }];
  });
}
