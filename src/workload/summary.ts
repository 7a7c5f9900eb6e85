// What a run would do, for `kwokbench plan`: counted by walking the very plan that a run walks.

import { prng } from "../base/index.ts";
import type { Phase, Scenario } from "../scenario/index.ts";
import { planDigest } from "./digest.ts";
import { type Estimate, estimate, expectedSeconds } from "./estimate.ts";
import type { Intention } from "./intention.ts";
import { allPhases, planPhase } from "./plan/plan.ts";
import { Population } from "./population.ts";

export interface PlanSummary {
  readonly scenario: string;
  readonly description: string;
  readonly digest: string;
  readonly planDigest: string;
  readonly seed: number;
  readonly provider: Scenario["cluster"]["provider"];
  readonly phases: readonly PhaseSummary[];
  /** Kind → objects created in all; pods of workloads are in `estimate`. */
  readonly objects: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly thresholds: readonly string[];
  readonly estimate: Estimate;
}

export interface PhaseSummary {
  readonly name: string;
  readonly action: Phase["action"];
  /** `asap, 64 in flight`, `poisson, 100/s`. */
  readonly arrival: string;
  readonly creates: number;
  readonly deletes: number;
  readonly patches: number;
  /** By the plan, or as estimated where requests are due as fast as they are answered. */
  readonly seconds: number;
  readonly requestsPerSecond: number;
  /** Whether the plan itself says how long it takes. */
  readonly isTimed: boolean;
}

/** Walks the plan: exact in objects and arrivals; durations of asap phases, memory and etcd bytes are estimates. */
export function summarizePlan(scenario: Scenario): PlanSummary {
  const context = { random: prng(scenario.seed), population: new Population(), run: "run" };
  const objects: Record<string, number> = {};
  const phases = allPhases(scenario).map((phase) => {
    const tally = tallyOf(planPhase(phase, context), objects);
    return summarizePhase(phase, tally, scenario);
  });
  return {
    scenario: scenario.name,
    description: scenario.description,
    digest: scenario.digest,
    planDigest: planDigest(scenario),
    seed: scenario.seed,
    provider: scenario.cluster.provider,
    phases,
    objects,
    requests: phases.reduce((sum, phase) => sum + requestsOf(phase), 0),
    thresholds: scenario.thresholds.map(({ expression }) => expression),
    estimate: estimate(scenario, phases),
  };
}

interface Tally {
  create: number;
  delete: number;
  patch: number;
  lastMs: number;
}

function tallyOf(plan: Iterable<Intention>, objects: Record<string, number>): Tally {
  const tally: Tally = { create: 0, delete: 0, patch: 0, lastMs: 0 };
  for (const { verb, atMs, resource } of plan) {
    tally[verb]++;
    tally.lastMs = atMs;
    if (verb === "create") objects[resource.kind] = (objects[resource.kind] ?? 0) + 1;
  }
  return tally;
}

function summarizePhase(phase: Phase, tally: Tally, scenario: Scenario): PhaseSummary {
  const requests = tally.create + tally.delete + tally.patch;
  const isTimed = phase.arrival.kind !== "asap" || phase.action === "sleep";
  const lastsMs =
    phase.action === "churn" || phase.action === "sleep" ? (phase.durationMs ?? 0) : 0;
  const seconds = Math.max(
    tally.lastMs / 1000,
    lastsMs / 1000,
    isTimed ? 0 : expectedSeconds(requests, scenario),
  );
  return {
    name: phase.name,
    action: phase.action,
    arrival: arrivalText(phase),
    creates: tally.create,
    deletes: tally.delete,
    patches: tally.patch,
    seconds,
    requestsPerSecond: seconds > 0 ? requests / seconds : 0,
    isTimed,
  };
}

function arrivalText({ arrival, action }: Phase): string {
  if (action === "sleep") return "nothing";
  switch (arrival.kind) {
    case "asap":
      return `asap, ${arrival.inFlight} in flight`;
    case "constant":
    case "poisson":
      return `${arrival.kind}, ${rounded(arrival.ratePerSecond)}/s`;
    case "ramp":
      return `ramp, ${rounded(arrival.fromPerSecond)}/s to ${rounded(arrival.toPerSecond)}/s`;
  }
}

export function requestsOf(phase: Pick<PhaseSummary, "creates" | "deletes" | "patches">): number {
  return phase.creates + phase.deletes + phase.patches;
}

export function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}
