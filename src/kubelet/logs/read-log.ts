// From a source of lines to the bytes a reader gets.

import { LogFilter } from "./log-filter.ts";
import type { LogLine } from "./log-line.ts";
import type { LogOptions } from "./log-options.ts";

export interface LogBatch {
  readonly lines: readonly LogLine[];
  /** Written before the reading began: of these the last ones are chosen. */
  readonly isPast: boolean;
}

/** Gives batches in order; the first that is not of the past, empty or not, ends the past. */
export type LogSource = AsyncIterable<LogBatch>;

/** Ends when the source does, or when the reader has all the bytes it wanted. */
export async function* readLog(
  source: LogSource,
  options: LogOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const filter = new LogFilter(options);
  let tail: readonly LogLine[] = [];
  for await (const { lines, isPast } of source) {
    if (isPast && options.tailLines !== undefined) {
      tail = filter.tail([...tail, ...lines]);
      continue;
    }
    yield* some(filter.text(tail));
    tail = [];
    yield* some(filter.text(lines));
    if (filter.isFull) return;
  }
  yield* some(filter.text(tail));
}

function* some(bytes: Uint8Array): Generator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}
