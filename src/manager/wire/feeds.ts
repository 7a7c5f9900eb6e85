// One watch per kind, shared by all controllers that want to know of it.

import type { Clock, Logger } from "../../base/index.ts";
import {
  type Client,
  type Reflector,
  type ReflectorStatistics,
  reflect,
} from "../../client/index.ts";
import { type KubeObject, type Resource, qualifiedName } from "../../kube/index.ts";
import type { Refusals } from "./refusals.ts";

export type FeedHandler<T extends KubeObject> = (type: string, object: T) => void;

interface Feed {
  readonly resource: Resource;
  readonly handlers: FeedHandler<KubeObject>[];
}

export class Feeds {
  private readonly feeds = new Map<string, Feed>();
  private readonly reflectors = new Map<string, Reflector>();

  constructor(
    private readonly client: Client,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly refusals: Refusals,
  ) {}

  /** Handlers are called in the order in which they were given, for each event in turn. Before `start` only. */
  on<T extends KubeObject>(resource: Resource, handler: FeedHandler<T>): void {
    const feed = this.feeds.get(resource.plural) ?? { resource, handlers: [] };
    // The feed of a resource carries objects of that resource: the caller names both.
    feed.handlers.push(handler as unknown as FeedHandler<KubeObject>);
    this.feeds.set(resource.plural, feed);
  }

  /** Opens the watches; settles when all have given out their first list. */
  async start(): Promise<void> {
    for (const { resource, handlers } of this.feeds.values()) this.open(resource, handlers);
    await Promise.all([...this.reflectors.values()].map(({ synced }) => synced));
  }

  /** A watch of its own, whenever it is wanted, that nobody waits for; a second one of a resource ends the first. */
  follow(resource: Resource, handler: FeedHandler<KubeObject>): Reflector {
    this.reflectors.get(qualifiedName(resource))?.stop();
    return this.open(resource, [handler]);
  }

  private open(resource: Resource, handlers: readonly FeedHandler<KubeObject>[]): Reflector {
    const name = qualifiedName(resource);
    const reflector = reflect(
      this.client,
      resource,
      { clock: this.clock },
      {
        onEvents: (events) => {
          for (const { type, object } of events)
            for (const handler of handlers) handler(type, object);
        },
        onTrouble: ({ kind, message }) => {
          this.refusals.tell(message);
          this.logger.debug(`${name}: ${kind}`, { message });
        },
      },
    );
    this.reflectors.set(name, reflector);
    return reflector;
  }

  get statistics(): Readonly<Record<string, ReflectorStatistics>> {
    return Object.fromEntries(
      [...this.reflectors].map(([plural, { statistics }]) => [plural, statistics]),
    );
  }

  stop(): void {
    for (const reflector of this.reflectors.values()) reflector.stop();
  }
}
