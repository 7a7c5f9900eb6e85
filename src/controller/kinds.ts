// The kinds that have stages: each is watched, and each has its player. Stages may come, change and go while it runs.

import { messageOf } from "../base/index.ts";
import {
  type Client,
  type Needs,
  type Reflector,
  type ReflectorStatistics,
  type ResourceFinder,
  type Selectors,
  type WatchEvent,
  reflect,
} from "../client/index.ts";
import type { KubeObject, Resource } from "../kube/index.ts";
import { StageMachine } from "../stage/index.ts";
import { Player, type PlayerContext, type PlayerHooks } from "./player.ts";

/** How often a kind that the server does not have (yet) is asked for. */
const KIND_RETRY_MS = 5_000;
const LIST_PAGE_OBJECTS = 1_000;

export type EventsHandler = (events: readonly WatchEvent[], receivedMs: number) => void;

/** What is particular to a kind: which of its objects are watched, and which of those are ours. */
export interface KindRules extends PlayerHooks {
  readonly selectors: Selectors;
  readonly needs?: Needs;
}

interface Kind {
  readonly player: Player;
  readonly selectors: Selectors;
}

export class Kinds {
  private readonly kinds = new Map<string, Kind>();
  private readonly reflectors: Reflector[] = [];
  /** The stages of kinds that are asked for; those of a kind the server does not have wait here. */
  private readonly awaited = new Map<string, StageMachine>();
  private readonly sought = new Set<string>();
  private stopped = false;

  constructor(
    private readonly client: Client,
    private readonly finder: ResourceFinder,
    private readonly context: PlayerContext,
    private readonly rulesOf: (key: string) => KindRules,
  ) {}

  get players(): ReadonlyMap<string, Player> {
    return new Map([...this.kinds].map(([key, { player }]) => [key, player]));
  }

  get watches(): readonly ReflectorStatistics[] {
    return this.reflectors.map((reflector) => reflector.statistics);
  }

  player(key: string): Player | undefined {
    return this.kinds.get(key)?.player;
  }

  /** Makes the kind's player without watching it: whoever watches hands it its events. */
  add(key: string, resource: Resource, machine: StageMachine): Player {
    const rules = this.rulesOf(key);
    const player = new Player(resource, machine, this.context, rules);
    this.kinds.set(key, { player, selectors: rules.selectors });
    return player;
  }

  /** Plays these stages from now on. Settles when every object there is has been judged by them. */
  async use(machines: ReadonlyMap<string, StageMachine>): Promise<void> {
    const changed = [...this.kinds].map(async ([key, kind]) => {
      const { machine } = kind.player;
      kind.player.use(machines.get(key) ?? new StageMachine(machine.ref, []));
      await this.readAgain(kind);
    });
    for (const key of this.awaited.keys()) if (!machines.has(key)) this.awaited.delete(key);
    const added = [...machines].filter(([key]) => !this.kinds.has(key));
    await Promise.all([...changed, ...added.map(([key, machine]) => this.begin(key, machine))]);
  }

  /** Settles when the kind's objects have been handed out; a kind the server does not have yet holds nothing up. */
  async begin(key: string, machine: StageMachine): Promise<void> {
    if (this.kinds.has(key)) return;
    this.awaited.set(key, machine);
    if (this.sought.has(key)) return;
    this.sought.add(key);
    if (!(await this.isSettled(key, (why) => this.tellAbsent(machine, why)))) void this.seek(key);
  }

  private async seek(key: string): Promise<void> {
    do await Bun.sleep(KIND_RETRY_MS);
    while (!this.stopped && !(await this.isSettled(key)));
  }

  private tellAbsent({ ref }: StageMachine, why: string): void {
    if (!this.stopped)
      this.context.logger.warn(`stages wait for a kind the server does not have: ${why}`, {
        kind: ref.kind,
        apiVersion: ref.apiVersion,
      });
  }

  /** Asks for a kind once; true when it is watched, or not wanted any more. */
  private async isSettled(key: string, onAbsent?: (why: string) => void): Promise<boolean> {
    let resource: Resource | undefined;
    try {
      const ref = this.awaited.get(key)?.ref;
      resource = ref && (await this.finder.find(ref.apiVersion, ref.kind));
    } catch (error) {
      onAbsent?.(messageOf(error));
      return false;
    }
    // Its stages may have changed or gone while it was asked for.
    const machine = this.awaited.get(key);
    this.sought.delete(key);
    this.awaited.delete(key);
    if (!resource || !machine || this.stopped) return true;
    const player = this.add(key, resource, machine);
    const rules = this.rulesOf(key);
    const handle: EventsHandler = (events, receivedMs) => player.handle(events, receivedMs);
    await this.watch(resource, rules, handle).catch((error: unknown) => {
      if (!this.stopped)
        this.context.logger.error(`a kind is not watched: ${messageOf(error)}`, { kind: key });
    });
    return true;
  }

  /** Settles when what is there already has been handed out. */
  async watch(
    resource: Resource,
    { selectors, needs }: Pick<KindRules, "selectors" | "needs">,
    onEvents: EventsHandler,
  ): Promise<void> {
    const { clock, logger } = this.context;
    const fields = { resource: resource.plural };
    const options = { ...selectors, needs, clock };
    const reflector = reflect(this.client, resource, options, {
      onEvents,
      onTrouble: ({ kind, message }) =>
        kind === "failure"
          ? logger.warn(`a watch failed and is tried again: ${message}`, fields)
          : logger.debug(`a watch begins again: ${message}`, { ...fields, kind }),
    });
    this.reflectors.push(reflector);
    await reflector.synced;
  }

  /** All there is of every kind, as if it had just been seen; `onFirst` takes those of the kind added first. */
  async readAllAgain(onFirst: EventsHandler): Promise<void> {
    const [first, ...rest] = this.kinds.values();
    if (first) await this.readAgain(first, onFirst);
    await Promise.all(rest.map((kind) => this.readAgain(kind)));
  }

  /** Hands the objects that `selectors` select to the kind's player, as if they had just been seen. */
  async readAgain(
    { player, selectors }: Kind,
    onEvents: EventsHandler = (events, receivedMs) => player.handle(events, receivedMs),
  ): Promise<void> {
    let page: string | undefined;
    do {
      const options = { ...selectors, limit: LIST_PAGE_OBJECTS, ...(page && { continue: page }) };
      const list = await this.client.list<KubeObject>(player.resource, options);
      const events = list.items.map((object): WatchEvent => ({ type: "ADDED", object }));
      onEvents(events, this.context.clock.nowMs());
      page = list.metadata.continue || undefined;
    } while (page !== undefined && !this.stopped);
  }

  stop(): void {
    this.stopped = true;
    for (const reflector of this.reflectors) reflector.stop();
    for (const { player } of this.kinds.values()) player.stop();
  }
}
