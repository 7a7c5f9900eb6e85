// Stages tried on an object without a cluster: which may play, with what odds, when, what each would send, and what the
// object would then be.

import { messageOf } from "../base/index.ts";
import type { KubeObject } from "../kube/index.ts";
import type { Weight } from "./choose.ts";
import type { Effect } from "./effect.ts";
import { effectsOf } from "./effects.ts";
import type { StageMachine } from "./machine.ts";
import { afterEffects } from "./rehearse.ts";

export interface Trial {
  readonly stage: string;
  readonly matches: boolean;
  /** In [0, 1], of the stages that match. */
  readonly chance: number;
  /** Undefined where it does not match or its weight is no number. */
  readonly weight: Weight;
  readonly delayMs: readonly [shortest: number, longest: number];
  readonly effects: readonly Effect[];
  /** Patches left out because they would change nothing. */
  readonly suppressed: number;
  /** The object afterwards; undefined where the stage does not match, fails, or deletes it for good. */
  readonly after: KubeObject | undefined;
  /** Why its effects could not be worked out. */
  readonly problem: string | undefined;
}

/** A trial of every stage of the machine, in the order of the files. */
export function tryStages(
  machine: StageMachine,
  object: KubeObject,
  wallMs: number,
): readonly Trial[] {
  return machine
    .probabilities(object, wallMs)
    .map(({ stage, matches, weight, chance, delayMs }) => {
      const base = { stage: stage.name, matches, weight, chance, delayMs };
      const nothing = { effects: [], suppressed: 0, after: undefined, problem: undefined };
      if (!matches) return { ...base, ...nothing };
      try {
        const { effects, suppressed } = effectsOf(stage, object);
        const after = afterEffects(object, effects, machine.ref);
        return { ...base, effects, suppressed, after, problem: undefined };
      } catch (error) {
        return { ...base, ...nothing, problem: messageOf(error) };
      }
    });
}
