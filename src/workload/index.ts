// workload turns the phases of a Scenario into timed intentions (one arrival model a file) and sends them: open loop,
// every latency counted from the intended moment. It marks everything it makes, and can find and delete it again.

export { type Body, type BodyConstants, type BodyWords, compileBody } from "./body.ts";
export { type CleanupOptions, type CleanupOutcome, cleanup } from "./cleanup.ts";
export { planDigest } from "./digest.ts";
export type { Intention } from "./intention.ts";
export type { Goal, Operation, WorkloadObserver } from "./observer.ts";
export { allPhases, nodePhases, type PlanContext, planPhase } from "./plan/plan.ts";
export { Population } from "./population.ts";
export { leftovers } from "./remains.ts";
export { IN_FLIGHT_MAX, type PhaseContext, type PhaseOutcome, runPhase } from "./run-phase.ts";
export { type PhaseSummary, type PlanSummary, summarizePlan } from "./summary.ts";
export type { Estimate } from "./estimate.ts";
export { planText } from "./plan-text.ts";
