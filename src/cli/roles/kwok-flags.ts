// Flags of kwok that say nothing here, or that only say how much is logged: its command lines are taken as they are.

import { type LogLevel, fail } from "../../base/index.ts";

export interface KwokFlags {
  readonly verbosity?: LogLevel;
  readonly tracingEndpoint?: string;
  readonly tracingSamplingRatePerMillion?: string;
  readonly disregardStatusWithAnnotationSelector?: string;
  readonly disregardStatusWithLabelSelector?: string;
}

/** kwok's levels are those of Go's slog: names, numbers, and names with a number added. */
const SLOG_LEVELS: ReadonlyMap<string, number> = new Map([
  ["DEBUG", -4],
  ["INFO", 0],
  ["WARN", 4],
  ["ERROR", 8],
]);

/** `DEBUG`, `WARN+2`, `-4`; a level between two of ours is the quieter one. Throws SyntaxError with a sentence. */
export function kwokLogLevel(text: string): LogLevel {
  const [, name = "", offset = "0"] = /^([A-Za-z]*)([+-]?\d+)?$/.exec(text) ?? [];
  const base = SLOG_LEVELS.get(name.toUpperCase() || "INFO");
  if (base === undefined || text === "")
    throw new SyntaxError(`${text} is no level; give DEBUG, INFO, WARN or ERROR, or -4, 0, 4 or 8`);
  const level = base + Number(offset);
  if (level <= -4) return "debug";
  if (level <= 0) return "info";
  return level <= 4 ? "warn" : "error";
}

const refused = {
  kind: "parsed",
  parse: String,
  brief: "Not served",
  optional: true,
  hidden: true,
} as const;

export const kwokFlags = {
  verbosity: {
    kind: "parsed",
    parse: kwokLogLevel,
    brief: "Log level, as kwok's: DEBUG, INFO, WARN, ERROR",
    optional: true,
  },
  tracingEndpoint: refused,
  tracingSamplingRatePerMillion: { ...refused, brief: "Without meaning: no traces are sent" },
  disregardStatusWithAnnotationSelector: refused,
  disregardStatusWithLabelSelector: refused,
} as const;

/** What would promise more than is kept is refused; empty, as kwok's own scripts give it, it says nothing. */
export function refuseKwokFlags(flags: KwokFlags): void {
  if (flags.tracingEndpoint) fail("kwokbench sends no traces", "leave --tracing-endpoint out");
  if (flags.disregardStatusWithAnnotationSelector || flags.disregardStatusWithLabelSelector)
    fail(
      "nodes and pods are not left out by --disregard-status-with-…-selector, which kwok has deprecated",
      "say so in the selectors of the stages",
    );
}
