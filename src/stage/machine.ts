// All stages of one kind: given an object, which of them plays next, and after how long. Nothing here does anything.

import type { KubeObject } from "../kube/index.ts";
import { chances, draw, type Weight } from "./choose.ts";
import type { CompiledStage } from "./compile.ts";
import { delayMs } from "./delay.ts";
import type { ResourceRef } from "./stage.ts";

export interface Match {
  readonly stage: CompiledStage;
  /** From now until the stage plays. */
  readonly delayMs: number;
  /** The set it was drawn from: equal numbers for equal sets. */
  readonly candidates: number;
}

/** One stage's part in what may happen to an object. */
export interface Probability {
  readonly stage: CompiledStage;
  readonly matches: boolean;
  readonly weight: Weight;
  /** In [0, 1]; 0 when it does not match. */
  readonly chance: number;
  /** The shortest and the longest delay. */
  readonly delayMs: readonly [number, number];
}

/** An expression of a stage that failed on an object. The stage then counts as not matching; the others go on. */
export type ProblemHandler = (stage: CompiledStage, error: unknown) => void;

export class StageMachine {
  private readonly matching: CompiledStage[] = [];

  constructor(
    readonly ref: ResourceRef,
    readonly stages: readonly CompiledStage[],
    private readonly onProblem: ProblemHandler = () => {},
  ) {}

  /** The stage that is next for the object; undefined when none matches. `random` is uniform in [0, 1). */
  match(object: KubeObject, wallMs: number, random: () => number): Match | undefined {
    const candidates = this.candidatesOf(object);
    if (this.matching.length === 0) return undefined;
    const stage =
      this.matching.length === 1 ? this.matching[0]! : this.drawStage(object, wallMs, random);
    return { stage, candidates, delayMs: this.delayOf(stage, object, wallMs, random()) };
  }

  /** The set of stages that match, as a number; what they are is left in `matching`. */
  private candidatesOf(object: KubeObject): number {
    this.matching.length = 0;
    let candidates = 0;
    for (let index = 0; index < this.stages.length; index++) {
      const stage = this.stages[index]!;
      if (!this.matches(stage, object)) continue;
      this.matching.push(stage);
      candidates = (candidates * 61 + index + 1) % Number.MAX_SAFE_INTEGER;
    }
    return candidates;
  }

  private matches(stage: CompiledStage, object: KubeObject): boolean {
    try {
      return stage.matches(object);
    } catch (error) {
      this.onProblem(stage, error);
      return false;
    }
  }

  private drawStage(object: KubeObject, wallMs: number, random: () => number): CompiledStage {
    const weights = this.matching.map((stage) => this.weightOf(stage, object, wallMs));
    return this.matching[draw(weights, random())]!;
  }

  private weightOf(stage: CompiledStage, object: KubeObject, wallMs: number): Weight {
    try {
      return stage.weight(object, wallMs, (problem) => this.onProblem(stage, problem));
    } catch (error) {
      this.onProblem(stage, error);
      return undefined;
    }
  }

  /** A delay that cannot be computed is none, as in KWOK. */
  private delayOf(
    stage: CompiledStage,
    object: KubeObject,
    wallMs: number,
    random: number,
  ): number {
    if (!stage.hasDelay) return 0;
    const tell = (problem: Error): void => this.onProblem(stage, problem);
    try {
      const durationMs = stage.duration(object, wallMs, tell);
      if (durationMs === undefined) return 0;
      return delayMs(durationMs, stage.jitter(object, wallMs, tell), random);
    } catch (error) {
      this.onProblem(stage, error);
      return 0;
    }
  }

  /** Every stage with its chance for the object, for people. */
  probabilities(object: KubeObject, wallMs: number): readonly Probability[] {
    this.candidatesOf(object);
    const matching = [...this.matching];
    const weights = matching.map((stage) => this.weightOf(stage, object, wallMs));
    const parts = chances(weights);
    return this.stages.map((stage) => {
      const index = matching.indexOf(stage);
      const shortest = this.delayOf(stage, object, wallMs, 0);
      const longest = this.delayOf(stage, object, wallMs, 1);
      return {
        stage,
        matches: index >= 0,
        weight: index >= 0 ? weights[index] : undefined,
        chance: parts[index] ?? 0,
        delayMs: [shortest, longest],
      };
    });
  }
}
