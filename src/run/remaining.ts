// How much is still to come, for whoever watches a run: from the plan, and from how fast the present phase gets on.

import type { Progress } from "../measure/index.ts";
import type { PlanSummary } from "../workload/index.ts";

type Plan = Pick<PlanSummary, "phases">;

/** Phase → requests of its plan. */
export function plannedRequests({ phases }: Plan): Readonly<Record<string, number>> {
  return Object.fromEntries(
    phases.map(({ name, creates, deletes, patches }) => [name, creates + deletes + patches]),
  );
}

/** Until the last phase is over, about: what the plan says of later phases, and for the present one what it says or shows. */
export function remainingSeconds(
  plan: Plan,
  phase: string,
  elapsedMs: number,
  measured: Pick<Progress, "phases">,
): number {
  const at = plan.phases.findIndex(({ name }) => name === phase);
  const present = plan.phases[at];
  if (!present) return 0;
  const elapsedSeconds = elapsedMs / 1000;
  const later = plan.phases.slice(at + 1).reduce((sum, { seconds }) => sum + seconds, 0);
  const completed = measured.phases.find(({ name }) => name === phase)?.completed ?? 0;
  if (present.isTimed || completed === 0)
    return later + Math.max(0, present.seconds - elapsedSeconds);
  const requests = plannedRequests(plan)[phase] ?? 0;
  return later + (Math.max(0, requests - completed) * elapsedSeconds) / completed;
}
