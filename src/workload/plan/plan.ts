// The plan of a phase: a lazy sequence of intentions in the order of time, which follows from the scenario, the seed
// and what earlier phases left. Planning and running walk the same sequence.

import type { Prng } from "../../base/index.ts";
import { NODES_PHASE, type Phase, type Scenario } from "../../scenario/index.ts";
import type { Intention } from "../intention.ts";
import type { Population } from "../population.ts";
import { planAddNodes, planFailNodes, planRemoveNodes } from "./nodes.ts";
import { planChurn, planCreate, planDelete, planRollout, planScale } from "./objects.ts";

export interface PlanContext {
  /** The scenario's random source (`prng(scenario.seed)`); each phase draws from a stream of its own. */
  readonly random: Prng;
  /** Changed as the sequence is walked. */
  readonly population: Population;
  /** The run's id, for the label on everything made. */
  readonly run: string;
}

/** The phase's intentions; walk them once, after those of all earlier phases. */
export function planPhase(phase: Phase, context: PlanContext): Generator<Intention> {
  const own = { ...context, random: context.random.fork(`phase/${phase.name}`) };
  if (phase.meanwhile.length === 0) return planAction(phase, own);
  const sides = phase.meanwhile.map((side, index) => {
    const random = own.random.fork(`meanwhile/${index}`);
    const asPhase: Phase = { ...phase, durationMs: undefined, ...side };
    return later(side.afterMs, planAction(asPhase, { ...own, random }));
  });
  return inOrder([planAction(phase, own), ...sides]);
}

function planAction(phase: Phase, own: PlanContext): Generator<Intention> {
  switch (phase.action) {
    case "create":
      return planCreate(phase, own);
    case "churn":
      return planChurn(phase, own);
    case "delete":
      return planDelete(phase, own);
    case "scale":
      return planScale(phase, own);
    case "rollout":
      return planRollout(phase, own);
    case "addNodes":
      return planAddNodes(phase, own);
    case "removeNodes":
      return planRemoveNodes(phase, own);
    case "failNodes":
      return planFailNodes(phase, own);
    case "sleep":
      return nothing();
  }
}

function* later(afterMs: number, plan: Generator<Intention>): Generator<Intention> {
  for (const intention of plan) yield { ...intention, atMs: intention.atMs + afterMs };
}

/** Several sequences, each in the order of time, as one. */
function* inOrder(plans: readonly Generator<Intention>[]): Generator<Intention> {
  const heads = plans.map((plan) => ({ plan, next: plan.next() }));
  for (;;) {
    let earliest: (typeof heads)[number] | undefined;
    let atMs = Infinity;
    for (const head of heads) {
      if (head.next.done || head.next.value.atMs >= atMs) continue;
      earliest = head;
      atMs = head.next.value.atMs;
    }
    if (!earliest || earliest.next.done) return;
    yield earliest.next.value;
    earliest.next = earliest.plan.next();
  }
}

function* nothing(): Generator<Intention> {}

/** The node groups that are there from the start, as phases before the first. */
export function nodePhases(scenario: Scenario): readonly Phase[] {
  return scenario.nodes.map((group, index) => ({
    name: index === 0 ? NODES_PHASE : `${NODES_PHASE}-${index}`,
    action: "addNodes",
    group,
    arrival: { kind: "asap", inFlight: group.inFlight },
    durationMs: undefined,
    wait: true,
    timeoutMs: scenario.timeouts.nodesReadyMs,
    meanwhile: [],
  }));
}

/** Everything a run sends, in order. */
export function allPhases(scenario: Scenario): readonly Phase[] {
  return [...nodePhases(scenario), ...scenario.phases];
}
