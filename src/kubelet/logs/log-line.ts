// Lines of a container's log, in the form container runtimes write them: moment, stream, tag, text.
//   2026-01-02T03:04:05.000000006Z stdout F hello

export interface LogLine {
  /** As written: RFC 3339 with nanoseconds. */
  readonly timestamp: string;
  readonly timeMs: number;
  readonly stream: "stdout" | "stderr";
  /** Without its line end; a partial line goes on with the next. */
  readonly text: string;
  readonly isPartial: boolean;
}

const CRI_LINE = /^(\d{4}-\d\d-\d\dT\S+) (stdout|stderr) ([FP])\S*(?: (.*))?$/s;

/** A line of no such form counts as output at an unknown moment, so that any text file can be a log. */
export function parseLogLine(line: string): LogLine {
  const match = CRI_LINE.exec(line);
  const timeMs = Date.parse(match?.[1] ?? "");
  if (!match || Number.isNaN(timeMs))
    return { timestamp: "", timeMs: Number.NaN, stream: "stdout", text: line, isPartial: false };
  const [, timestamp = "", stream, tag, text = ""] = match;
  return {
    timestamp,
    timeMs,
    stream: stream === "stderr" ? "stderr" : "stdout",
    text,
    isPartial: tag === "P",
  };
}
