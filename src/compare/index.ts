// compare tells whether runs differ: two groups of Results to a Comparison, many in order to a History, a plan's Results
// to a sign-off. Pure: the same runs, options and seed give the same document.

export { compareResults, comparisonExitCode } from "./compare.ts";
export { serializeDocument } from "./document.ts";
export { type Acknowledgement, parseAcknowledgements } from "./history/acknowledgements.ts";
export { type HistoryOptions, loadHistory, openRegressions } from "./history/history.ts";
export {
  type RetentionPlan,
  type RetentionPolicy,
  type StoredRun,
  retentionPlan,
} from "./history/retention.ts";
export type { ChangePoint, History, Latest, TrendPoint, TrendRow } from "./history/types.ts";
export { type Measure, measureName, measuresOf } from "./measures.ts";
export { RUNS_MIN } from "./row.ts";
export { comparisonJsonSchema, historiesJsonSchema, signoffJsonSchema } from "./schema.ts";
export { type SignoffContext, buildSignoff } from "./signoff/build.ts";
export type { Evidence, ScenarioEvidence, SourceText } from "./signoff/evidence.ts";
export type { ThresholdParser } from "./signoff/objectives.ts";
export { type PlannedScenario, type SignoffPlan, parseSignoffPlan } from "./signoff/plan.ts";
export type {
  Objective,
  ScenarioSignoff,
  Signoff,
  SignoffInput,
  SignoffVerdict,
} from "./signoff/types.ts";
export { verifySignoff } from "./signoff/verify.ts";
export { type Correction, type Interval, RUNS_MAX } from "./statistics/index.ts";
export { percent } from "./summary.ts";
export {
  type Comparison,
  type ComparisonOptions,
  type ComparisonRow,
  type ComparisonVerdict,
  type Difference,
  type MergedPercentile,
  type RowBasis,
  type RowVerdict,
  type RunIdentity,
  type Unit,
} from "./types.ts";
