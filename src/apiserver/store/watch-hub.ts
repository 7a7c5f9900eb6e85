// Hands every change of one collection to whoever watches it.
// Watchers that ask for the same thing form a group: matched once, rendered once, written many times.
// What happens between two flushes leaves as one chunk, since the enqueue costs more than the bytes.

import type { Change } from "./change-log.ts";
import type { CollectionDefinition } from "./collection.ts";
import { WatchGroup, type Rendering, type Watcher } from "./watch-group.ts";
import type { Selection } from "./selection.ts";

export class WatchHub {
  /** Groups by the one fact an event must share with them: see bucketsOf. */
  private readonly buckets = new Map<string, Set<WatchGroup>>();
  private readonly groups = new Map<string, WatchGroup>();
  private readonly dirty = new Set<WatchGroup>();
  private readonly indexed: readonly { field: string; position: number }[];

  constructor(
    definition: CollectionDefinition,
    private readonly scheduleFlush: (hub: WatchHub) => void,
  ) {
    this.indexed = (definition.indexedFields ?? []).map((field) => ({
      field,
      position: definition.fieldNames.indexOf(field),
    }));
  }

  /** Those who watch, the groups they form, and the characters that they have not taken yet. */
  get load(): {
    readonly watchers: number;
    readonly groups: number;
    readonly backlogChars: number;
  } {
    let [watchers, backlogChars] = [0, 0];
    for (const { sink } of this.all()) {
      watchers++;
      backlogChars += sink.backlogChars?.() ?? 0;
    }
    return { watchers, groups: this.groups.size, backlogChars };
  }

  /** Adds `watcher`, which has been told everything up to now. */
  join(watcher: Watcher, selection: Selection, rendering: Rendering): void {
    const key = `${rendering.key}|${selection.namespace}|${selection.key}`;
    let group = this.groups.get(key);
    if (!group) {
      group = new WatchGroup(key, this.bucketOf(selection), selection, rendering);
      this.groups.set(key, group);
      const bucket = this.buckets.get(group.bucket);
      if (bucket) bucket.add(group);
      else this.buckets.set(group.bucket, new Set([group]));
    }
    // What the group still holds back, the newcomer has seen.
    group.flush();
    this.dirty.delete(group);
    group.watchers.add(watcher);
    watcher.group = group;
  }

  leave(watcher: Watcher): void {
    const { group } = watcher;
    if (!group) return;
    watcher.group = undefined;
    group.watchers.delete(watcher);
    if (group.watchers.size > 0) return;
    this.groups.delete(group.key);
    this.dirty.delete(group);
    const bucket = this.buckets.get(group.bucket);
    bucket?.delete(group);
    if (bucket?.size === 0) this.buckets.delete(group.bucket);
  }

  publish(change: Change): void {
    if (this.groups.size === 0) return;
    const wasIdle = this.dirty.size === 0;
    for (const name of this.bucketsFor(change)) {
      const bucket = this.buckets.get(name);
      if (!bucket) continue;
      for (const group of bucket) if (group.offer(change)) this.dirty.add(group);
    }
    if (wasIdle && this.dirty.size > 0) this.scheduleFlush(this);
  }

  /** Writes what has gathered since the last flush; gives the number of chunks written. */
  flush(): number {
    const dirty = [...this.dirty];
    this.dirty.clear();
    let chunks = 0;
    for (const group of dirty) chunks += group.flush();
    return chunks;
  }

  /** Tells every watcher that asked for it that it has seen everything up to `resourceVersion`. */
  bookmark(resourceVersion: number): void {
    this.flush();
    for (const group of this.groups.values()) group.bookmark(resourceVersion);
  }

  /** Closes the watchers for whom something lies ready: it is not to be told. */
  sendAwayUntold(): void {
    const dirty = [...this.dirty];
    this.dirty.clear();
    for (const group of dirty) {
      group.forget();
      for (const { sink } of group.watchers) sink.close();
    }
  }

  /** Every watcher, for shutting down. */
  *all(): Iterable<Watcher> {
    for (const group of this.groups.values()) yield* group.watchers;
  }

  private bucketOf({ namespace, exact }: Selection): string {
    for (const { field } of this.indexed) if (exact?.[field]) return `${field}=${exact[field]}`;
    const name = exact?.["metadata.name"];
    if (name) return `name=${name}`;
    return namespace === "" ? "" : `namespace=${namespace}`;
  }

  /** The buckets whose groups could care for `change`: a handful, however many groups there are. */
  private bucketsFor({ object, previous }: Change): Set<string> {
    const names = new Set(["", `name=${object.name}`]);
    if (object.namespace !== "") names.add(`namespace=${object.namespace}`);
    for (const { field, position } of this.indexed) {
      addValue(names, field, object.fields[position]);
      if (previous) addValue(names, field, previous.fields[position]);
    }
    return names;
  }
}

function addValue(names: Set<string>, field: string, value: string | undefined): void {
  if (value) names.add(`${field}=${value}`);
}
