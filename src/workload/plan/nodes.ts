// Phases that add, remove and fail nodes.

import { resources } from "../../kube/index.ts";
import { nodeFailPatch, nodeRecoverPatch, type Phase } from "../../scenario/index.ts";
import { moments } from "../arrival/arrivals.ts";
import { compileBody } from "../body.ts";
import { createIntention, deleteIntention, type Intention, patchIntention } from "../intention.ts";
import type { PlanContext } from "./plan.ts";

type PhaseOf<A extends Phase["action"]> = Extract<Phase, { action: A }>;

export function* planAddNodes(
  phase: PhaseOf<"addNodes">,
  { population, random, run }: PlanContext,
): Generator<Intention> {
  const { group } = phase;
  const body = compileBody(group.manifest, { run, phase: phase.name });
  const limits = { count: group.count, durationMs: phase.durationMs };
  let index = 0;
  for (const atMs of moments(phase.arrival, limits, random)) {
    const words = population.addNode(group, index++);
    yield createIntention(atMs, resources.nodes, words, () => body(words));
  }
}

export function* planRemoveNodes(
  phase: PhaseOf<"removeNodes">,
  { population, random }: PlanContext,
): Generator<Intention> {
  const choice = random.fork("choice");
  const limits = { count: phase.count, durationMs: phase.durationMs };
  for (const atMs of moments(phase.arrival, limits, random)) {
    const name = population.takeNode(choice.next());
    if (name === undefined) return;
    yield deleteIntention(atMs, resources.nodes, { name, namespace: "" });
  }
}

/** Failures at the arrivals, each followed by its recovery, in the order of time. */
export function* planFailNodes(
  phase: PhaseOf<"failNodes">,
  { population, random }: PlanContext,
): Generator<Intention> {
  const choice = random.fork("choice");
  const { recoverAfterMs } = phase;
  // Every failure recovers after the same time, so recoveries come due in the order of failures.
  const recoveries: { readonly atMs: number; readonly name: string }[] = [];
  let recovered = 0;
  const recover = (): Intention => {
    const { atMs, name } = recoveries[recovered++]!;
    population.recoverNode(name);
    return patchIntention(atMs, resources.nodes, { name, namespace: "" }, nodeRecoverPatch, "none");
  };
  const limits = { count: phase.count, durationMs: phase.durationMs };
  for (const atMs of moments(phase.arrival, limits, random)) {
    while (recovered < recoveries.length && recoveries[recovered]!.atMs <= atMs) yield recover();
    const name = population.failNode(choice.next());
    if (name === undefined) break;
    if (recoverAfterMs !== undefined) recoveries.push({ atMs: atMs + recoverAfterMs, name });
    yield patchIntention(atMs, resources.nodes, { name, namespace: "" }, nodeFailPatch, "none");
  }
  while (recovered < recoveries.length) yield recover();
}
