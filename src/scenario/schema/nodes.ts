// A group of simulated nodes, in `nodes` and in `addNodes`.

import { z } from "zod";
import { inFlight } from "./arrival.ts";
import { count, duration, label, text } from "./units.ts";

const NODES_MAX = 1_000_000;
const ZONES_MAX = 1000;

export const manifestSchema = z.record(z.string(), z.unknown()).meta({
  description:
    "The object itself. `${name}`, `${index}`, `${namespace}` (nodes: `${zone}`) are filled in for each object; metadata.name, namespace and kwokbench's labels are set for you.",
});

const taint = z.strictObject({
  key: text("The taint's key."),
  value: z.string().optional().meta({ description: "The taint's value." }),
  effect: z
    .enum(["NoSchedule", "PreferNoSchedule", "NoExecute"])
    .meta({ description: "What becomes of pods that do not tolerate it." }),
});

const nodeFields = {
  count: count("How many nodes.", 1, NODES_MAX),
  name: label(
    "What node names begin with: `<name>-000000`. Default: node; in addNodes the phase's name.",
  ).optional(),
  profile: text(
    "A built-in node profile (small, standard, large), or the path of a Node manifest.",
  ).optional(),
  manifest: manifestSchema.optional(),
  zones: count(
    "Over how many zones the nodes are spread (topology.kubernetes.io/zone).",
    1,
    ZONES_MAX,
  ).default(1),
  labels: z
    .record(z.string(), z.string())
    .default({})
    .meta({ description: "Labels every node of the group carries." }),
  taints: z
    .array(taint)
    .default([])
    .meta({ description: "Taints every node of the group carries." }),
  lease: z
    .strictObject({
      duration: duration("How long a node's lease lasts.").prefault("40s"),
      renew: duration("How often it is renewed.").prefault("10s"),
    })
    .prefault({})
    .meta({ description: "The heartbeat of each node; the defaults are the kubelet's." }),
  inFlight: inFlight(),
};

export const nodeGroupSchema = z
  .strictObject(nodeFields)
  .meta({ description: "A group of equal nodes." });
export type NodeGroupText = z.output<typeof nodeGroupSchema>;
