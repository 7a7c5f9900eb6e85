// A phase: a name, one action, when its requests arrive, and how long it may take.

import { z } from "zod";
import { arrivalSchema } from "./arrival.ts";
import { manifestSchema, nodeGroupSchema } from "./nodes.ts";
import { count, duration, exactlyOne, label, rate, text } from "./units.ts";

const NAMESPACES_MAX = 10_000;
const REPLICAS_MAX = 100_000;
const SIDES_MAX = 10;

const kind = z
  .string()
  .regex(/^[A-Z][A-Za-z0-9]*$/)
  .meta({
    description: "The objects' kind, as in a manifest.",
    format: "kind",
    examples: ["Pod", "Deployment"],
  });

const templateFields = {
  kind: kind.optional(),
  profile: text(
    "A built-in profile (Pod: small, standard, large; else the kind in lower case), or the path of a manifest.",
  ).optional(),
  manifest: manifestSchema.optional(),
  namespaces: count(
    "Over how many namespaces of their own the objects are spread.",
    1,
    NAMESPACES_MAX,
  ).default(1),
  replicas: count("For workloads: pods each object stands for.", 0, REPLICAS_MAX).optional(),
  plural: label(
    "For custom resources: the plural in their URL. Default: the kind in lower case with s.",
  ).optional(),
  namespaced: z
    .boolean()
    .default(true)
    .meta({ description: "For custom resources: whether they live in namespaces." }),
};

const from = label("The earlier phase whose objects are meant.");

const create = z
  .strictObject({ ...templateFields, count: count("How many objects.") })
  .meta({ description: "Creates objects of one template." });
const churn = z
  .strictObject({
    ...templateFields,
    rate: rate("Replacements per second, minute or hour.").optional(),
  })
  .meta({
    description:
      "Each arrival deletes the oldest object of the same template and creates another, so the population stays the same.",
  });
const remove = z
  .strictObject({
    from,
    kind: kind.optional(),
    count: count("How many, oldest first. Default: all.").optional(),
  })
  .meta({ description: "Deletes objects of an earlier phase." });
const scale = z
  .strictObject({
    from,
    kind: kind.optional(),
    replicas: count("Replicas each object gets.", 0, REPLICAS_MAX),
  })
  .meta({ description: "Changes the replicas of an earlier phase's workloads." });
const rollout = z
  .strictObject({
    from,
    kind: kind.optional(),
    annotation: text("The pod template's annotation that is changed.").default(
      "kwokbench.dev/rollout",
    ),
  })
  .meta({
    description:
      "Changes the pod template of an earlier phase's workloads, so that their pods are replaced.",
  });
const removeNodes = z
  .strictObject({ count: count("How many nodes, chosen at random from the seed.") })
  .meta({ description: "Deletes nodes." });
const failNodes = z
  .strictObject({
    count: count("How many nodes, chosen at random from the seed."),
    recoverAfter: duration("When each comes back. Default: never.").optional(),
  })
  .meta({ description: "Nodes stop: no lease is renewed and no pod on them changes any more." });

const nodeActions = {
  addNodes: nodeGroupSchema.optional(),
  removeNodes: removeNodes.optional(),
  failNodes: failNodes.optional(),
};
const NODE_ACTIONS = Object.keys(nodeActions) as (keyof typeof nodeActions)[];

const side = z
  .strictObject({
    ...nodeActions,
    after: duration("From the phase's start.").prefault("0s"),
    arrival: arrivalSchema.optional(),
  })
  .superRefine(
    exactlyOne(NODE_ACTIONS, "the action", "failNodes: { count: 10, recoverAfter: 20s }"),
  );
export type SideText = z.output<typeof side>;

const actions = {
  create: create.optional(),
  churn: churn.optional(),
  delete: remove.optional(),
  scale: scale.optional(),
  rollout: rollout.optional(),
  ...nodeActions,
  sleep: duration("Does nothing for so long.").optional(),
};
const ACTIONS = Object.keys(actions) as (keyof typeof actions)[];

export const phaseSchema = z
  .strictObject({
    name: label("The phase's name; its objects' names begin with it."),
    ...actions,
    arrival: arrivalSchema.optional(),
    duration: duration("When arrivals end. Default: when the work is done.").optional(),
    meanwhile: z
      .array(side)
      .max(SIDES_MAX)
      .default([])
      .meta({ description: "What happens to nodes while the phase's own requests arrive." }),
    wait: z
      .boolean()
      .default(true)
      .meta({ description: "Whether the phase ends only when what it started has finished." }),
    timeout: duration(
      "How long the phase may take beyond its own arrivals until all is sent, and then until what it started has finished.",
    ).prefault("10m"),
  })
  .superRefine(exactlyOne(ACTIONS, "the phase's action", "create: { count: 100 }"))
  .meta({ description: "One step of the load." });

export type PhaseText = z.output<typeof phaseSchema>;
export type TemplateText = Pick<NonNullable<PhaseText["create"]>, keyof typeof templateFields>;
