// The watchers that see the same frames: one selection, one representation.

import type { Change, ChangeType } from "./change-log.ts";
import { joined, type Chunk } from "./chunk.ts";
import { isSelected, isSelective, type Selection } from "./selection.ts";
import type { StoredObject } from "./stored-object.ts";

/** How objects look on the wire: whole, as metadata only, as table rows. */
export interface Rendering {
  /** Two renderings with the same key make the same frames. */
  readonly key: string;
  /** One watch event. */
  frame(type: ChangeType, object: StoredObject): Chunk;
  /** A BOOKMARK event; `initialEventsEnd` marks the end of the initial objects. */
  bookmark(resourceVersion: number, initialEventsEnd: boolean): Chunk;
}

/** Where a watcher's frames go. Writing never blocks; a sink that falls behind closes itself. */
export interface WatchSink {
  /** `events` of them in `frames`. */
  write(frames: Chunk, events: number): void;
  /** Characters, or bytes, that the client has not taken yet; absent where nothing ever waits. */
  readonly backlogChars?: () => number;
  close(): void;
}

export interface Watcher {
  readonly sink: WatchSink;
  readonly wantsBookmarks: boolean;
  group: WatchGroup | undefined;
}

export class WatchGroup {
  readonly watchers = new Set<Watcher>();
  private pending: Chunk[] = [];
  private readonly selective: boolean;

  constructor(
    readonly key: string,
    readonly bucket: string,
    private readonly selection: Selection,
    private readonly rendering: Rendering,
  ) {
    this.selective = selection.namespace !== "" || isSelective(selection);
  }

  /** Takes `change` if the group can see it; says whether it did. */
  offer(change: Change): boolean {
    const frame = this.selective
      ? selectedFrame(change, this.selection, this.rendering)
      : this.rendering.frame(change.type, change.object);
    if (frame === undefined) return false;
    this.pending.push(frame);
    return true;
  }

  /** Gives the number of chunks written: one a watcher. */
  flush(): number {
    const { length } = this.pending;
    if (length === 0) return 0;
    const frames = joined(this.pending);
    this.pending = [];
    for (const { sink } of this.watchers) sink.write(frames, length);
    return this.watchers.size;
  }

  /** Drops what was not flushed yet. */
  forget(): void {
    this.pending = [];
  }

  bookmark(resourceVersion: number): void {
    let frame: Chunk | undefined;
    for (const { sink, wantsBookmarks } of this.watchers) {
      if (!wantsBookmarks) continue;
      frame ??= this.rendering.bookmark(resourceVersion, false);
      sink.write(frame, 1);
    }
  }
}

/**
 * What `change` looks like through a selection: an object that leaves it is DELETED, one that enters it ADDED
 * (cacher/cache_watcher.go). An object that left is sent in its previous state with the new resourceVersion.
 */
export function selectedFrame(
  change: Change,
  selection: Selection,
  rendering: Rendering,
): Chunk | undefined {
  const { type, object, previous } = change;
  const before = previous !== undefined && isSelected(selection, previous);
  const after = type !== "DELETED" && isSelected(selection, object);
  if (after) return rendering.frame(before ? "MODIFIED" : "ADDED", object);
  if (!before) return undefined;
  return rendering.frame(
    "DELETED",
    type === "DELETED" ? object : previous.restamped(change.resourceVersion),
  );
}
