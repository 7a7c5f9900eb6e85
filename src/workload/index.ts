// workload turns the phases of a Scenario into timed intentions (one arrival model a file) and sends them: open loop,
// every latency counted from the intended moment. It marks everything it makes, and can find and delete it again.

export { type BodyWords, compileBody } from "./body.ts";
export { forEachBounded } from "./bounded.ts";
export { type CleanupOptions, type CleanupOutcome, cleanup } from "./cleanup.ts";
export { planDigest } from "./digest.ts";
export type { Operation, WorkloadObserver } from "./observer.ts";
export { nodePhases } from "./plan/plan.ts";
export { planText } from "./plan-text.ts";
export { Population } from "./population.ts";
export { leftovers } from "./remains.ts";
export { type PhaseContext, type PhaseOutcome, runPhase } from "./run-phase.ts";
export { type PlanSummary, summarizePlan } from "./summary.ts";
