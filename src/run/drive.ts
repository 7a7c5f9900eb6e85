// The phases, one after another: each sends what it intends and waits until what it started has got there.

import { type Clock, type Prng, prng } from "../base/index.ts";
import type { Client } from "../client/index.ts";
import type { Cluster } from "../cluster/index.ts";
import type { Measurement } from "../measure/index.ts";
import { evaluateThresholds } from "../result/index.ts";
import type { Phase, Scenario } from "../scenario/index.ts";
import {
  type PhaseOutcome,
  type PlanSummary,
  Population,
  nodePhases,
  runPhase,
} from "../workload/index.ts";
import type { MachineTotals } from "./machine.ts";
import { plannedRequests, remainingSeconds } from "./remaining.ts";
import { ownsCluster } from "./owns-cluster.ts";
import { describeRun } from "./result.ts";
import type { Sampler } from "./sampler.ts";
import type { Scraper } from "./scraper.ts";
import type { Ending, RunProgress, RunRequest } from "./types.ts";
import type { Watches } from "./watches.ts";

const PROGRESS_MS = 500;
const WAIT_POLL_MS = 10;

export interface Drive {
  readonly request: RunRequest;
  readonly cluster: Cluster;
  readonly client: Client;
  readonly clock: Clock;
  readonly measurement: Measurement;
  readonly watches: Watches;
  readonly sampler: Sampler;
  readonly scraper: Scraper;
  readonly startMs: number;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly plan: PlanSummary;
  readonly wallOffsetMsAtStart: number;
  readonly clusterReadySeconds: number;
  /** Of this machine, before the run. */
  readonly calibration: number;
  readonly machineBefore: MachineTotals | undefined;
  /** Objects of earlier runs that are still there. */
  readonly leftovers: readonly string[];
}

type Step = (step: string, more?: Partial<RunProgress>) => void;

/** Drives all phases; ends early, with a sentence, on Ctrl-C, a dead component, a time-out or an aborting threshold. */
export async function drive(session: Drive, step: Step): Promise<Ending> {
  const { request, cluster } = session;
  const stop = new AbortController();
  let ending: Ending = { kind: "done" };
  const end = (how: Ending): void => {
    if (stop.signal.aborted) return;
    ending = how;
    stop.abort();
  };
  const interrupted = (): void =>
    end({ kind: "interrupted", sentence: "The run was interrupted." });
  if (request.signal.aborted) interrupted();
  request.signal.addEventListener("abort", interrupted, { once: true });
  void cluster.failed.then((sentence) =>
    end({ kind: "interrupted", sentence: `A component died: ${sentence}.` }),
  );
  const ticker = startTicker(session, step, end);
  try {
    await drivePhases(session, ticker, stop.signal, end);
  } finally {
    ticker.stop();
    request.signal.removeEventListener("abort", interrupted);
  }
  return ending;
}

async function drivePhases(
  session: Drive,
  ticker: Ticker,
  signal: AbortSignal,
  end: (how: Ending) => void,
): Promise<void> {
  const { request, measurement, clock } = session;
  const { scenario } = request;
  const play: Play = { population: new Population(), random: prng(scenario.seed), signal };
  const phases = [...nodePhases(scenario), ...scenario.phases];
  for (const phase of phases) {
    if (signal.aborted) return;
    ticker.phase(phase);
    const { timedOut } = await sendPhase(session, phase, play);
    if (timedOut) endByTimeout(session, phase.timeoutMs, [phase.name], end);
    else if (phase.wait) await waitFor(session, [phase.name], phase.timeoutMs, signal, end);
    measurement.phaseEnded(phase.name, clock.nowMs());
    await request.onCheckpoint(
      describeRun(session, undefined, measurement.snapshot(), session.watches.statistics()),
    );
  }
  ticker.phase(undefined);
  const names = phases.map(({ name }) => name);
  if (!signal.aborted) await waitFor(session, names, scenario.timeouts.settleMs, signal, end);
}

/** What the phases of a run share. */
interface Play {
  readonly population: Population;
  readonly random: Prng;
  readonly signal: AbortSignal;
}

function sendPhase(session: Drive, phase: Phase, play: Play): Promise<PhaseOutcome> {
  const { request, client, clock, measurement } = session;
  return runPhase(phase, {
    ...play,
    run: request.runId,
    // Elsewhere admission asks for the service account that a controller makes in each new namespace.
    awaitServiceAccounts: !ownsCluster(request.scenario),
    client,
    clock,
    started: (atMs) => measurement.phaseStarted(phase.name, atMs),
    observer: {
      intended: (operation) => measurement.intended(operation),
      sent: (operation, atMs) => measurement.sent(operation, atMs),
      acknowledged: (operation, atMs, answer) => measurement.acknowledged(operation, atMs, answer),
      failed: (operation, atMs, error) =>
        measurement.failed(operation, atMs, (error as { code?: number }).code ?? 0),
    },
  });
}

/** Waits until nothing of the phases is outstanding; past the time-out the run ends as incomplete. */
async function waitFor(
  session: Drive,
  names: readonly string[],
  timeoutMs: number,
  signal: AbortSignal,
  end: (how: Ending) => void,
): Promise<void> {
  const { measurement, clock } = session;
  const endMs = clock.nowMs() + timeoutMs;
  const outstanding = (): number =>
    names.reduce((sum, name) => sum + measurement.outstanding(name), 0);
  while (outstanding() > 0 && !signal.aborted) {
    if (clock.nowMs() >= endMs) return endByTimeout(session, timeoutMs, names, end);
    await Bun.sleep(WAIT_POLL_MS);
  }
}

/** Gives up what is outstanding: it counts as slower than everything seen. */
function endByTimeout(
  { measurement }: Drive,
  timeoutMs: number,
  names: readonly string[],
  end: (how: Ending) => void,
): void {
  const count = names.reduce((sum, name) => sum + measurement.outstanding(name), 0);
  const which = names.length === 1 ? `phase ${names[0]}` : "the phases";
  for (const name of names) measurement.abandon(name);
  const sentence = `Time-out: after ${timeoutMs / 1000} s, ${count} objects of ${which} had not got there.`;
  end({ kind: "interrupted", sentence });
}

interface Ticker {
  phase(phase: Phase | undefined): void;
  stop(): void;
}

/** Twice a second: tells the progress, and ends the run when a threshold says so. */
function startTicker(session: Drive, step: Step, end: (how: Ending) => void): Ticker {
  const { measurement, sampler, clock, startMs, request, plan } = session;
  let current: { readonly name: string; readonly startedMs: number } | undefined;
  const aborting = request.scenario.thresholds.filter(({ abortOnFail }) => abortOnFail);
  const planned = plannedRequests(plan);
  const tick = (): void => {
    const nowMs = clock.nowMs();
    const measured = measurement.progress();
    step(current ? `phase ${current.name}` : "settling", {
      measured,
      planned,
      processes: sampler.usage,
      remainingSeconds:
        current && remainingSeconds(plan, current.name, nowMs - current.startedMs, measured),
    });
    const failed = failedThreshold(aborting, nowMs - startMs, measurement);
    if (failed)
      end({ kind: "threshold", sentence: `Threshold ${failed} failed and ends the run.` });
  };
  const timer = setInterval(tick, PROGRESS_MS);
  return {
    phase: (phase) => {
      current = phase && { name: phase.name, startedMs: clock.nowMs() };
      tick();
    },
    stop: () => clearInterval(timer),
  };
}

function failedThreshold(
  aborting: Scenario["thresholds"],
  elapsedMs: number,
  measurement: Measurement,
): string | undefined {
  const due = aborting.filter(({ delayAbortMs }) => elapsedMs >= delayAbortMs);
  if (due.length === 0) return undefined;
  const names = new Set(due.map(({ metric }) => metric));
  // Of what nothing has been measured yet nothing can be said yet: that fails at the end, not in the first second.
  return evaluateThresholds(measurement.snapshot(names), due).find(
    ({ pass, value }) => !pass && value !== undefined,
  )?.expression;
}
