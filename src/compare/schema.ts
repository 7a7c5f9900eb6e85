// The published shapes of this room's documents, as in their JSON: infinity, and what cannot be said, are null. Unknown
// fields are let through, so that a reader of the same version accepts what a newer writer adds.

import { z } from "zod";
import { environmentSchema, findingSchema } from "../result/index.ts";
import { HISTORY_API_VERSION } from "./history/types.ts";
import { SIGNOFF_API_VERSION } from "./signoff/types.ts";
import { COMPARISON_API_VERSION } from "./types.ts";

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
const moment = z.string().meta({ description: "RFC 3339" });
const change = z.number().nullable().meta({
  description: "relative: 0.1 is ten percent more; null: from something to never, or not known",
});
const interval = z.looseObject({ low: z.number().nullable(), high: z.number().nullable() });
/** In the row's unit; null: among the censored, slower than everything seen. */
const value = z.number().nullable().meta({
  description: "in the row's unit; null: among the censored, slower than everything seen",
});
const unit = z.enum(["seconds", "per second", "bytes"]);
const better = z.enum(["lower", "higher"]);

const runIdentity = z.looseObject({ startedAt: moment, host: z.string(), planDigest: z.string() });
const leftOut = z.array(runIdentity.extend({ reason: z.string() }));
const side = z.looseObject({ runs: z.array(runIdentity), leftOut });

const rowSide = z.looseObject({
  median: value,
  values: z.array(value).meta({ description: "one a run, in the order of the runs" }),
  merged: z
    .looseObject({ value, count, censored: count, interval })
    .optional()
    .meta({ description: "of all runs' histograms merged" }),
});

const row = z.looseObject({
  name: z.string().meta({ description: "pod_startup.p99, api_request{verb=POST}.p50" }),
  metric: z.string(),
  statistic: z.string(),
  unit,
  better,
  base: rowSide,
  candidate: rowSide,
  change,
  interval,
  shift: z.number().nullable().meta({ description: "Hodges–Lehmann, in the unit" }),
  p: share,
  pAdjusted: share,
  minimumEffect: z.number().nonnegative(),
  detectable: z.number().nullable().meta({
    description: "smallest change these runs would find four times in five; null: none",
  }),
  verdict: z.enum(["better", "same", "worse", "cannot-tell"]),
  basis: z.enum(["ranks", "prediction", "threshold", "none"]),
  moreRunsNeeded: count,
});

const comparison = z.looseObject({
  apiVersion: z.literal(COMPARISON_API_VERSION),
  kind: z.literal("Comparison"),
  scenario: z.string(),
  verdict: z.enum(["regression", "no-regression", "cannot-tell", "nothing"]),
  sentence: z.string(),
  method: z.looseObject({
    alpha: share,
    minimumEffect: z.number().nonnegative(),
    correction: z.enum(["holm", "benjamini-hochberg", "none"]),
    confidence: share,
    resamples: count,
    seed: z.number().int(),
    normalized: z.boolean(),
    threshold: z.number().optional(),
  }),
  base: side,
  candidate: side,
  rows: z.array(row),
  differences: z.array(
    z.looseObject({ what: z.string(), base: z.string(), candidate: z.string() }),
  ),
  notes: z.array(z.string()),
});

const changePoint = z.looseObject({
  run: count.meta({ description: "place in runs of the first one after the change" }),
  startedAt: moment,
  before: value,
  after: value,
  change,
  p: share,
  direction: z.enum(["better", "worse"]),
  confirmed: z.boolean(),
  acknowledged: z.string().optional(),
});

const trend = z.looseObject({
  name: z.string(),
  metric: z.string(),
  statistic: z.string(),
  unit,
  better,
  points: z.array(z.looseObject({ run: count, value })),
  changes: z.array(changePoint),
  latest: z.looseObject({
    value,
    expected: value,
    change,
    p: share,
    state: z.enum(["usual", "unusual-better", "unusual-worse", "too-few-runs"]),
  }),
});

const history = z.looseObject({
  apiVersion: z.literal(HISTORY_API_VERSION),
  kind: z.literal("History"),
  scenario: z.string(),
  digest: z.string(),
  provider: z.string(),
  nodes: count,
  runs: z.array(runIdentity).meta({ description: "oldest first" }),
  leftOut,
  rows: z.array(trend),
  notes: z.array(z.string()),
});

const signoffVerdict = z.enum(["approved", "rejected", "inconclusive"]);

const objective = z.looseObject({
  expression: z.string(),
  source: z.enum(["scenario", "plan", "slo"]),
  values: z.array(z.number().nullable()).meta({ description: "one a valid run" }),
  runsPassed: count,
  pass: z.boolean(),
  message: z.string().optional(),
});

const scenarioSignoff = z.looseObject({
  scenario: z.string(),
  name: z.string(),
  verdict: signoffVerdict,
  reasons: z.array(z.string()),
  runsPlanned: count,
  runsValid: count,
  objectives: z.array(objective),
  comparison: comparison.optional(),
  findings: z.array(
    findingSchema.pick({ id: true, severity: true, message: true }).extend({ runs: count }),
  ),
  fidelity: z.array(z.string()),
});

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const signoff = z.looseObject({
  apiVersion: z.literal(SIGNOFF_API_VERSION),
  kind: z.literal("Signoff"),
  name: z.string(),
  description: z.string().optional(),
  createdAt: moment,
  version: z.string(),
  verdict: signoffVerdict,
  sentence: z.string(),
  scenarios: z.array(scenarioSignoff),
  environments: z.array(environmentSchema.omit({ calibration: true, clusterReadySeconds: true })),
  inputs: z.array(
    z.looseObject({
      role: z.enum(["plan", "scenario", "result", "baseline"]),
      path: z.string(),
      sha256,
      bytes: count,
      scenario: count.optional(),
    }),
  ),
  digest: sha256.meta({ description: "SHA-256 of the canonical JSON of all of the above" }),
});

const version = COMPARISON_API_VERSION.split("/")[1];

function published(name: string, title: string, schema: z.ZodType): object {
  return {
    $id: `https://kwokbench.dev/schema/${version}/${name}.json`,
    title,
    ...z.toJSONSchema(schema, { io: "input" }),
  };
}

/** JSON Schema (draft 2020-12) of comparison.json. */
export function comparisonJsonSchema(): object {
  return published("comparison", "kwokbench Comparison", comparison);
}

/** JSON Schema of what `history --format json` prints: a History for each scenario found. */
export function historiesJsonSchema(): object {
  return published("history", "kwokbench Histories", z.array(history));
}

/** JSON Schema of signoff.json. */
export function signoffJsonSchema(): object {
  return published("signoff", "kwokbench Signoff", signoff);
}
