// A life without a cluster: plays the stages of one kind on an object, moving a clock of its own from each due time to
// the next. It shows what a Stage file does before anything is started.

import {
  type JsonObject,
  type KubeObject,
  type ObjectMeta,
  builtinMergeSchema,
} from "../kube/index.ts";
import { applyPatch } from "./apply-patch.ts";
import type { Effect } from "./effect.ts";
import { effectsOf } from "./effects.ts";
import type { StageMachine } from "./machine.ts";
import type { ResourceRef } from "./stage.ts";

export interface RehearsalClock {
  wallMs(): number;
  advance(ms: number): void;
}

export interface RehearsedPlay {
  /** Since the rehearsal began. */
  readonly atMs: number;
  readonly stage: string;
  readonly effects: readonly Effect[];
  /** The object after the play; undefined once it is deleted. */
  readonly object: KubeObject | undefined;
}

export interface RehearsalOptions {
  readonly clock: RehearsalClock;
  readonly random: () => number;
  /** Some lives never end: heartbeats, crash loops. */
  readonly playsMax: number;
}

/** What happens to the object, play by play, until nothing is due, it is deleted, or `playsMax` have been seen. */
export function rehearse(
  machine: StageMachine,
  object: KubeObject,
  options: RehearsalOptions,
): readonly RehearsedPlay[] {
  const { clock, random, playsMax } = options;
  const startMs = clock.wallMs();
  const plays: RehearsedPlay[] = [];
  let current: KubeObject | undefined = object;
  while (current && plays.length < playsMax) {
    const match = machine.match(current, clock.wallMs(), random);
    if (!match) break;
    clock.advance(match.delayMs);
    const { effects } = effectsOf(match.stage, current);
    const after: KubeObject | undefined = afterEffects(current, effects, machine.ref);
    plays.push({ atMs: clock.wallMs() - startMs, stage: match.stage.name, effects, object: after });
    // A play that changed nothing brings no event, so nothing follows.
    if (after === current) break;
    current = after;
  }
  return plays;
}

/** Deleted, and held by its finalizers alone. */
function isLetGo(metadata: ObjectMeta): boolean {
  const { deletionTimestamp, finalizers, deletionGracePeriodSeconds } = metadata;
  const isHeld =
    deletionTimestamp !== undefined && finalizers !== undefined && finalizers.length > 0;
  return isHeld && !deletionGracePeriodSeconds;
}

/** The object as the effects leave it; undefined when they delete it and nothing holds it. */
export function afterEffects(
  object: KubeObject,
  effects: readonly Effect[],
  ref: ResourceRef,
): KubeObject | undefined {
  const schema = builtinMergeSchema(ref.apiVersion, ref.kind);
  let current = object as unknown as JsonObject;
  for (const effect of effects) {
    if (effect.kind === "patch")
      current = applyPatch(current, effect.type, effect.body, schema) as JsonObject;
    const { metadata } = current as unknown as KubeObject;
    if (metadata.finalizers?.length) continue;
    if (effect.kind === "delete" || isLetGo(object.metadata)) return undefined;
  }
  return current as unknown as KubeObject;
}
