// The shape of a Result document, for its reader and for the published JSON Schema. Unknown fields are let through, so
// that a reader of the same version accepts what a newer writer adds.

import { z } from "zod";
import { RESULT_API_VERSION } from "./types.ts";

const count = z.number().int().nonnegative();
const seconds = z.number().nonnegative().meta({ description: "seconds" });
/** In memory Infinity: among the censored, so slower than everything seen. */
const censorable = z
  .number()
  .nonnegative()
  .nullable()
  .meta({ description: "seconds; null: among the censored, slower than everything seen" });

const statistics = z.looseObject({
  count,
  censored: count.meta({ description: "started, but never seen to end within the run" }),
  min: seconds,
  mean: seconds,
  p50: censorable,
  p90: censorable,
  p95: censorable,
  p99: censorable,
  p999: censorable,
  max: censorable,
  histogram: z.string().meta({
    description: "HDR histogram V2, compressed, base64, values in microseconds; merges losslessly",
  }),
});

const metric = statistics.extend({
  unit: z.literal("seconds"),
  raw: statistics.optional().meta({ description: "from the moment sent instead of intended" }),
  phases: z.record(z.string(), statistics).optional(),
  slices: z
    .looseObject({
      stepSeconds: z.number().positive(),
      bucketsPerDoubling: z.number().int().positive(),
      cells: z.array(z.tuple([count, count, count])),
    })
    .optional(),
});

const throughput = z.looseObject({
  count,
  perSecond: z.number(),
  perSecondP5: z.number(),
  perSecondP50: z.number(),
  perSecondMax: z.number(),
  steps: count.optional().meta({ description: "whole steps that the three above are taken from" }),
  longestStallSeconds: seconds,
});

const series = z.looseObject({
  unit: z.string(),
  stepSeconds: z.number().positive(),
  values: z.array(z.number()),
  throughput: throughput.optional(),
});

const phase = z.looseObject({
  name: z.string(),
  startSeconds: z.number(),
  endSeconds: z.number(),
  offered: count,
  sent: count,
  acknowledged: count,
  completed: count,
  failed: count,
  censored: count,
  slipP99Seconds: seconds,
});

const apiServer = z.looseObject({
  secure: z.boolean().meta({ description: "HTTPS, tokens and RBAC" }),
  durability: z.enum(["memory", "log", "fsync"]).meta({
    description: "what a write waits for: nothing, the operating system, the disk",
  }),
  managedFields: z.enum(["applied", "always"]).meta({
    description: "which objects get managedFields",
  }),
  admission: z.looseObject({ enable: z.array(z.string()), disable: z.array(z.string()) }),
});

export const environmentSchema = z.looseObject({
  host: z.string(),
  os: z.string(),
  cpu: z.string(),
  cores: count,
  memoryBytes: count,
  versions: z.record(z.string(), z.string()),
  provider: z.string(),
  apiServer: apiServer.optional().meta({
    description: "how the API server was told to serve and keep, where the run started it",
  }),
  nodes: count,
  clusterReadySeconds: z.number(),
  calibration: z.number().positive().optional().meta({
    description: "steps a second of a fixed kernel on one core; sets two machines side by side",
  }),
});

export const findingSchema = z.looseObject({
  id: z.string(),
  severity: z.enum(["info", "warning", "invalid"]),
  message: z.string(),
  evidence: z.record(z.string(), z.union([z.string(), z.number()]).nullable()),
});

const threshold = z.looseObject({
  expression: z.string(),
  value: z.number().nullable().optional().meta({ description: "absent: nothing was measured" }),
  pass: z.boolean(),
  message: z.string().optional(),
});

const slowObject = z.looseObject({
  object: z.string(),
  seconds: z.number(),
  timeline: z.record(z.string(), z.number()),
});

const scrape = z.looseObject({
  url: z.string(),
  seconds,
  readings: count,
  counters: z.record(z.string(), z.number()).meta({
    description: "increase of each series, named as Prometheus writes it",
  }),
  histograms: z.record(
    z.string(),
    z.looseObject({
      count: z.number(),
      sum: z.number(),
      buckets: z.array(z.tuple([z.number().nullable(), z.number()])).meta({
        description: "[upper edge or null for infinity, increase of this bucket alone]",
      }),
    }),
  ),
  leftOut: count,
});

const scenario = z.looseObject({
  name: z.string(),
  digest: z.string(),
  seed: z.number(),
  vars: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  planDigest: z.string(),
});

export const resultSchema = z.looseObject({
  apiVersion: z.literal(RESULT_API_VERSION),
  kind: z.literal("Result"),
  scenario,
  environment: environmentSchema,
  startedAt: z.string().meta({ description: "RFC 3339" }),
  durationSeconds: z.number().nonnegative(),
  verdict: z.enum(["pass", "fail", "invalid", "incomplete"]),
  reason: z.string().optional(),
  validity: z.looseObject({ valid: z.boolean(), findings: z.array(findingSchema) }),
  thresholds: z.array(threshold),
  phases: z.array(phase),
  metrics: z.record(z.string(), metric),
  series: z.record(z.string(), series),
  processes: z.array(
    z.looseObject({ role: z.string(), cpuSeconds: z.number(), rssMaxBytes: z.number() }),
  ),
  counters: z.record(z.string(), z.number()),
  fidelity: z.array(z.string()),
  slowest: z.record(z.string(), z.array(slowObject)),
  scrapes: z.record(z.string(), scrape).optional().meta({
    description: "what components' own /metrics counted during the run",
  }),
});
