// Flags of kwok that say nothing here, or that only say how much is logged: its command lines are taken as they are.

import { type LogLevel, fail } from "../../base/index.ts";

export interface KwokFlags {
  readonly verbosity?: LogLevel;
  readonly tracingEndpoint?: string;
  readonly tracingSamplingRatePerMillion?: string;
  readonly disregardStatusWithAnnotationSelector?: string;
  readonly disregardStatusWithLabelSelector?: string;
}

/** kwok's levels, by name or by number. Throws SyntaxError with a sentence. */
export function kwokLogLevel(text: string): LogLevel {
  switch (text.toUpperCase()) {
    case "DEBUG":
    case "-4":
      return "debug";
    case "INFO":
    case "0":
      return "info";
    case "WARN":
    case "4":
      return "warn";
    case "ERROR":
    case "8":
      return "error";
    default:
      throw new SyntaxError(`${text} is no level; give DEBUG, INFO, WARN or ERROR`);
  }
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
