// Did the driver do what the plan said, when it said it? A late or busy driver measures itself.

import { formatMs } from "../../base/index.ts";
import { type Finding, labelledName } from "../../result/index.ts";
import type { AuditEvidence } from "./evidence.ts";
import { findingWhen, percent, severityOf } from "./finding.ts";

/** Latencies count from the intended moment, so slip is in every figure; beyond this it would be most of a fast one. */
const SLIP_SECONDS = { warning: 0.02, invalid: 0.25 };
/** Receive times may be late by as much. */
const EVENT_LOOP_DELAY_SECONDS = { warning: 0.05, invalid: 0.5 };
/** Share of the run's seconds in which the runner used a whole core. */
const DRIVER_BUSY_SHARE = { warning: 0.1, invalid: Infinity };
const BUSY_CORES = 0.95;
const FAILED_SHARE = { warning: 0, invalid: 0.01 };

export function auditDriver(evidence: AuditEvidence): Finding[] {
  return [
    ...slip(evidence),
    ...eventLoop(evidence),
    ...busy(evidence),
    ...unsent(evidence),
    ...failed(evidence),
  ];
}

/** One finding for all phases that were late by as much: a reader needs the list, not the same sentence again. */
function slip({ measured }: AuditEvidence): Finding[] {
  const late = Map.groupBy(measured.phases, ({ slipP99Seconds }) =>
    severityOf(slipP99Seconds, SLIP_SECONDS),
  );
  return (["invalid", "warning"] as const).flatMap((severity) => {
    const phases = late.get(severity) ?? [];
    const named = phases.map(
      ({ name, slipP99Seconds }) => `${formatMs(slipP99Seconds * 1000)} in ${name}`,
    );
    return phases.length === 0
      ? []
      : [
          {
            id: "schedule-slip",
            severity,
            message: `Requests were sent late: one in a hundred at least ${named.join(", ")} after it was due. Lower the rate, or give the runner a core of its own.`,
            evidence: {
              ...Object.fromEntries(
                phases.map(({ name, slipP99Seconds }) => [
                  `slipSecondsP99 ${name}`,
                  slipP99Seconds,
                ]),
              ),
              bound: SLIP_SECONDS[severity],
            },
          },
        ];
  });
}

function eventLoop({ driver }: AuditEvidence): Finding[] {
  const seconds = driver.eventLoopDelaySecondsP99;
  return findingWhen(
    "driver-event-loop",
    seconds,
    EVENT_LOOP_DELAY_SECONDS,
    `The runner's own timers were ${formatMs(seconds * 1000)} late one time in a hundred, and so may be what it saw; latencies near that figure are the runner's.`,
    { delaySecondsP99: seconds, delaySecondsMax: driver.eventLoopDelaySecondsMax },
  );
}

function busy({ measured, driverRole }: AuditEvidence): Finding[] {
  const cores = measured.series[labelledName("cpu", { role: driverRole })]?.values ?? [];
  if (cores.length === 0) return [];
  const share = cores.filter((value) => value >= BUSY_CORES).length / cores.length;
  return findingWhen(
    "driver-cpu",
    share,
    DRIVER_BUSY_SHARE,
    `The runner used a whole core in ${percent(share)} of the run's seconds: there it, not the cluster, may have set the pace.`,
    { busyShare: share },
  );
}

function unsent({ measured, complete }: AuditEvidence): Finding[] {
  const dropped = measured.counters["arrivals_dropped"] ?? 0;
  const unsent = complete
    ? measured.phases.reduce((sum, { offered, sent }) => sum + offered - sent, 0)
    : 0;
  return findingWhen(
    "arrivals-dropped",
    dropped + unsent,
    { warning: 0, invalid: 0 },
    `${dropped + unsent} intended requests were never sent, so the load was not the one planned; lower the rate, or raise the limit on requests in flight.`,
    { dropped, unsent },
  );
}

function failed({ measured, driver }: AuditEvidence): Finding[] {
  if (driver.requestsSent === 0) return [];
  const share = driver.requestsFailed / driver.requestsSent;
  const throttled = sumOf(measured.counters, "requests_failed{code=429,");
  return [
    ...findingWhen(
      "requests-failed",
      share,
      FAILED_SHARE,
      `${driver.requestsFailed} of ${driver.requestsSent} requests failed (${percent(share)}); the counters say with which codes.`,
      { failed: driver.requestsFailed, sent: driver.requestsSent },
    ),
    ...findingWhen(
      "requests-throttled",
      throttled / driver.requestsSent,
      FAILED_SHARE,
      `The API server turned ${throttled} requests away with 429: the rate asked for is more than its limits let through.`,
      { throttled },
    ),
  ];
}

function sumOf(counters: Readonly<Record<string, number>>, prefix: string): number {
  return Object.entries(counters)
    .filter(([name]) => name.startsWith(prefix))
    .reduce((sum, [, count]) => sum + count, 0);
}
