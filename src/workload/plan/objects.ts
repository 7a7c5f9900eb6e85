// Phases that make, replace, change and remove objects.

import type { Phase } from "../../scenario/index.ts";
import { moments } from "../arrival/arrivals.ts";
import { type BodyWords, compileBody } from "../body.ts";
import { createIntention, deleteIntention, type Intention, patchIntention } from "../intention.ts";
import type { ObjectSet } from "../population.ts";
import type { PlanContext } from "./plan.ts";

type PhaseOf<A extends Phase["action"]> = Extract<Phase, { action: A }>;

export function* planCreate(phase: PhaseOf<"create">, context: PlanContext): Generator<Intention> {
  const { template, count } = phase;
  const create = creator(phase.name, template, context);
  const limits = { count, durationMs: phase.durationMs };
  for (const atMs of moments(phase.arrival, limits, context.random)) yield create(atMs);
}

/** Delete and create are both due at the arrival: a replacement, not one after the other. */
export function* planChurn(phase: PhaseOf<"churn">, context: PlanContext): Generator<Intention> {
  const { template } = phase;
  const create = creator(phase.name, template, context);
  const limits = { count: Infinity, durationMs: phase.durationMs };
  for (const atMs of moments(phase.arrival, limits, context.random)) {
    const set = context.population.oldestOf(template);
    if (set) yield deleteIntention(atMs, template.resource, set.takeOldest());
    yield create(atMs);
  }
}

export function* planDelete(phase: PhaseOf<"delete">, context: PlanContext): Generator<Intention> {
  const set = context.population.of(phase.from);
  const count = Math.min(phase.count ?? set.size, set.size);
  const limits = { count, durationMs: phase.durationMs };
  for (const atMs of moments(phase.arrival, limits, context.random))
    yield deleteIntention(atMs, set.template.resource, set.takeOldest());
}

export function planScale(phase: PhaseOf<"scale">, context: PlanContext): Generator<Intention> {
  return planPatch(phase, JSON.stringify({ spec: { replicas: phase.replicas } }), context);
}

export function planRollout(phase: PhaseOf<"rollout">, context: PlanContext): Generator<Intention> {
  const annotations = { [phase.annotation]: phase.name };
  const patch = { spec: { template: { metadata: { annotations } } } };
  return planPatch(phase, JSON.stringify(patch), context);
}

function* planPatch(
  phase: PhaseOf<"scale" | "rollout">,
  patch: string,
  { population, random }: PlanContext,
): Generator<Intention> {
  const set = population.of(phase.from);
  const living = set.living();
  const limits = { count: set.size, durationMs: phase.durationMs };
  for (const atMs of moments(phase.arrival, limits, random)) {
    const { value, done } = living.next();
    if (done) return;
    yield patchIntention(atMs, set.template.resource, value, patch);
  }
}

function creator(
  phase: string,
  template: ObjectSet["template"],
  { population, run }: PlanContext,
): (atMs: number) => Intention {
  const set = population.begin(phase, template);
  const body = compileBody(template.manifest, { run, phase });
  return (atMs) => {
    const words: BodyWords = set.add();
    return createIntention(atMs, template.resource, words, () => body(words));
  };
}
