// When the log has grown by as much as the state is large, the state is written down and the log before it removed: the
// directory and the time of a start stay within a small multiple of the state.

import { type Logger, messageOf } from "../../base/index.ts";
import type { CommitLog } from "./commit-log.ts";
import {
  createSegment,
  type Fsync,
  listData,
  logName,
  removeFiles,
  snapshotName,
} from "./files.ts";
import { type State, writeSnapshot } from "./snapshot.ts";

export interface CompactionLimits {
  /** Bytes of log at least before a snapshot. */
  readonly logBytesMin: number;
  /** Bytes of log at most, however large the state is. */
  readonly logBytesMax: number;
}

export const COMPACTION_LIMITS: CompactionLimits = {
  logBytesMin: 64 * 1024 * 1024,
  logBytesMax: 1024 * 1024 * 1024,
};

export interface CompactionOptions {
  readonly directory: string;
  readonly fsync: Fsync;
  readonly limits: CompactionLimits;
  readonly logger: Logger;
  /** The state of now. */
  readonly capture: () => State;
  /** Number of the segment in use. */
  readonly segmentNumber: number;
}

export class Compaction {
  private number: number;
  private dueBytes: number;
  private writing: Promise<void> | undefined;

  constructor(private readonly options: CompactionOptions) {
    this.number = options.segmentNumber;
    this.dueBytes = options.limits.logBytesMin;
  }

  /** Begins a snapshot where one is due; for the moment between two groups. */
  between(log: CommitLog): void {
    if (this.writing || log.segmentBytes < this.dueBytes) return;
    const { directory, fsync, capture } = this.options;
    try {
      log.switchTo(createSegment(directory, this.number + 1, fsync));
    } catch (error) {
      return this.failed(log.segmentBytes, error);
    }
    this.number++;
    // What is gathered and not yet written is part of the state too: it must be kept before the snapshot counts.
    this.writing = this.write(this.number, capture(), () => log.settled()).finally(() => {
      this.writing = undefined;
    });
  }

  /** Waits for a snapshot that is being written. */
  async finish(): Promise<void> {
    await this.writing;
  }

  private async write(number: number, state: State, settled: () => Promise<void>): Promise<void> {
    const { directory, limits } = this.options;
    try {
      const bytes = await writeSnapshot(directory, number, state, settled);
      this.dueBytes = Math.min(Math.max(limits.logBytesMin, bytes), limits.logBytesMax);
      const { logs, snapshots } = listData(directory);
      removeFiles(directory, [
        ...snapshots.filter((other) => other < number).map(snapshotName),
        ...logs.filter((other) => other < number).map(logName),
      ]);
    } catch (error) {
      this.failed(0, error);
    }
  }

  /** Nothing is lost by it but room and time: the log stays as it is, and the next attempt comes later. */
  private failed(segmentBytes: number, error: unknown): void {
    this.dueBytes = segmentBytes + this.options.limits.logBytesMin;
    this.options.logger.warn(`a snapshot could not be written: ${messageOf(error)}`);
  }
}
