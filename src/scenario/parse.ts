// A scenario's text to the Scenario: read, fill in variables, check the form, resolve each part, tell of everything wrong.

import type { z } from "zod";
import { assert } from "../base/index.ts";
import { digestOf } from "./digest.ts";
import { problemsOfIssues } from "./issue.ts";
import { isMap } from "./manifest.ts";
import { Problems } from "./problems.ts";
import { unusual } from "./resolve/api-server.ts";
import { type Provider, isForeign, resolveCluster } from "./resolve/cluster.ts";
import { type ResolveContext, besideScenario } from "./resolve/context.ts";
import { resolveParts } from "./resolve/parts.ts";
import { documentSchema } from "./schema/document.ts";
import { readVariables, reportUnused, substitute, type Variables } from "./substitute.ts";
import type { Scenario } from "./types.ts";
import { readYaml } from "./yaml.ts";

export interface ParseOptions {
  /** The scenario's path, for messages; stage files are resolved against its folder. */
  readonly file: string;
  /** Overrides of `vars`: --set name=value. */
  readonly set?: Readonly<Record<string, string>>;
  /** The text of a file the scenario names, as it names it (relative to its folder), or undefined where there is none. */
  readonly readFile: (path: string) => string | undefined;
  /** Overrides `spec.cluster.provider` (--kubeconfig); that cluster's own roles are then taken as external. */
  readonly provider?: Provider | undefined;
  /** Overrides `spec.seed` (--seed). */
  readonly seed?: number | undefined;
}

/** Throws FailureError with every problem there is, each with its file, line and column. */
export function parseScenario(text: string, options: ParseOptions): Scenario {
  const unplaced = Problems.of(options.file, () => undefined);
  const yaml = readYaml(text, options.file, unplaced);
  unplaced.throwIfAny();
  assert(yaml, "what cannot be read is a problem");
  const problems = Problems.of(options.file, yaml.locate);
  const root: unknown = yaml.value;
  if (!isMap(root)) {
    problems.add({
      path: [],
      message: "this is not a scenario",
      hint: "`kwokbench init` writes one to start from",
    });
    problems.throwIfAny();
    assert(false, "what is not a map is a problem");
  }
  const variables = readVariables(root["vars"], options.set ?? {}, problems);
  const used = new Set<string>();
  const { vars, ...body } = root;
  const filled = substitute(body, [], { variables, used, problems }) as Record<string, unknown>;
  const value = vars === undefined ? filled : { ...filled, vars };
  const scenario = resolve(value, { options, problems, variables, used });
  reportUnused(variables, used, problems);
  problems.throwIfAny();
  assert(scenario, "a scenario without problems is whole");
  return scenario;
}

interface Resolving {
  readonly options: ParseOptions;
  readonly problems: Problems;
  readonly variables: Variables;
  readonly used: Set<string>;
}

function resolve(
  value: Readonly<Record<string, unknown>>,
  resolving: Resolving,
): Scenario | undefined {
  const { options, problems, variables, used } = resolving;
  const parsed = documentSchema.safeParse(value);
  // Where a variable could not be filled in, its place was told of and does not have the right form either.
  const told = problems.paths();
  for (const problem of problemsOfIssues(parsed.error?.issues ?? [], value))
    if (!told.has(problem.path.join("."))) problems.add(problem);
  const files = new Map<string, string>();
  const provider = options.provider ?? providerIn(value);
  const context: ResolveContext = {
    problems,
    substitution: { variables, used },
    scenarioName: nameIn(value),
    isolated: provider !== undefined && isForeign(provider),
    readFile: (path, at) => {
      const text = options.readFile(path);
      if (text === undefined)
        problems.add({
          path: at,
          message: `there is no file "${path}"`,
          hint: `paths are relative to the scenario's folder; looked for ${besideScenario(options.file, path)}`,
        });
      else files.set(path, text);
      return text;
    },
  };
  // Each part that has the right form is resolved even where another has not, so that all problems show at once.
  const parts = resolveParts(value["spec"], context);
  return parsed.data && parts && assemble(parsed.data, parts, resolving, files);
}

function assemble(
  document: z.output<typeof documentSchema>,
  parts: NonNullable<ReturnType<typeof resolveParts>>,
  { options, problems, variables }: Resolving,
  files: ReadonlyMap<string, string>,
): Scenario {
  const { metadata, spec } = document;
  const content = {
    name: metadata.name,
    description: metadata.description,
    vars: { ...variables },
    cluster: resolveCluster(spec.cluster, options.provider, parts.hasWorkloads, problems),
    nodes: parts.nodes,
    stages: spec.stages,
    phases: parts.phases,
    thresholds: parts.thresholds,
    spans: parts.spans,
    scrapes: spec.scrapes,
    timeouts: { nodesReadyMs: spec.timeouts.nodesReady, settleMs: spec.timeouts.settle },
    warmupMs: spec.warmup,
  };
  const stageFiles = spec.stages.files.map((path) => besideScenario(options.file, path));
  return {
    ...content,
    // Named files count by what is in them: a run with another stage is another experiment. What is read beside is not.
    digest: digestOf({
      ...content,
      description: undefined,
      scrapes: undefined,
      cluster: { ...content.cluster, apiServer: unusual(content.cluster) },
      files: [...files],
    }),
    stages: { ...spec.stages, files: stageFiles },
    seed: options.seed ?? spec.seed,
  };
}

/** Read ahead of the checks: templates depend on both. */
function nameIn(value: Readonly<Record<string, unknown>>): string {
  const metadata = value["metadata"];
  return isMap(metadata) && typeof metadata["name"] === "string" ? metadata["name"] : "scenario";
}

function providerIn(value: Readonly<Record<string, unknown>>): Provider | undefined {
  const spec = value["spec"];
  const cluster = isMap(spec) ? spec["cluster"] : undefined;
  return isMap(cluster) ? (cluster["provider"] as Provider) : undefined;
}
