// Group commit. While one group of writes is on its way to disk, the next gathers; all writes of a group share one write and
// one sync, and whoever waits for one of them is released with the group. A group that cannot be written is taken back.

import { assert, type Logger, messageOf } from "../../base/index.ts";
import type { Change } from "../store/change-log.ts";
import type { Collection } from "../store/collection.ts";
import { type Journal, StorageError, type Unkept } from "../store/journal.ts";
import type { SegmentFile } from "./files.ts";
import { RecordBuffer } from "./record.ts";

/** Gathered bytes above which further writes are refused: the disk is not keeping up. */
const GATHERED_BYTES_MAX = 256 * 1024 * 1024;
const SEAL_BYTES = 64;
/** After a failure, between two looks whether the disk takes bytes again, and how many it must take. */
const RETRY_INTERVAL_MS = 1000;
const RETRY_ROOM_BYTES = 1024 * 1024;
/** What passes when somebody makes room; after anything else the file is not to be trusted with more. */
const PASSING = new Set(["ENOSPC", "EDQUOT"]);

export interface CommitLogOptions {
  /** The store's, when it is attached. */
  readonly resourceVersion: number;
  readonly segment: SegmentFile;
  readonly logger: Logger;
  /** Runs a task after what the event loop holds, so that its requests are one group. */
  readonly defer: (task: () => void) => void;
  /** Called between two groups, when all that was written is on disk. */
  readonly betweenGroups: (log: CommitLog) => void;
}

class Group {
  readonly buffer = new RecordBuffer();
  readonly unkept: Unkept[] = [];
  private outcome = Promise.withResolvers<void>();

  constructor() {
    this.outcome.promise.catch(() => {});
  }

  get kept(): Promise<void> {
    return this.outcome.promise;
  }

  settle(error?: Error): void {
    if (error) this.outcome.reject(error);
    else this.outcome.resolve();
    this.buffer.clear();
    this.unkept.length = 0;
    this.outcome = Promise.withResolvers<void>();
    this.outcome.promise.catch(() => {});
  }
}

export class CommitLog implements Journal {
  /** Called with what could not be kept, the newest last, before whoever waits for it is told. */
  onLost: (unkept: readonly Unkept[]) => void = () => {};
  /** Called after every group, kept or not. */
  onSettled: (outcome: "kept" | "lost") => void = () => {};
  /** The newest resourceVersion recorded, and the newest of which it is certain that a restart finds it. */
  newest: number;
  kept: number;
  /** Groups and records kept so far. */
  groups = 0;
  records = 0;
  private segment: SegmentFile;
  private gathering = new Group();
  private writing = new Group();
  private isRunning = false;
  private refusal: StorageError | undefined;
  private retry: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly options: CommitLogOptions) {
    this.segment = options.segment;
    this.newest = options.resourceVersion;
    this.kept = options.resourceVersion;
  }

  /** Whether everything recorded is kept. */
  get isSettled(): boolean {
    return this.newest === this.kept;
  }

  /** Records and bytes that are not kept yet. */
  get queue(): { readonly records: number; readonly bytes: number } {
    const { writing, gathering } = this;
    return {
      records: writing.unkept.length + gathering.unkept.length,
      bytes: writing.buffer.length + gathering.buffer.length,
    };
  }

  get segmentBytes(): number {
    return this.segment.length;
  }

  /** Why writes are refused; undefined while they are not. */
  get refusing(): string | undefined {
    return this.refusal?.message;
  }

  record(collection: Collection, change: Change): void {
    if (this.refusal) throw this.refusal;
    const { buffer, unkept } = this.gathering;
    if (buffer.length > GATHERED_BYTES_MAX)
      throw new StorageError("the disk does not keep up with the writes; try again later");
    const { type, resourceVersion, object } = change;
    buffer.add({
      type,
      resourceVersion,
      collection: collection.definition.name,
      text: object.text,
    });
    unkept.push({ collection, change });
    this.newest = resourceVersion;
    if (this.isRunning) return;
    this.isRunning = true;
    this.options.defer(() => void this.run());
  }

  /** Resolves when everything recorded so far is kept; rejects with a StorageError where some of it is lost. */
  settled(): Promise<void> {
    if (this.gathering.unkept.length > 0) return this.gathering.kept;
    return this.writing.unkept.length > 0 ? this.writing.kept : Promise.resolve();
  }

  /** Goes on in another segment; only between groups. */
  switchTo(segment: SegmentFile): void {
    assert(this.writing.unkept.length === 0, "segments change between groups");
    this.segment.close();
    this.segment = segment;
  }

  /** Waits until everything is kept, or lost. */
  async close(): Promise<void> {
    await this.settled().catch(() => {});
    clearInterval(this.retry);
    this.refusal = new StorageError("the server is shutting down");
    this.segment.close();
  }

  private async run(): Promise<void> {
    while (this.gathering.unkept.length > 0) {
      [this.gathering, this.writing] = [this.writing, this.gathering];
      const { buffer, unkept } = this.writing;
      const { length } = this.segment;
      try {
        this.segment.append(buffer.seal(length));
        await this.segment.sync();
      } catch (error) {
        this.lose(error as Error, length);
        continue;
      }
      this.groups++;
      this.records += unkept.length;
      this.kept = unkept.at(-1)?.change.resourceVersion ?? this.kept;
      this.writing.settle();
      this.onSettled("kept");
      this.options.betweenGroups(this);
    }
    this.seal();
    this.isRunning = false;
  }

  /**
   * Writes that all before is complete, without a sync of its own: should the end of the file be damaged later, a start can
   * tell it from a group that was never finished.
   */
  seal(): void {
    const seal = new RecordBuffer(SEAL_BYTES);
    seal.add({ type: "SEAL", resourceVersion: this.kept, collection: "", text: "" });
    const { length } = this.segment;
    try {
      this.segment.append(seal.seal(length));
    } catch {
      this.rewind(length);
    }
  }

  private lose(error: NodeJS.ErrnoException, length: number): void {
    const { path } = this.segment;
    const passes = PASSING.has(error.code ?? "");
    const sentence = passes
      ? `no space is left for ${path}`
      : `writing ${path} failed (${messageOf(error)}); repair the disk and start the server again`;
    this.options.logger.error(`writes are refused: ${sentence}`, { file: path, offset: length });
    this.refusal = new StorageError(`the write could not be kept and was not made: ${sentence}`);
    const { writing, gathering } = this;
    this.onLost([...writing.unkept, ...gathering.unkept]);
    this.rewind(length);
    this.newest = this.kept;
    for (const group of [writing, gathering]) group.settle(this.refusal);
    this.onSettled("lost");
    if (passes) this.retry = setInterval(() => this.tryAgain(), RETRY_INTERVAL_MS);
    this.retry?.unref();
  }

  /** What stays behind where even this fails was not promised to anybody; a restart may find it. */
  private rewind(length: number): void {
    try {
      this.segment.rewind(length);
    } catch (error) {
      this.options.logger.error(`a part of a lost write stays: ${messageOf(error)}`);
    }
  }

  private tryAgain(): void {
    try {
      this.segment.tryRoom(RETRY_ROOM_BYTES);
    } catch {
      return;
    }
    clearInterval(this.retry);
    this.refusal = undefined;
    this.options.logger.info("writes are taken again: there is space", { file: this.segment.path });
  }
}
