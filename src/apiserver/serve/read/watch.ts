// GET with watch=true: the past a client asks for, then everything as it happens.

import { status, type Status } from "../../../kube/index.ts";
import { joined, type Chunk } from "../../store/chunk.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { selectedFrame, type Watcher } from "../../store/watch-group.ts";
import type { Call } from "../http/call.ts";
import { freshAsOf } from "./freshness.ts";
import type { ChunkSink, Reply } from "../http/http.ts";
import { listOptions, type ListOptions } from "./list-options.ts";
import type { WatchCounts } from "../system/metrics.ts";
import { representationOf } from "../represent/choose.ts";
import type { Representation } from "../represent/representation.ts";

/** What a watcher may have waiting before it is cut off; it will resume or list again, as upstream's do. */
const WATCH_BACKLOG_CHARS_MAX = 32 * 1024 * 1024;
/** Initial objects written in one go, and the backlog that holds back the next. */
const INITIAL_SLICE_OBJECTS_MAX = 500;
const INITIAL_BACKLOG_CHARS_MAX = 2 * 1024 * 1024;
/** Without timeoutSeconds a watch lasts a random 30 to 60 minutes, so that they do not all end at once. */
const WATCH_SECONDS_MIN = 1800;
/** Timers hold no more; a longer one would go off at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;
/** Upstream's last word before a watch times out. */
const LAST_BOOKMARK_MS = 2000;

export function watch(call: Call): Reply | Promise<Reply> {
  const options = listOptions(call, true);
  const representation = representationOf(call, "watch");
  const waiting = freshAsOf(call, options.resourceVersion);
  if (waiting) return waiting.then(() => watchReply(call, options, representation));
  return watchReply(call, options, representation);
}

function watchReply(call: Call, options: ListOptions, representation: Representation): Reply {
  const body = {
    isLive: true,
    start: (sink: ChunkSink) => new Watch(call, options, representation, sink).begin(),
  };
  return { status: 200, contentType: representation.watchType, body };
}

class Watch implements Watcher {
  group: Watcher["group"];
  readonly wantsBookmarks: boolean;
  private closed = false;
  /** Until the first frames are written. */
  private opened: Representation["opened"];
  private cancelTimers: (() => void)[] = [];
  private readonly counts: WatchCounts;

  constructor(
    private readonly call: Call,
    private readonly options: ListOptions,
    private readonly representation: Representation,
    private readonly chunks: ChunkSink,
  ) {
    this.wantsBookmarks = options.allowBookmarks;
    this.opened = representation.opened;
    this.counts = call.api.metrics.watchesOf(call.resource);
  }

  readonly sink = {
    write: (frames: Chunk, events: number): void => {
      if (this.closed) return;
      this.counts.events += events;
      this.chunks.write(this.opened ? this.opened(frames) : frames);
      this.opened = undefined;
      if (this.chunks.backlogChars > WATCH_BACKLOG_CHARS_MAX) this.cut();
    },
    close: (): void => this.finish(),
    backlogChars: (): number => this.chunks.backlogChars,
  };

  begin(): void {
    this.counts.open++;
    this.chunks.onClosed = () => {
      this.leave();
      this.counts.open--;
    };
    this.chunks.write(this.representation.opening);
    this.setTimers();
    this.replay();
  }

  /** Sends what happened before now, then joins those who wait for what happens next. */
  private replay(): void {
    const { resourceVersion, sendInitialEvents } = this.options;
    const { store } = this.call.api;
    // Without a version, and with "0", upstream sends the present state first; kwok relies on it.
    if (sendInitialEvents || resourceVersion === undefined || resourceVersion === 0) {
      const objects = this.call.collection.select(this.options.selection);
      this.sendInitial(objects, 0, store.resourceVersion);
    } else this.catchUp(resourceVersion);
  }

  private sendInitial(
    objects: readonly StoredObject[],
    start: number,
    snapshotVersion: number,
  ): void {
    if (this.closed) return;
    const end = Math.min(objects.length, start + INITIAL_SLICE_OBJECTS_MAX);
    const frames = objects
      .slice(start, end)
      .map((object) => this.representation.frame("ADDED", object));
    if (end === objects.length && this.options.sendInitialEvents && this.wantsBookmarks)
      frames.push(this.representation.bookmark(snapshotVersion, true));
    this.send(frames);
    if (end === objects.length) return this.catchUp(snapshotVersion);
    this.whenRoom(() => this.sendInitial(objects, end, snapshotVersion));
  }

  private send(frames: readonly Chunk[]): void {
    if (frames.length > 0) this.sink.write(joined(frames), frames.length);
  }

  private whenRoom(task: () => void): void {
    if (this.chunks.backlogChars <= INITIAL_BACKLOG_CHARS_MAX) return this.call.api.defer(task);
    this.chunks.onRoom = () => {
      if (this.chunks.backlogChars > INITIAL_BACKLOG_CHARS_MAX) return;
      this.chunks.onRoom = undefined;
      this.call.api.defer(task);
    };
  }

  private catchUp(resourceVersion: number): void {
    const { collection } = this.call;
    const { selection } = this.options;
    const changes = collection.log.since(resourceVersion);
    if (!changes)
      return this.fail(status.resourceVersionTooOld(resourceVersion, collection.log.oldest + 1));
    this.send(
      changes.flatMap((change) => selectedFrame(change, selection, this.representation) ?? []),
    );
    if (!this.closed) collection.hub.join(this, selection, this.representation);
  }

  private setTimers(): void {
    const { api } = this.call;
    const seconds = this.options.timeoutSeconds || WATCH_SECONDS_MIN * (1 + api.random());
    const endMs = Math.min(seconds * 1000, TIMER_MS_MAX);
    this.cancelTimers.push(api.later(endMs, () => this.finish()));
    if (this.wantsBookmarks && endMs > LAST_BOOKMARK_MS)
      this.cancelTimers.push(api.later(endMs - LAST_BOOKMARK_MS, () => this.sendBookmark()));
  }

  private sendBookmark(): void {
    if (!this.group) return;
    this.group.flush();
    this.sink.write(this.representation.bookmark(this.call.api.store.resourceVersion, false), 1);
  }

  /** A watch that cannot go on says so in an event: its head has been sent with 200. */
  private fail(failure: Status): void {
    this.sink.write(this.representation.failure(failure), 0);
    this.finish();
  }

  private finish(): void {
    if (this.closed) return;
    this.group?.flush();
    this.leave();
    this.chunks.end();
  }

  private cut(): void {
    const { api, resource } = this.call;
    api.logger.warn("a watch was cut off: its client reads too slowly", {
      resource: resource.qualifiedName,
    });
    this.leave();
    this.chunks.abort();
  }

  private leave(): void {
    this.closed = true;
    this.call.collection.hub.leave(this);
    for (const cancel of this.cancelTimers) cancel();
    this.cancelTimers = [];
  }
}
