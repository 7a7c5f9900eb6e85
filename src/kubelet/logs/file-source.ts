// A file as a container's log: read in pieces, and followed while the container runs.

import { open, type FileHandle } from "node:fs/promises";
import { type LogLine, parseLogLine } from "./log-line.ts";
import type { LogBatch } from "./read-log.ts";

const PIECE_BYTES = 64 * 1024;
/** Characters of one line; a longer one is cut into parts. */
const LINE_CHARS_MAX = 256 * 1024;
/** How often a followed file is looked at. */
const POLL_MS = 250;

export interface FileReading {
  readonly path: string;
  readonly follow: boolean;
  /** Nothing of what is there at the beginning. */
  readonly fromEnd?: boolean;
  /** Whether more may be written: asked at each look. */
  readonly isRunning: () => Promise<boolean>;
  /** Aborted when the reader is gone. */
  readonly gone: AbortSignal;
}

/** Rejects with the file system's error when the file cannot be opened. */
export async function* fileSource(reading: FileReading): AsyncGenerator<LogBatch, void, undefined> {
  const { path, follow, fromEnd = false, isRunning, gone } = reading;
  const file = await open(path, "r");
  try {
    const lines = new LineSplitter();
    let at = fromEnd ? (await file.stat()).size : 0;
    for (let piece = await readPiece(file, at); piece; piece = await readPiece(file, at)) {
      at += piece.length;
      yield { lines: lines.split(piece), isPast: true };
      if (gone.aborted) return;
    }
    yield { lines: follow ? [] : lines.rest(), isPast: !follow };
    if (!follow) return;
    while (!gone.aborted) {
      // Asked before the look, so that what was written until then is read.
      const mayGoOn = await isRunning();
      // Shorter than before: it was begun anew.
      if ((await file.stat()).size < at) at = 0;
      for (let piece = await readPiece(file, at); piece; piece = await readPiece(file, at)) {
        at += piece.length;
        yield { lines: lines.split(piece), isPast: false };
      }
      if (!mayGoOn) break;
      await Bun.sleep(POLL_MS);
    }
    yield { lines: lines.rest(), isPast: false };
  } finally {
    await file.close();
  }
}

async function readPiece(file: FileHandle, position: number): Promise<Uint8Array | undefined> {
  const { bytesRead, buffer } = await file.read(
    new Uint8Array(PIECE_BYTES),
    0,
    PIECE_BYTES,
    position,
  );
  return bytesRead > 0 ? buffer.subarray(0, bytesRead) : undefined;
}

class LineSplitter {
  private readonly decoder = new TextDecoder();
  private text = "";

  split(piece: Uint8Array): LogLine[] {
    this.text += this.decoder.decode(piece, { stream: true });
    const lines = this.text.split("\n");
    this.text = lines.pop() ?? "";
    const found = lines.map((line) => parseLogLine(line));
    if (this.text.length > LINE_CHARS_MAX)
      found.push({ ...parseLogLine(this.text), isPartial: true });
    if (this.text.length > LINE_CHARS_MAX) this.text = "";
    return found;
  }

  /** What stands behind the last line end. */
  rest(): LogLine[] {
    const { text } = this;
    this.text = "";
    return text === "" ? [] : [parseLogLine(text)];
  }
}
