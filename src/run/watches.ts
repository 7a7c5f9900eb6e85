// One watch for each collection and selector, however many want its events. It survives being cut
// (client/reflector.ts); how often that happened is counted, and is evidence for the audit.

import type { Clock } from "../base/index.ts";
import { type Client, type Reflector, type WatchEvent, reflect } from "../client/index.ts";
import { type KubeObject, type Resource, collectionPath, qualifiedName } from "../kube/index.ts";

/**
 * Events with the moment their bytes were read. `initial`: of the first list, so of what was there before the watch.
 */
export type TakeEvents = (
  events: readonly WatchEvent[],
  receivedMs: number,
  initial: boolean,
) => void;

/** What happened to a watch: counted under these names, by resource. */
const TROUBLES = {
  resume: "watch_resumes",
  relist: "watch_relists",
  failure: "watch_failures",
} as const;

interface Wanted {
  readonly resource: Resource;
  readonly labelSelector: string | undefined;
  readonly takers: TakeEvents[];
}

export class Watches {
  private readonly wanted = new Map<string, Wanted>();
  private readonly reflectors = new Map<string, Reflector>();

  constructor(
    private readonly client: Client,
    private readonly clock: Clock,
    private readonly count: (name: string, labels: Readonly<Record<string, string>>) => void,
  ) {}

  /** To be called before `start`. */
  want(resource: Resource, labelSelector: string | undefined, take: TakeEvents): void {
    const key = `${collectionPath(resource)} ${labelSelector ?? ""}`;
    const known = this.wanted.get(key);
    if (known) known.takers.push(take);
    else this.wanted.set(key, { resource, labelSelector, takers: [take] });
  }

  /** Resolves when every watch has had its first list. */
  async start(): Promise<void> {
    const started = [...this.wanted.values()].map((wanted) => this.startOne(wanted));
    await Promise.all(started.map(({ synced }) => synced));
  }

  /** `pods`, `widgets.example.com`, `pods (app=web)` → what its watch went through. */
  statistics(): Readonly<Record<string, Reflector["statistics"]>> {
    return Object.fromEntries(
      [...this.reflectors].map(([name, { statistics }]) => [name, statistics]),
    );
  }

  stop(): void {
    for (const reflector of this.reflectors.values()) reflector.stop();
  }

  private startOne({ resource, labelSelector, takers }: Wanted): Reflector {
    let initial = true;
    const reflector = reflect<KubeObject>(
      this.client,
      resource,
      { clock: this.clock, labelSelector },
      {
        onEvents: (events, receivedMs) => {
          for (const take of takers) take(events, receivedMs, initial);
        },
        onTrouble: ({ kind }) => this.count(TROUBLES[kind], { resource: resource.plural }),
      },
    );
    // Its end is told of to whoever waits for `start`.
    reflector.synced.then(() => (initial = false)).catch(() => {});
    const name = qualifiedName(resource);
    this.reflectors.set(labelSelector ? `${name} (${labelSelector})` : name, reflector);
    return reflector;
  }
}
