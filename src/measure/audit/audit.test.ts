import { describe, expect, test } from "bun:test";
import { LatencyHistogram } from "../../base/index.ts";
import { type Finding, statisticsOf } from "../../result/index.ts";
import { type AuditEvidence, audit } from "../index.ts";
import { percentileRanks } from "./percentile-ranks.ts";

const one = LatencyHistogram.empty();
one.recordMs(5);

const phase = {
  name: "churn",
  startSeconds: 0,
  endSeconds: 60,
  offered: 1000,
  sent: 1000,
  acknowledged: 1000,
  completed: 1000,
  failed: 0,
  censored: 0,
  slipP99Seconds: 0.001,
};
const measured: AuditEvidence["measured"] = {
  phases: [phase],
  metrics: { pod_startup: { unit: "seconds", ...statisticsOf(one, 0) } },
  series: {},
  processes: [{ role: "runner", cpuSeconds: 60, rssMaxBytes: 1 }],
  counters: {},
  durationSeconds: 60,
};
const driver = {
  requestsSent: 1000,
  requestsFailed: 0,
  slipSecondsP99: 0,
  slipSecondsMax: 0,
  eventLoopDelaySecondsP99: 0.002,
  eventLoopDelaySecondsMax: 0.01,
};
const machine = { totalSeconds: 120, stealSeconds: 0, idleSeconds: 55, swappedPages: 0 };

function sound(overrides: Partial<AuditEvidence> = {}): AuditEvidence {
  return {
    measured,
    driver,
    driverRole: "runner",
    complete: true,
    wallSeconds: 60.01,
    machine,
    watches: { pods: { resumes: 0, relists: 0, failures: 0 } },
    leftovers: [],
    claims: [{ expression: "pod_startup.p99 < 5s", percentile: 99, count: 10_000 }],
    ...overrides,
  };
}

const marks = (findings: readonly Finding[]): string[] =>
  findings.map(({ severity, id }) => `${severity} ${id}`);

test("a sound run has no findings", () => {
  expect(audit(sound())).toEqual([]);
});

describe("planted troubles are caught", () => {
  const watch = { resumes: 0, relists: 0, failures: 0 };
  const troubles: Record<string, Partial<AuditEvidence>> = {
    "invalid schedule-slip": {
      measured: { ...measured, phases: [{ ...phase, slipP99Seconds: 1.2 }] },
    },
    "warning schedule-slip": {
      measured: { ...measured, phases: [{ ...phase, slipP99Seconds: 0.05 }] },
    },
    "invalid driver-event-loop": { driver: { ...driver, eventLoopDelaySecondsP99: 0.8 } },
    "warning driver-cpu": {
      measured: {
        ...measured,
        series: {
          "cpu{role=runner}": { unit: "cores", stepSeconds: 1, values: [1, 1.1, 0.99, 0.2] },
        },
      },
    },
    "invalid arrivals-dropped": { measured: { ...measured, phases: [{ ...phase, sent: 990 }] } },
    "warning requests-failed": { driver: { ...driver, requestsFailed: 3 } },
    "invalid requests-failed": { driver: { ...driver, requestsFailed: 300 } },
    "warning requests-throttled": {
      measured: {
        ...measured,
        counters: { "requests_failed{code=429,resource=pods,verb=POST}": 3 },
      },
    },
    "info watch-resumed": { watches: { pods: { ...watch, resumes: 10 } } },
    "invalid watch-relisted": { watches: { pods: { ...watch, relists: 1 } } },
    "warning watch-failed": { watches: { pods: { ...watch, failures: 1 } } },
    "warning objects-given-up": {
      measured: { ...measured, phases: [{ ...phase, completed: 997, censored: 3 }] },
    },
    "warning leftovers": { leftovers: ["node kb-000001"] },
    "warning scheduler-qps-default": { schedulerClient: { qps: 50, burst: 100 } },
    "warning few-samples": {
      claims: [{ expression: "pod_startup.p99 < 5s", percentile: 99, count: 120 }],
    },
    "invalid nothing-measured": { measured: { ...measured, metrics: {} } },
    "invalid clock-jump": { wallSeconds: 3660 },
    "invalid machine-steal": { machine: { ...machine, stealSeconds: 30, idleSeconds: 25 } },
    "warning machine-shared": { machine: { ...machine, idleSeconds: 20 } },
    "invalid machine-swap": { machine: { ...machine, swappedPages: 50_000 } },
  };
  for (const [mark, trouble] of Object.entries(troubles))
    test(mark, () => expect(marks(audit(sound(trouble)))).toEqual([mark]));
});

test("others do not matter where cores stand idle", () => {
  const large = { totalSeconds: 3840, stealSeconds: 0, idleSeconds: 1500, swappedPages: 0 };
  expect(audit(sound({ machine: large }))).toEqual([]);
});

test("the gravest comes first, with its figures and the bound it broke", () => {
  const findings = audit(
    sound({
      watches: { pods: { resumes: 1, relists: 0, failures: 0 } },
      driver: { ...driver, eventLoopDelaySecondsP99: 0.8 },
    }),
  );
  expect(marks(findings)).toEqual(["invalid driver-event-loop", "info watch-resumed"]);
  expect(findings[0]?.evidence).toMatchObject({ delaySecondsP99: 0.8, bound: 0.5 });
});

test("a run cut short is not blamed for what it did not send", () => {
  const cut = { ...measured, metrics: {}, phases: [{ ...phase, sent: 10 }] };
  expect(audit(sound({ measured: cut, complete: false }))).toEqual([]);
});

test("ranks around a percentile follow the binomial: p50 of 100 lies between the 40th and the 61st", () => {
  expect(percentileRanks(100, 50)).toEqual({ low: 40, high: 61, closed: true });
  expect(percentileRanks(100, 99).closed).toBe(false);
  expect(percentileRanks(1000, 99).closed).toBe(true);
});
