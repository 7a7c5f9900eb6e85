// result is the Result document, the contract between running and reporting: its types, its statistics, its reader and
// writer, the verdict it ends with and the thresholds that decide it. Pure: text and values in, text and values out.

export { environmentSchema, findingSchema } from "./schema.ts";
export { parseResult, resultJsonSchema, serializeResult } from "./document.ts";
export {
  type LabelledName,
  type Labels,
  labelledName,
  labelsMatch,
  parseLabelledName,
} from "./label.ts";
export { censoredPercentileMs, statisticsOf } from "./statistics.ts";
export {
  type MeasuredPart,
  type ThresholdLike,
  evaluateThresholds,
  percentileOf,
} from "./thresholds.ts";
export {
  RESULT_API_VERSION,
  type ApiServerSettings,
  type Environment,
  type Finding,
  type Metric,
  type PhaseResult,
  type ProcessResult,
  type Result,
  type Scrape,
  type ScrapedHistogram,
  type Series,
  type Slices,
  type SlowObject,
  type Statistics,
  type ThresholdResult,
  type Throughput,
  type Verdict,
} from "./types.ts";
export { type VerdictInput, exitCodeOf, finalVerdict } from "./verdict.ts";
