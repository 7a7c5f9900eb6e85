// How one write lies on disk. Pure: bytes in, records out.
//
//   marker u32 | length u32 | synced u32 | checksum u32 | type u8 | resourceVersion 2 × u32 | name length u16 | name | text
//
// `length` counts what follows the checksum; the checksum (CRC-32) covers everything but the marker and itself. `synced` is
// where the group of the record begins: all before it was on disk when the record was written. That tells a torn end, which
// nobody was promised, from damage to what was promised. The marker cannot occur in UTF-8, so records are found again
// behind damage. Numbers are little-endian.

import { assert } from "../../base/index.ts";
import type { ChangeType } from "../store/change-log.ts";

export interface LogRecord {
  /** `SEAL` is no change: it says that all before it is complete. A snapshot ends with one, its text the number of objects. */
  readonly type: ChangeType | "SEAL";
  readonly resourceVersion: number;
  /** The collection's name; empty for SEAL. */
  readonly collection: string;
  /** The object's JSON; the last state of one that was deleted. */
  readonly text: string;
}

/** 0xFF and 0xFE occur nowhere in UTF-8. */
const MARKER = Buffer.from([0xff, 0x4b, 0x57, 0xfe]);
const MARKER_NUMBER = MARKER.readUInt32LE(0);
const HEADER_BYTES = 16;
const FIXED_PAYLOAD_BYTES = 11;
const TYPES = ["ADDED", "MODIFIED", "DELETED", "SEAL"] as const;
/** Far above the 3 MiB a request may have; a length beyond it is damage. */
const PAYLOAD_BYTES_MAX = 64 * 1024 * 1024;
const BUFFER_BYTES_FIRST = 256 * 1024;
/** A buffer that a burst made larger than this is not kept. */
const BUFFER_BYTES_KEPT_MAX = 8 * 1024 * 1024;
const TWO_TO_32 = 2 ** 32;

/** Records on their way to disk: gathered one by one, sealed as a group. */
export class RecordBuffer {
  private bytes: Buffer;
  private used = 0;
  private starts: number[] = [];

  constructor(byteCount = BUFFER_BYTES_FIRST) {
    this.bytes = Buffer.allocUnsafe(byteCount);
  }

  /** Bytes gathered. */
  get length(): number {
    return this.used;
  }

  add({ type, resourceVersion, collection, text }: LogRecord): void {
    const start = this.used;
    // A character takes at most three bytes of UTF-8; the pair that takes four is two characters.
    this.reserve(HEADER_BYTES + FIXED_PAYLOAD_BYTES + 3 * (collection.length + text.length));
    const { bytes } = this;
    let at = start + HEADER_BYTES;
    at = bytes.writeUInt8(TYPES.indexOf(type), at);
    at = bytes.writeUInt32LE(resourceVersion % TWO_TO_32, at);
    at = bytes.writeUInt32LE(Math.floor(resourceVersion / TWO_TO_32), at);
    const nameBytes = bytes.write(collection, at + 2, "utf8");
    at = bytes.writeUInt16LE(nameBytes, at) + nameBytes;
    at += bytes.write(text, at, "utf8");
    bytes.writeUInt32LE(MARKER_NUMBER, start);
    bytes.writeUInt32LE(at - start - HEADER_BYTES, start + 4);
    this.starts.push(start);
    this.used = at;
  }

  /** The gathered records as a group that will lie at `position` of its file. Valid until the next `add`. */
  seal(position: number): Uint8Array {
    assert(position < TWO_TO_32, "a segment is smaller than 4 GiB");
    const { bytes, starts, used } = this;
    for (const [at, start] of starts.entries()) {
      bytes.writeUInt32LE(position, start + 8);
      bytes.writeUInt32LE(checksumOf(bytes, start, starts[at + 1] ?? used), start + 12);
    }
    return bytes.subarray(0, used);
  }

  /** Forgets the records. */
  clear(): void {
    this.used = 0;
    this.starts = [];
    if (this.bytes.length > BUFFER_BYTES_KEPT_MAX)
      this.bytes = Buffer.allocUnsafe(BUFFER_BYTES_FIRST);
  }

  private reserve(more: number): void {
    const needed = this.used + more;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.bytes.length));
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }
}

/** Why the records of a file end: at its end, in a group that was not finished, or at damage. */
export interface ScanEnd {
  readonly reason: "end" | "torn" | "damaged";
  /** Where the first byte lies that belongs to no good record. */
  readonly offset: number;
}

/** The records of `bytes` from `start` on, in order; stops at the first that is not whole. */
export function* scanRecords(bytes: Buffer, start: number): Generator<LogRecord, ScanEnd> {
  let offset = start;
  while (offset < bytes.length) {
    const end = endOfRecord(bytes, offset);
    if (end === undefined) return { reason: wasSynced(bytes, offset) ? "damaged" : "torn", offset };
    yield decode(bytes, offset, end);
    offset = end;
  }
  return { reason: "end", offset };
}

/** Where the record at `offset` ends; undefined where there is no whole one. */
function endOfRecord(bytes: Buffer, offset: number): number | undefined {
  if (offset + HEADER_BYTES > bytes.length) return undefined;
  if (bytes.readUInt32LE(offset) !== MARKER_NUMBER) return undefined;
  const length = bytes.readUInt32LE(offset + 4);
  const end = offset + HEADER_BYTES + length;
  if (length < FIXED_PAYLOAD_BYTES || length > PAYLOAD_BYTES_MAX || end > bytes.length)
    return undefined;
  return bytes.readUInt32LE(offset + 12) === checksumOf(bytes, offset, end) ? end : undefined;
}

/** Whether a later record says that what lies at `offset` had reached the disk. */
function wasSynced(bytes: Buffer, offset: number): boolean {
  let at = bytes.indexOf(MARKER, offset + 1);
  while (at >= 0 && at + HEADER_BYTES <= bytes.length) {
    if (bytes.readUInt32LE(at + 8) > offset && endOfRecord(bytes, at) !== undefined) return true;
    at = bytes.indexOf(MARKER, at + 1);
  }
  return false;
}

function decode(bytes: Buffer, start: number, end: number): LogRecord {
  let at = start + HEADER_BYTES;
  const type = TYPES[bytes.readUInt8(at)];
  assert(type !== undefined, "a record with a good checksum has a known type");
  const resourceVersion = bytes.readUInt32LE(at + 1) + TWO_TO_32 * bytes.readUInt32LE(at + 5);
  const nameBytes = bytes.readUInt16LE(at + 9);
  at += FIXED_PAYLOAD_BYTES;
  return {
    type,
    resourceVersion,
    collection: bytes.toString("utf8", at, at + nameBytes),
    text: bytes.toString("utf8", at + nameBytes, end),
  };
}

function checksumOf(bytes: Buffer, start: number, end: number): number {
  const lengthAndPosition = Bun.hash.crc32(bytes.subarray(start + 4, start + 12));
  return Bun.hash.crc32(bytes.subarray(start + HEADER_BYTES, end), lengthAndPosition);
}
