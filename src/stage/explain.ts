// A set of stages explained: what each waits for and does, in words, and the state machine they make together, drawn by
// exploring it with sample objects.

import { type FakeClock, formatMs } from "../base/index.ts";
import type { KubeObject } from "../kube/index.ts";
import { compileStages } from "./compile.ts";
import type { StageEnvironment } from "./environment.ts";
import { type Exploration, type ExploredStep, explore } from "./explore.ts";
import { sampleObjects } from "./samples.ts";
import { type Requirement, type Stage, type Step } from "./stage.ts";

/** Longer conditions are cut: this is an overview, the file has the details. */
const CONDITION_CHARACTERS_MAX = 100;

export interface Explanation {
  /** `v1/Pod`. */
  readonly kind: string;
  readonly stages: readonly Stage[];
  readonly exploration: Exploration;
}

/** Explores each kind from `samples` of it, or from samples of our own. Stages that do not compile are left out. */
export async function explainStages(
  stages: readonly Stage[],
  environment: StageEnvironment,
  clock: FakeClock,
  samples: readonly KubeObject[] = [],
): Promise<readonly Explanation[]> {
  const { machines } = await compileStages(stages, environment);
  const deletedAt = new Date(clock.wallMs() + 30_000).toISOString();
  return [...machines].map(([kind, machine]) => {
    const own = machine.stages.map(({ stage }) => stage);
    const given = samples.filter((object) => `${object.apiVersion}/${object.kind}` === kind);
    const objects = given.length > 0 ? given : sampleObjects(machine.ref, own, deletedAt);
    return { kind, stages: own, exploration: explore(machine, objects, clock) };
  });
}

/** What each stage waits for and does, in words. */
export function explanationText({ kind, stages }: Explanation): string {
  return `${kind}\n\n${stages.map(stageText).join("\n")}`;
}

function stageText(stage: Stage): string {
  const conditions = stage.selector.requirements.map(conditionText);
  const labels = Object.entries(stage.selector.matchLabels).map(
    ([key, value]) => `label ${key} is ${value}`,
  );
  const annotations = Object.entries(stage.selector.matchAnnotations).map(
    ([key, value]) => `annotation ${key} is ${value}`,
  );
  const when = [...labels, ...annotations, ...conditions];
  const lines = [
    `  ${stage.name}`,
    `    when   ${when.join("\n       and ") || "always"}`,
    `    after  ${delayText(stage)}`,
    ...(stage.weight.fixed || stage.weight.from ? [`    weight ${weightText(stage)}`] : []),
    ...stage.steps.map((step) => `    does   ${stepText(step)}`),
    ...(stage.immediateNextStage
      ? ["    then   goes on from the answer, without waiting for the watch"]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}

function conditionText(requirement: Requirement): string {
  const source = cut(requirement.source.text);
  if (requirement.kind === "cel") return source;
  const { operator, values } = requirement;
  const list = values.join(", ");
  switch (operator) {
    case "In":
      return values.length === 1 ? `${source} is ${list}` : `${source} is one of ${list}`;
    case "NotIn":
      return values.length === 1 ? `${source} is not ${list}` : `${source} is none of ${list}`;
    case "Exists":
      return `${source} is set`;
    case "DoesNotExist":
      return `${source} is not set`;
  }
}

function cut(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, " ");
  return line.length <= CONDITION_CHARACTERS_MAX
    ? line
    : `${line.slice(0, CONDITION_CHARACTERS_MAX - 1)}…`;
}

function delayText({ delay: { durationMs, jitterMs } }: Stage): string {
  const from = durationMs.from ? ` or what ${cut(durationMs.from.source.text)} says` : "";
  const shortest = formatMs(durationMs.fixed ?? 0);
  if (jitterMs.fixed === undefined || jitterMs.fixed <= (durationMs.fixed ?? 0))
    return shortest + from;
  return `${shortest} to ${formatMs(jitterMs.fixed)}${from}`;
}

function weightText({ weight }: Stage): string {
  const from = weight.from ? `, or what ${cut(weight.from.source.text)} says` : "";
  return `${weight.fixed ?? 0}${from}`;
}

function stepText(step: Step): string {
  switch (step.kind) {
    case "patch":
      return `patch ${step.subresource || "the object"}${step.root ? ` below ${step.root}` : ""}`;
    case "apply":
      return "make or change another object";
    case "event":
      return `event ${step.type} ${step.reason}`;
    case "delete":
      return "delete the object";
    case "finalizers":
      return [
        ...(step.empty
          ? ["remove all finalizers"]
          : step.remove.map((name) => `remove finalizer ${name}`)),
        ...step.add.map((name) => `add finalizer ${name}`),
      ].join(", ");
  }
}

/** A Mermaid state diagram of what was explored. */
export function explanationDiagram({ kind, exploration }: Explanation): string {
  const { states, steps, starts } = exploration;
  const name = (id: number | undefined): string => (id === undefined ? "[*]" : `s${id}`);
  const lines = [
    ...states.map(({ id, label }) => `  state "${label.replaceAll('"', "'")}" as s${id}`),
    ...starts.map((id) => `  [*] --> s${id}`),
    ...steps.map((step) => `  ${name(step.from)} --> ${name(step.to)}: ${arrowText(step)}`),
  ];
  return `%% ${kind}\nstateDiagram-v2\n${[...new Set(lines)].join("\n")}\n`;
}

function arrowText({ stage, chance, delayMs: [shortest, longest] }: ExploredStep): string {
  const delay =
    longest > shortest ? `${formatMs(shortest)}–${formatMs(longest)}` : formatMs(shortest);
  const odds = chance < 1 ? `, ${(chance * 100).toPrecision(2)} %` : "";
  return `${stage} (${delay}${odds})`;
}
