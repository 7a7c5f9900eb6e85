// The parts of `spec` that name other things: resolved one by one, each as far as it has the right form.

import type { z } from "zod";
import { parseStages } from "../../stage/index.ts";
import { METRICS, type MetricDefinition, seriesOfPlural } from "../metrics.ts";
import { isMap } from "../manifest.ts";
import { scrapeSchema, spanSchema, thresholdSchema } from "../schema/document.ts";
import { nodeGroupSchema } from "../schema/nodes.ts";
import { phaseSchema } from "../schema/phase.ts";
import { stagesSchema } from "../schema/cluster.ts";
import type { NodeGroup, Phase, Span, Threshold } from "../types.ts";
import { checkApiServer } from "./api-server.ts";
import type { ResolveContext } from "./context.ts";
import { resolveNodeGroup } from "./nodes.ts";
import { Made, isNewName } from "./made.ts";
import { resolvePhase } from "./phase.ts";
import { resolveSpan } from "./span.ts";
import { WORKLOADS } from "./template.ts";
import { resolveThreshold } from "./threshold.ts";

/** What marks the nodes that are there before the first phase. */
export const NODES_PHASE = "nodes";

export interface Parts {
  readonly nodes: readonly NodeGroup[];
  readonly phases: readonly Phase[];
  readonly thresholds: readonly Threshold[];
  readonly spans: readonly Span[];
  readonly hasWorkloads: boolean;
}

/** `spec` after variables; undefined where it is no map. Problems go to the context. */
export function resolveParts(spec: unknown, context: ResolveContext): Parts | undefined {
  if (!isMap(spec)) return undefined;
  const made = new Made();
  const nodes = resolveNodes(spec["nodes"], made, context);
  const phases = resolvePhases(spec["phases"], made, context);
  checkApiServer(spec["cluster"], context.problems);
  checkStageFiles(spec["stages"], context);
  checkScrapes(spec["scrapes"], context);
  const spans = wellFormed(spanSchema, spec["spans"]).flatMap(({ value, index }) => {
    const span = resolveSpan(value, ["spec", "spans", index], context.problems);
    return span ? [span] : [];
  });
  const names = {
    phases: namesIn(spec["phases"]),
    metrics: {
      ...Object.fromEntries(namesIn(spec["spans"]).map((name) => [name, SPAN])),
      ...seriesOf(phases),
    },
  };
  const thresholds = wellFormed(thresholdSchema, spec["thresholds"]).flatMap(({ value, index }) =>
    resolveThreshold(value, ["spec", "thresholds", index], names, phases, context.problems),
  );
  const hasWorkloads = phases.some(
    (phase) => phase.action === "create" && WORKLOADS.includes(phase.template.kind),
  );
  return { nodes, phases, thresholds, spans, hasWorkloads };
}

function resolveNodes(list: unknown, made: Made, context: ResolveContext): readonly NodeGroup[] {
  return wellFormed(nodeGroupSchema, list).flatMap(({ value, index }) => {
    const path = ["spec", "nodes", index];
    const fallback = index === 0 ? "node" : `node-${index}`;
    const group = resolveNodeGroup(value, path, fallback, context);
    made.nodes += value.count;
    return group && isNewName(group.name, [...path, "name"], made, context) ? [group] : [];
  });
}

function resolvePhases(list: unknown, made: Made, context: ResolveContext): readonly Phase[] {
  const seen = new Set<string>([NODES_PHASE]);
  for (const name of namesIn(list)) made.unknown.add(name);
  return wellFormed(phaseSchema, list).flatMap(({ value, index }) => {
    const path = ["spec", "phases", index];
    made.unknown.delete(value.name);
    if (seen.has(value.name))
      context.problems.add({
        path: [...path, "name"],
        message:
          value.name === NODES_PHASE
            ? `"${NODES_PHASE}" is the phase in which the first nodes are made`
            : `two phases are named "${value.name}"`,
        hint: "give each phase a name of its own",
      });
    seen.add(value.name);
    const phase = resolvePhase(value, path, made, context);
    return phase ? [phase] : [];
  });
}

const SPAN: MetricDefinition = { kind: "latency", labels: [], meaning: "a span" };

/** Workloads and custom kinds have series of their own. */
function seriesOf(phases: readonly Phase[]): Readonly<Record<string, MetricDefinition>> {
  const plurals = phases.flatMap((phase) =>
    "template" in phase ? [phase.template.resource.plural] : [],
  );
  return Object.assign({}, ...plurals.map(seriesOfPlural), METRICS) as Record<
    string,
    MetricDefinition
  >;
}

/** Those that the report names so already; shards of the controller are `controller-0` and on. */
const COMPONENTS: readonly string[] = [
  "apiserver",
  "controller",
  "controller-manager",
  "etcd",
  "scheduler",
];

function checkScrapes(list: unknown, { problems }: ResolveContext): void {
  const seen = new Set(COMPONENTS);
  for (const { value, index } of wellFormed(scrapeSchema, list)) {
    if (seen.has(value.name) || /^controller-\d+$/.test(value.name))
      problems.add({
        path: ["spec", "scrapes", index, "name"],
        message: COMPONENTS.includes(value.name)
          ? `"${value.name}" is a component of the cluster's own, which is read as it is`
          : `two endpoints are named "${value.name}"`,
        hint: "choose another name",
      });
    seen.add(value.name);
  }
}

function checkStageFiles(stages: unknown, context: ResolveContext): void {
  const parsed = stagesSchema.safeParse(stages);
  for (const [index, file] of (parsed.data?.files ?? []).entries()) {
    const path = ["spec", "stages", "files", index];
    const text = context.readFile(file, path);
    if (text === undefined) continue;
    const { stages, diagnostics } = parseStages(text, file);
    const errors = diagnostics.filter(({ severity }) => severity !== "warning");
    for (const error of errors) context.problems.addDiagnostic(error);
    if (stages.length === 0 && errors.length === 0)
      context.problems.add({
        path,
        message: `${file} holds no Stage`,
        hint: "a Stage begins with apiVersion: kwok.x-k8s.io/v1alpha1, kind: Stage",
      });
  }
}

/** The entries that have the schema's form; the others' problems are told of elsewhere. */
function wellFormed<T extends z.ZodType>(
  schema: T,
  list: unknown,
): readonly { readonly value: z.output<T>; readonly index: number }[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown, index) => {
    const parsed = schema.safeParse(entry);
    return parsed.success ? [{ value: parsed.data, index }] : [];
  });
}

function namesIn(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) =>
    isMap(entry) && typeof entry["name"] === "string" ? [entry["name"]] : [],
  );
}
