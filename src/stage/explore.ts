// The states a set of stages leads an object through: every stage that may play is played, from sample objects on, until
// no new state is found. A state is what one would tell apart by looking: phase, conditions, containers, what is next.

import type { Condition, JsonObject, KubeObject } from "../kube/index.ts";
import { effectsOf } from "./effects.ts";
import type { Probability, StageMachine } from "./machine.ts";
import { type RehearsalClock, afterEffects } from "./rehearse.ts";

const STATES_MAX = 200;

export interface ExploredState {
  readonly id: number;
  /** `Pending`, `Running +Ready`; `new` where the object has no status. */
  readonly label: string;
}

export interface ExploredStep {
  readonly from: number;
  /** Undefined: the object is deleted. */
  readonly to: number | undefined;
  readonly stage: string;
  /** In (0, 1]: of the stages that may play in this state. */
  readonly chance: number;
  readonly delayMs: readonly [shortest: number, longest: number];
}

export interface Exploration {
  readonly states: readonly ExploredState[];
  readonly steps: readonly ExploredStep[];
  /** The states the samples were in. */
  readonly starts: readonly number[];
}

export function explore(
  machine: StageMachine,
  samples: readonly KubeObject[],
  clock: RehearsalClock,
): Exploration {
  const explorer = new Explorer(machine, clock);
  const starts = samples.map((sample) => explorer.visit(sample, new Set()));
  return { states: explorer.states, steps: explorer.orderedSteps(), starts: [...new Set(starts)] };
}

class Explorer {
  readonly states: ExploredState[] = [];
  private readonly steps = new Map<string, ExploredStep>();
  private readonly idByState = new Map<string, number>();

  constructor(
    private readonly machine: StageMachine,
    private readonly clock: RehearsalClock,
  ) {}

  orderedSteps(): readonly ExploredStep[] {
    return [...this.steps.values()].sort((left, right) => left.from - right.from);
  }

  /**
   * The id of the object's state. What follows from it is explored unless this sample was in that state before: two
   * samples may look alike for a while and then part.
   */
  visit(object: KubeObject, seen: Set<string>): number {
    const possible = this.machine
      .probabilities(object, this.clock.wallMs())
      .filter(({ chance }) => chance > 0);
    const label = stateLabel(object);
    const key = JSON.stringify([label, possible.map(({ stage }) => stage.name)]);
    const id = this.idOf(key, label);
    if (seen.has(key) || seen.size >= STATES_MAX) return id;
    seen.add(key);
    for (const next of possible) this.step(id, object, next, seen);
    return id;
  }

  private idOf(key: string, label: string): number {
    const known = this.idByState.get(key);
    if (known !== undefined) return known;
    const id = this.states.length;
    this.idByState.set(key, id);
    this.states.push({ id, label });
    return id;
  }

  private step(
    from: number,
    object: KubeObject,
    { stage, chance, delayMs }: Probability,
    seen: Set<string>,
  ): void {
    this.clock.advance(delayMs[0]);
    const { effects } = effectsOf(stage, object);
    const after = afterEffects(object, effects, this.machine.ref);
    const to = after && this.visit(after, seen);
    const step = { from, to, stage: stage.name, chance, delayMs };
    this.steps.set(JSON.stringify([from, to, stage.name]), step);
  }
}

function stateLabel(object: KubeObject): string {
  const status = object["status"] as JsonObject | undefined;
  const phase = typeof status?.["phase"] === "string" ? status["phase"] : "new";
  const conditions = (status?.["conditions"] ?? []) as unknown as readonly Condition[];
  const holding = conditions.filter((entry) => entry.status === "True").map(({ type }) => type);
  const containers = [
    ...containerStates(status?.["initContainerStatuses"], "init "),
    ...containerStates(status?.["containerStatuses"], ""),
  ];
  const deleted = object.metadata.deletionTimestamp ? ["deleted"] : [];
  return [phase, ...deleted, ...holding.map((type) => `+${type}`), ...new Set(containers)].join(
    " ",
  );
}

function containerStates(list: unknown, prefix: string): string[] {
  const statuses = (list ?? []) as readonly {
    state?: Readonly<Record<string, { reason?: string }>>;
  }[];
  return statuses.flatMap(({ state = {} }) =>
    Object.entries(state).map(([name, detail]) => `${prefix}${detail?.reason ?? name}`),
  );
}
