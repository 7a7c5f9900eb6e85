// scenario turns a YAML text into the Scenario: defaulted, validated, immutable, every problem with its place.
// It also knows the format itself: the JSON Schema, the built-in profiles, and the file to start from.

export { canonicalJson } from "./digest.ts";
export { initScenario } from "./init.ts";
export {
  type JsonSchema,
  scenarioJsonSchema,
  valueSchema as scenarioSchema,
} from "./json-schema.ts";
export * from "./labels.ts";
export { nodeFailPatch, nodeRecoverPatch } from "./manifest.ts";
export { METRICS, type MetricDefinition, type StatisticUnit, statisticsOf } from "./metrics.ts";
export { type ParseOptions, parseScenario } from "./parse.ts";
export { profileNames } from "./profiles.ts";
export { builtInManifest, parseManifest } from "./read-manifest.ts";
export { NODES_PHASE } from "./resolve/parts.ts";
export { REFERENCE, isHole, type Hole } from "./substitute.ts";
export { parseThreshold } from "./threshold.ts";
export * from "./types.ts";
export { compileWhen, parseWhen, type WhenTest } from "./when.ts";
