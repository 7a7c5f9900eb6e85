// stage is the lifecycle brain, pure: from an object, the stages of its kind, the time and a random source it says which
// stage is next, after how long, and with which effects. The stages are KWOK's kind Stage (kwok.x-k8s.io/v1alpha1).

export { chances } from "./choose.ts";
export {
  type CompiledStage,
  type CompiledStages,
  type CompiledStep,
  compileStages,
} from "./compile.ts";
export type { ApplyEffect, Effect, Effects, EventEffect, PatchEffect } from "./effect.ts";
export { effectsOf } from "./effects.ts";
export type { StageEnvironment } from "./environment.ts";
export { IpPools, type IpPoolsOptions } from "./ip-pools.ts";
export { type Match, type Probability, type ProblemHandler, StageMachine } from "./machine.ts";
export { type ParsedStages, parseStages, STAGE_API_VERSION } from "./parse.ts";
export {
  type ProfileName,
  isProfileName,
  profileNames,
  profileStages,
  profileText,
} from "./profiles.ts";
export {
  type RehearsalClock,
  type RehearsalOptions,
  type RehearsedPlay,
  rehearse,
} from "./rehearse.ts";
export {
  type OtherDocument,
  type Place,
  type ResourceRef,
  type Stage,
  type Step,
  refKey,
} from "./stage.ts";
export { type Trial, tryStages } from "./trial.ts";
export { checkStages } from "./check.ts";
export { type Explanation, explainStages, explanationDiagram, explanationText } from "./explain.ts";
export type { Exploration, ExploredState, ExploredStep } from "./explore.ts";
