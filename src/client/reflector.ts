// A watch that misses nothing: list, watch, resume from the last resourceVersion when the server cuts it, list again
// when the server no longer has that version (410). A real kube-apiserver cuts watchers it finds slow without any ERROR
// frame, so an end of the stream is never taken for an end of events.

import { type Clock, systemClock } from "../base/index.ts";
import { type KubeObject, type Resource, keyOf } from "../kube/index.ts";
import type { Client, Selectors } from "./client.ts";
import { ApiError } from "./error.ts";
import type { Needs } from "./frames.ts";
import { type WatchEvent, watchEvents } from "./watch.ts";

const LIST_PAGE_OBJECTS = 5_000;
/** Whole numbers of fewer digits are exact in a double. */
const DIGITS_EXACT = 16;
const BACKOFF_MS_MIN = 50;
const BACKOFF_MS_MAX = 10_000;

export interface ReflectorStatistics {
  /** Watches that ended or broke and were resumed from the last resourceVersion. */
  readonly resumes: number;
  /** Lists after the first: the server had forgotten our resourceVersion, so changes in between were merged. */
  readonly relists: number;
  /** Requests that failed. */
  readonly failures: number;
}

export interface ReflectorHandlers<T extends KubeObject> {
  /**
   * Events in order, with the clock's time at which their bytes were read. A relist is given as the events that lead
   * from what was known to what is; a DELETED made up this way carries only identifying metadata.
   */
  onEvents(events: readonly WatchEvent<T>[], receivedMs: number): void;
  /** Something went wrong and is being retried; `relist` when changes in between may have been merged. */
  onTrouble?(trouble: { kind: "resume" | "relist" | "failure"; message: string }): void;
}

export interface Reflector {
  /** Settles when the first list has been handed out; rejects if the reflector is stopped before. */
  readonly synced: Promise<void>;
  readonly statistics: ReflectorStatistics;
  /** Ends the watch; no event is handed out afterwards. */
  stop(): void;
}

export interface ReflectorOptions extends Selectors {
  readonly clock?: Clock;
  /** Watch only what happens from now on: the first list is read for its resourceVersion, its objects are not given out. */
  readonly skipInitial?: boolean;
  /** What of the objects is read of the watch's events; lists are read whole. */
  readonly needs?: Needs | undefined;
}

export function reflect<T extends KubeObject>(
  client: Client,
  resource: Resource,
  options: ReflectorOptions,
  handlers: ReflectorHandlers<T>,
): Reflector {
  const reflection = new Reflection(client, resource, options, handlers);
  return {
    synced: reflection.synced.promise,
    get statistics() {
      return { ...reflection.statistics };
    },
    stop: () => reflection.stop(),
  };
}

class Reflection<T extends KubeObject> {
  readonly synced = Promise.withResolvers<void>();
  readonly statistics = { resumes: 0, relists: 0, failures: 0 };
  private readonly abort = new AbortController();
  private readonly clock: Clock;
  private readonly selectors: Selectors;
  /** Key → uid and resourceVersion of what was handed out: what a relist is compared with. */
  private readonly known = new Map<string, { uid: string; version: Version }>();
  private since = "";
  private backoffMs = BACKOFF_MS_MIN;

  constructor(
    private readonly client: Client,
    private readonly resource: Resource,
    private readonly options: ReflectorOptions,
    private readonly handlers: ReflectorHandlers<T>,
  ) {
    this.clock = options.clock ?? systemClock;
    const { namespace, labelSelector, fieldSelector } = options;
    this.selectors = { namespace, labelSelector, fieldSelector };
    // A reflector nobody waits for must not end the program when it is stopped early.
    this.synced.promise.catch(() => {});
    void this.run();
  }

  stop(): void {
    this.abort.abort();
    this.synced.reject(new ApiError(0, "Stopped", "the watch was stopped before its first list"));
  }

  private get stopped(): boolean {
    return this.abort.signal.aborted;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        if (this.since === "") await this.list();
        const startedMs = this.clock.nowMs();
        await this.watch();
        if (this.stopped) return;
        this.trouble("resume", "the server ended the watch");
        // A server that ends every watch at once must not be asked in a tight loop.
        if (this.clock.nowMs() - startedMs < BACKOFF_MS_MIN) await Bun.sleep(BACKOFF_MS_MIN);
      } catch (error) {
        if (this.stopped) return;
        await this.recover(error);
      }
    }
  }

  private async recover(error: unknown): Promise<void> {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof ApiError && (error.code === 410 || error.reason === "Expired")) {
      this.since = "";
      this.trouble("relist", message);
      return;
    }
    this.trouble("failure", message);
    const retryAfterMs = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
    await Bun.sleep(Math.max(this.backoffMs, retryAfterMs));
    this.backoffMs = Math.min(this.backoffMs * 2, BACKOFF_MS_MAX);
  }

  private trouble(kind: "resume" | "relist" | "failure", message: string): void {
    if (kind === "resume") this.statistics.resumes++;
    else if (kind === "relist") this.statistics.relists++;
    else this.statistics.failures++;
    this.handlers.onTrouble?.({ kind, message });
  }

  /** Pages through the collection and hands out what is new; remembers the resourceVersion to watch from. */
  private async list(): Promise<void> {
    const unseen = new Set(this.known.keys());
    let page: string | undefined;
    let version = "";
    do {
      const list = await this.client.list<T>(this.resource, {
        ...this.selectors,
        limit: LIST_PAGE_OBJECTS,
        ...(page !== undefined && { continue: page }),
      });
      if (this.stopped) return;
      version = list.metadata.resourceVersion;
      page = list.metadata.continue || undefined;
      this.handOut(this.additions(list.items, unseen));
    } while (page !== undefined);
    this.handOut([...unseen].map((key) => this.tombstone(key)));
    this.since = version;
    this.backoffMs = BACKOFF_MS_MIN;
    this.synced.resolve();
  }

  private additions(items: readonly T[], unseen: Set<string>): WatchEvent<T>[] {
    const events: WatchEvent<T>[] = [];
    for (const object of items) {
      const key = keyOf(object.metadata);
      unseen.delete(key);
      const known = this.known.get(key);
      if (known?.version === compact(object.metadata.resourceVersion)) continue;
      // Another uid under the same name is another object: its predecessor was deleted unseen.
      if (known && known.uid !== object.metadata.uid) events.push(this.tombstone(key));
      const type = known && known.uid === object.metadata.uid ? "MODIFIED" : "ADDED";
      events.push({ type, object });
    }
    return events;
  }

  private tombstone(key: string): WatchEvent<T> {
    const slash = key.indexOf("/");
    const metadata = {
      name: key.slice(slash + 1),
      ...(slash > 0 && { namespace: key.slice(0, slash) }),
      uid: this.known.get(key)?.uid ?? "",
    };
    return { type: "DELETED", object: { metadata } as unknown as T };
  }

  private watch(): Promise<void> {
    const request = {
      ...this.selectors,
      resourceVersion: this.since,
      needs: this.options.needs,
      signal: this.abort.signal,
    };
    return watchEvents<T>(this.client, this.resource, request, this.clock, (events, receivedMs) => {
      if (this.stopped) return;
      this.backoffMs = BACKOFF_MS_MIN;
      const last = events.at(-1)!;
      const marked = events.some(({ type }) => type === "BOOKMARK");
      this.handOut(marked ? events.filter(({ type }) => type !== "BOOKMARK") : events, receivedMs);
      this.since = last.object.metadata.resourceVersion ?? this.since;
    });
  }

  private handOut(events: readonly WatchEvent<T>[], receivedMs = this.clock.nowMs()): void {
    if (events.length === 0) return;
    for (const { type, object } of events) {
      const key = keyOf(object.metadata);
      if (type === "DELETED") this.known.delete(key);
      else {
        const { uid = "", resourceVersion } = object.metadata;
        const version = compact(resourceVersion);
        const known = this.known.get(key);
        // Changed in place: a new entry for each event would be as much garbage as there are events.
        if (known?.uid === uid) known.version = version;
        else this.known.set(key, { uid, version });
      }
    }
    const initial = this.since === "" && this.options.skipInitial === true;
    if (!initial || this.statistics.relists > 0) this.handlers.onEvents(events, receivedMs);
  }
}

/** A resourceVersion, only ever compared for equality. */
type Version = string | number;

/** The same in eight bytes where it is a number, as every server gives it today: there is one for each object. */
function compact(version = ""): Version {
  return version.length < DIGITS_EXACT && /^[1-9]\d*$/.test(version) ? Number(version) : version;
}
