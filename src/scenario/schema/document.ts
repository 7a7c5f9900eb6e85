// The whole scenario file.

import { z } from "zod";
import { SCENARIO_API_VERSION } from "../types.ts";
import { clusterSchema, stagesSchema } from "./cluster.ts";
import { nodeGroupSchema } from "./nodes.ts";
import { phaseSchema } from "./phase.ts";
import { count, duration, exactlyOne, label, text } from "./units.ts";

const PHASES_MAX = 100;
const GROUPS_MAX = 100;
const THRESHOLDS_MAX = 1000;

export const thresholdSchema = z
  .union([
    z.string().meta({ description: "metric{labels}@phase.statistic operator value" }),
    z
      .strictObject({
        threshold: text("metric{labels}@phase.statistic operator value").optional(),
        slo: z.enum(["kubernetes"]).optional().meta({
          description: "A set of thresholds: the service level objectives Kubernetes publishes.",
        }),
        abortOnFail: z
          .boolean()
          .default(false)
          .meta({ description: "Whether the run stops as soon as it fails." }),
        delayAbort: duration("From when on it may stop the run.").prefault("0s"),
      })
      .superRefine(
        exactlyOne(["threshold", "slo"], "the threshold", "threshold: pod_startup.p99 < 5s"),
      ),
  ])
  .meta({
    description: "What must hold for the run to pass.",
    examples: ["pod_startup.p99 < 5s", "api_request{verb=POST}.p99 < 1s", { slo: "kubernetes" }],
  });
export type ThresholdText = z.output<typeof thresholdSchema>;

const when = text(
  "created, deleted, condition:TYPE, condition:TYPE=STATUS, jq:EXPRESSION or cel:EXPRESSION.",
);
const spanPoint = z.strictObject({
  apiVersion: text("The watched objects' apiVersion."),
  kind: text("Their kind."),
  labelSelector: text("Which of them.").optional(),
  when,
});
export const spanSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/)
      .meta({ description: "The metric's name.", format: "metric", examples: ["widget_ready"] }),
    from: spanPoint.meta({ description: "Where the span begins." }),
    to: z
      .union([when, spanPoint])
      .meta({ description: "Where it ends; a bare condition means the same object." }),
    correlate: z
      .union([
        z.enum(["name", "owner"]),
        z.strictObject({ label: text("The label both objects carry with the same value.") }),
      ])
      .default("name")
      .meta({ description: "How the two objects are found to belong together." }),
  })
  .meta({
    description: "A latency of your own: from one condition on watched objects to another.",
  });
export type SpanText = z.output<typeof spanSchema>;

const SCRAPES_MAX = 20;

export const scrapeSchema = z.strictObject({
  name: label("The endpoint's name in the report."),
  url: z
    .string()
    .regex(/^https?:\/\/[^\s/]+(\/\S*)?$/)
    .meta({
      description: "Where it gives its metrics, as Prometheus text.",
      format: "address",
      examples: ["http://127.0.0.1:8080/metrics"],
    }),
});

const variable = z.union([z.string(), z.number(), z.boolean()]);

const specSchema = z.strictObject({
  seed: count("The seed all random choices follow from: same seed, same plan.", 0, 2 ** 31).default(
    1,
  ),
  cluster: clusterSchema,
  nodes: z
    .array(nodeGroupSchema)
    .max(GROUPS_MAX)
    .default([])
    .meta({ description: "The simulated nodes." }),
  stages: stagesSchema,
  phases: z
    .array(phaseSchema)
    .min(1)
    .max(PHASES_MAX)
    .meta({ description: "What happens, in order." }),
  thresholds: z
    .array(thresholdSchema)
    .max(THRESHOLDS_MAX)
    .default([])
    .meta({ description: "What must hold for the run to pass." }),
  spans: z.array(spanSchema).default([]).meta({ description: "Latencies of your own." }),
  scrapes: z.array(scrapeSchema).max(SCRAPES_MAX).default([]).meta({
    description:
      "Prometheus endpoints whose counters and histograms the report shows, beside those of the cluster's own components.",
  }),
  warmup: duration("What begins in it is left out of every latency metric.").prefault("0s"),
  timeouts: z
    .strictObject({
      nodesReady: duration("Until all nodes are ready.").prefault("5m"),
      settle: duration("After the last phase, until nothing is under way.").prefault("2m"),
    })
    .prefault({})
    .meta({ description: "How long the run waits." }),
});

export const documentSchema = z
  .strictObject({
    apiVersion: z.literal(SCENARIO_API_VERSION).meta({ description: "The format's version." }),
    kind: z.literal("Scenario").meta({ description: "The document's kind." }),
    metadata: z
      .strictObject({
        name: label("The scenario's name."),
        description: z.string().default("").meta({ description: "A sentence on what it answers." }),
      })
      .meta({ description: "What the scenario is called." }),
    vars: z.record(z.string(), variable).default({}).meta({
      description: "Values used as `${name}` anywhere below, and overridden by --set name=value.",
    }),
    spec: specSchema.meta({ description: "What to do." }),
  })
  .meta({
    title: "kwokbench scenario",
    description: "What a kwokbench run does: the cluster, the load, and what must hold.",
  });
