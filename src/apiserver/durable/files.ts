// The files of a data directory, and nothing but what the log does with files. Names count upwards:
// `snapshot-00000003` is the state before the first record of `log-00000003`.

import {
  closeSync,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

/** `always`: an answer means that the write survives a power cut. `never`: that it survives the end of the process. */
export type Fsync = "always" | "never";

/** A file that records are added to. */
export interface SegmentFile {
  readonly path: string;
  /** Bytes of it that count. */
  readonly length: number;
  append(bytes: Uint8Array): void;
  /** Takes away what lies behind `length`. */
  rewind(length: number): void;
  /** Resolves when everything added is on disk. */
  sync(): Promise<void>;
  /** Adds `byteCount` bytes of room, sees them on disk, and takes them away again. */
  tryRoom(byteCount: number): void;
  close(): void;
}

export const LOG_HEADER = Buffer.from("kwokbench log 1\n");
export const SNAPSHOT_HEADER = Buffer.from("kwokbench snap 1\n");

export interface DataFiles {
  /** Ascending. */
  readonly logs: readonly number[];
  readonly snapshots: readonly number[];
  /** Names of files that were being written when the process ended. */
  readonly unfinished: readonly string[];
}

export function logName(number: number): string {
  return `log-${padded(number)}`;
}

export function snapshotName(number: number): string {
  return `snapshot-${padded(number)}`;
}

export function unfinishedName(name: string): string {
  return `${name}.unfinished`;
}

function padded(number: number): string {
  return String(number).padStart(8, "0");
}

export function listData(directory: string): DataFiles {
  const names = readdirSync(directory);
  const numbers = (pattern: RegExp): number[] =>
    names
      .flatMap((name) => pattern.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((left, right) => left - right);
  return {
    logs: numbers(/^log-(\d+)$/),
    snapshots: numbers(/^snapshot-(\d+)$/),
    unfinished: names.filter((name) => name.endsWith(".unfinished")),
  };
}

export function removeFiles(directory: string, names: readonly string[]): void {
  for (const name of names) rmSync(join(directory, name), { force: true });
  if (names.length > 0) syncDirectory(directory);
}

/** Makes creations, renames and removals in the directory last. */
export function syncDirectory(directory: string): void {
  const fd = openSync(directory, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** A new segment with its header, on disk before this returns. */
export function createSegment(directory: string, number: number, fsync: Fsync): SegmentFile {
  const path = join(directory, logName(number));
  const fd = openSync(path, "wx", 0o600);
  try {
    writeAll(fd, LOG_HEADER, 0);
    fsyncSync(fd);
    syncDirectory(directory);
  } catch (error) {
    closeSync(fd);
    rmSync(path, { force: true });
    throw error;
  }
  return new DiskSegment(path, fd, LOG_HEADER.length, fsync);
}

/** The segment that an earlier life wrote last, of which `length` bytes count; what lies behind them goes. */
export function continueSegment(
  directory: string,
  number: number,
  length: number,
  fsync: Fsync,
): SegmentFile {
  const path = join(directory, logName(number));
  const fd = openSync(path, "r+");
  ftruncateSync(fd, length);
  if (length < LOG_HEADER.length) writeAll(fd, LOG_HEADER, 0);
  fsyncSync(fd);
  return new DiskSegment(path, fd, Math.max(length, LOG_HEADER.length), fsync);
}

class DiskSegment implements SegmentFile {
  constructor(
    readonly path: string,
    private readonly fd: number,
    public length: number,
    private readonly fsync: Fsync,
  ) {}

  append(bytes: Uint8Array): void {
    writeAll(this.fd, bytes, this.length);
    this.length += bytes.length;
  }

  rewind(length: number): void {
    this.length = length;
    ftruncateSync(this.fd, length);
  }

  sync(): Promise<void> {
    if (this.fsync === "never") return Promise.resolve();
    return new Promise((resolve, reject) =>
      fdatasync(this.fd, (error) => (error ? reject(error) : resolve())),
    );
  }

  tryRoom(byteCount: number): void {
    try {
      writeAll(this.fd, new Uint8Array(byteCount), this.length);
      fsyncSync(this.fd);
    } finally {
      ftruncateSync(this.fd, this.length);
    }
  }

  close(): void {
    closeSync(this.fd);
  }
}

function writeAll(fd: number, bytes: Uint8Array, position: number): void {
  for (let written = 0; written < bytes.length;)
    written += writeSync(fd, bytes, written, bytes.length - written, position + written);
}
