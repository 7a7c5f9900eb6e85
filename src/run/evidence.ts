// What the audit is given, gathered from the run's own books and from the machine.

import type { Clock } from "../base/index.ts";
import type {
  AuditEvidence,
  MachineEvidence,
  Measured,
  PercentileClaim,
} from "../measure/index.ts";
import type { Drive } from "./drive.ts";
import { type MachineTotals, machineTotals } from "./machine.ts";
import type { Observers } from "./observe.ts";

/** The role under which this process is sampled. */
const DRIVER_ROLE = "runner";

export function gatherEvidence(
  session: Drive,
  complete: boolean,
  measured: Measured,
  watches: ReturnType<Observers["statistics"]>,
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
    claims: claimsOf(session, measured),
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

/** The percentiles that thresholds rest on, with how many observations they have. */
function claimsOf(session: Drive, measured: Measured): PercentileClaim[] {
  return session.request.scenario.thresholds.flatMap(({ expression, metric, statistic }) => {
    const digits = /^p(\d{2})(\d*)$/.exec(statistic);
    if (!digits) return [];
    const percentile = Number(`${digits[1]}.${digits[2] || "0"}`);
    const counts = Object.entries(measured.metrics)
      .filter(([name]) => name === metric || name.startsWith(`${metric}{`))
      .map(([, { count, censored }]) => count + censored);
    if (counts.length === 0) return [];
    return [{ expression, percentile, count: counts.reduce((sum, count) => sum + count, 0) }];
  });
}
