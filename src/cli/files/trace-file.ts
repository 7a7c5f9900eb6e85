// --trace FILE: every object's timeline, written as it ends, so that a million of them need not be in memory. JSON Lines
// go to the file itself; a Chrome trace needs the order of time, so it is made of such lines when the run has ended.

import { closeSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { extname } from "node:path";
import { fail, messageOf } from "../../base/index.ts";
import {
  type TraceTimeline,
  parseTraceLine,
  perfettoTrace,
  traceLine,
} from "../../report/index.ts";

/** Written at once: large enough to be cheap, small enough not to hold the run up. */
const WRITE_CHARACTERS = 64 * 1024;
const READ_BYTES = 1024 * 1024;

export interface TraceFile {
  write(timeline: TraceTimeline): void;
  /** Ends the file under its own name; until then it is called `<file>.partial`. */
  close(): void;
}

/** Checks the name before anything is started. */
export function tracePath(text: string): string {
  switch (extname(text)) {
    case ".jsonl":
    case ".json":
      return text;
    case ".parquet":
      throw new SyntaxError(
        `Parquet is not written, for it would take a library larger than all others together; write ${text.replace(/parquet$/, "jsonl")}, which DuckDB, pandas and polars read and turn into Parquet`,
      );
    default:
      throw new SyntaxError(
        `"${text}" says nothing of its format; name it .jsonl for JSON Lines, or .json for Perfetto and Chrome`,
      );
  }
}

/** `trace.jsonl` of the third run is `trace-03.jsonl`. */
export function numberedPath(path: string, run: string): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}-${run}${extension}`;
}

/** Throws FailureError where the file cannot be made; a disk that fills up later ends the trace, told by `warn`, not the run. */
export function openTraceFile(path: string, warn: (text: string) => void): TraceFile {
  const lines = `${path}.partial`;
  let writer: Writer | undefined = openWriter(path, lines);
  const attempt = (action: (open: Writer) => void): void => {
    if (!writer) return;
    try {
      action(writer);
    } catch (error) {
      writer.close();
      writer = undefined;
      warn(`the trace ${path} is not whole, see ${lines}: ${messageOf(error)}`);
    }
  };
  return {
    write: (timeline) => attempt((open) => open.write(traceLine(timeline))),
    close: () => {
      attempt((open) => {
        open.flush();
        if (extname(path) === ".json") writeChromeTrace(lines, path);
        else renameSync(lines, path);
        open.close();
      });
      writer = undefined;
    },
  };
}

function openWriter(path: string, file: string): Writer {
  try {
    return new Writer(file);
  } catch (error) {
    return fail(
      `the trace cannot be written to ${path}: ${messageOf(error)}`,
      "give another file with --trace",
    );
  }
}

function writeChromeTrace(lines: string, path: string): void {
  const trace = `${path}.chrome`;
  const writer = new Writer(trace);
  try {
    for (const piece of perfettoTrace(() => readTimelines(lines))) writer.write(piece);
    writer.flush();
  } finally {
    writer.close();
  }
  renameSync(trace, path);
  rmSync(lines);
}

function* readTimelines(file: string): Generator<TraceTimeline> {
  const descriptor = openSync(file, "r");
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(READ_BYTES);
  let rest = "";
  try {
    for (let size = readSync(descriptor, buffer); size > 0; size = readSync(descriptor, buffer)) {
      const parts = (rest + decoder.decode(buffer.subarray(0, size), { stream: true })).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) yield parseTraceLine(line);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Text to a file in pieces of a useful size. */
class Writer {
  private readonly descriptor: number;
  private waiting = "";
  private open = true;

  constructor(file: string) {
    this.descriptor = openSync(file, "w");
  }

  write(text: string): void {
    this.waiting += text;
    if (this.waiting.length >= WRITE_CHARACTERS) this.flush();
  }

  flush(): void {
    const bytes = Buffer.from(this.waiting);
    this.waiting = "";
    for (let written = 0; written < bytes.length;)
      written += writeSync(this.descriptor, bytes, written);
  }

  close(): void {
    if (this.open) closeSync(this.descriptor);
    this.open = false;
  }
}
