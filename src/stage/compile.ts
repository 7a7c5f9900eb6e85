// Stages to closures, once. A stage that cannot be compiled is reported with its place and left out; the others work.

import { type Diagnostic, messageOf } from "../base/index.ts";
import { ExpressionError } from "../expr/index.ts";
import { type Json, type KubeObject, type MergeSchema, builtinMergeSchema } from "../kube/index.ts";
import { type Amount, compileDuration, compileWeight } from "./amount.ts";
import type { StageEnvironment } from "./environment.ts";
import { type Scope, stageFunctions } from "./functions.ts";
import { type Compiler, documentOf, LocatedError } from "./language.ts";
import { type ProblemHandler, StageMachine } from "./machine.ts";
import { type Predicate, compileSelector } from "./requirement.ts";
import {
  type ApplyStep,
  type PatchStep,
  type ResourceRef,
  type Stage,
  type Step,
  refKey,
} from "./stage.ts";

type Rendered<Source extends PatchStep | ApplyStep> = Omit<Source, "template"> & {
  /** The template's value for an object; throws TemplateError. */
  readonly render: (object: KubeObject) => Json;
};
export type CompiledPatch = Rendered<PatchStep>;
export type CompiledApply = Rendered<ApplyStep>;
export type CompiledStep = Exclude<Step, PatchStep | ApplyStep> | CompiledPatch | CompiledApply;

export interface CompiledStage {
  readonly name: string;
  readonly stage: Stage;
  /** How strategic patches of its kind merge; undefined for kinds that are not built in. */
  readonly schema: MergeSchema | undefined;
  /** Strategic for nodes and pods, merge for all else: KWOK's rule. */
  readonly defaultPatchType: "strategic" | "merge";
  readonly matches: Predicate;
  readonly weight: Amount;
  readonly hasDelay: boolean;
  /** Whether the delay depends on the object. */
  readonly delayVaries: boolean;
  readonly duration: Amount;
  readonly jitter: Amount;
  readonly immediateNextStage: boolean;
  readonly steps: readonly CompiledStep[];
}

export interface CompiledStages {
  /** By `apiVersion/kind`. */
  readonly machines: ReadonlyMap<string, StageMachine>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles all stages; of two with the same name the later one counts, as with objects in a cluster. */
export async function compileStages(
  stages: readonly Stage[],
  environment: StageEnvironment,
  onProblem?: ProblemHandler,
): Promise<CompiledStages> {
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  const diagnostics: Diagnostic[] = [];
  const compiled = new Map<string, CompiledStage[]>();
  for (const stage of byName.values()) {
    try {
      const key = refKey(stage.resourceRef);
      const of = compiled.get(key) ?? [];
      of.push(await compileStage(stage, environment));
      compiled.set(key, of);
    } catch (error) {
      diagnostics.push(diagnosticOf(stage, error));
    }
  }
  const machines = new Map<string, StageMachine>();
  for (const [key, of] of compiled)
    machines.set(key, new StageMachine(of[0]!.stage.resourceRef, of, onProblem));
  return { machines, diagnostics };
}

async function compileStage(stage: Stage, environment: StageEnvironment): Promise<CompiledStage> {
  const scope: Scope = { object: undefined };
  const functions = stageFunctions(environment, stage.resourceRef, scope);
  const compiler: Compiler = { ref: stage.resourceRef, environment, scope, functions };
  const { durationMs, jitterMs } = stage.delay;
  return {
    name: stage.name,
    stage,
    schema: builtinMergeSchema(stage.resourceRef.apiVersion, stage.resourceRef.kind),
    defaultPatchType: isNodeOrPod(stage.resourceRef) ? "strategic" : "merge",
    matches: await compileSelector(stage.selector, compiler),
    weight: await compileWeight(stage.weight, compiler),
    hasDelay: [durationMs, jitterMs].some(
      ({ fixed, from }) => fixed !== undefined || from !== undefined,
    ),
    delayVaries: durationMs.from !== undefined || jitterMs.from !== undefined,
    duration: await compileDuration({ ...durationMs, fixed: durationMs.fixed ?? 0 }, compiler),
    jitter: await compileDuration(jitterMs, compiler),
    immediateNextStage: stage.immediateNextStage,
    steps: stage.steps.map((step) => compileStep(step, compiler)),
  };
}

function isNodeOrPod({ apiVersion, kind }: ResourceRef): boolean {
  return apiVersion === "v1" && (kind === "Node" || kind === "Pod");
}

function compileStep(step: Step, compiler: Compiler): CompiledStep {
  if (step.kind !== "patch" && step.kind !== "apply") return step;
  const { template, ...rest } = step;
  return { ...rest, render: documentOf(template, compiler) };
}

function diagnosticOf(stage: Stage, error: unknown): Diagnostic {
  const place = error instanceof LocatedError ? error.place : stage.place;
  const cause = error instanceof LocatedError ? error.cause : error;
  return {
    ...place,
    message: `stage ${stage.name}: ${messageOf(cause)}`,
    hint: cause instanceof ExpressionError ? cause.hint : undefined,
    severity: "error",
  };
}
