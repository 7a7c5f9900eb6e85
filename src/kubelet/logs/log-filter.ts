// From lines to what a reader asked for: streams, age, the last lines, timestamps, and no more bytes than wanted.

import type { LogLine } from "./log-line.ts";
import type { LogOptions } from "./log-options.ts";

/** Turns lines, in order, into text; remembers how much was given. */
export class LogFilter {
  private leftBytes: number;
  private isInLine = false;

  constructor(private readonly options: LogOptions) {
    this.leftBytes = options.limitBytes ?? Infinity;
  }

  /** Whether the reader has got as many bytes as it wanted. */
  get isFull(): boolean {
    return this.leftBytes <= 0;
  }

  /** Text of the lines the reader wants. */
  text(lines: readonly LogLine[]): Uint8Array {
    return this.format(lines.filter((line) => this.accepts(line)));
  }

  /** Of the lines there were before the reading began, those that may be among the last ones wanted. */
  tail(lines: readonly LogLine[]): readonly LogLine[] {
    const { tailLines } = this.options;
    const wanted = lines.filter((line) => this.accepts(line));
    return tailLines === undefined ? wanted : lastLines(wanted, tailLines);
  }

  private accepts({ stream, timeMs }: LogLine): boolean {
    const { sinceMs } = this.options;
    if (this.options.stream !== "all" && this.options.stream !== stream) return false;
    // A line of unknown moment is shown rather than hidden.
    return sinceMs === undefined || !(timeMs < sinceMs);
  }

  private format(lines: readonly LogLine[]): Uint8Array {
    let text = "";
    for (const line of lines) {
      if (this.options.timestamps && line.timestamp !== "" && !this.isInLine)
        text += `${line.timestamp} `;
      text += line.isPartial ? line.text : `${line.text}\n`;
      this.isInLine = line.isPartial;
    }
    const bytes = new TextEncoder().encode(text).subarray(0, Math.max(0, this.leftBytes));
    this.leftBytes -= bytes.length;
    return bytes;
  }
}

/** The last `count` whole lines; the parts of one line count as one. */
function lastLines(lines: readonly LogLine[], count: number): readonly LogLine[] {
  let found = 0;
  for (let at = lines.length - 1; at >= 0; at--) {
    const startsHere = at === lines.length - 1 || !lines[at]!.isPartial;
    if (startsHere && ++found > count) return lines.slice(at + 1);
  }
  return lines;
}
