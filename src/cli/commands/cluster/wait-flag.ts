// --wait: how long a cluster may take to come up or to end.

import { durationMs } from "../../flags/parsers.ts";

export interface WaitFlags {
  /** Milliseconds. */
  readonly wait: number;
}

export const waitFlags = {
  wait: {
    kind: "parsed",
    parse: durationMs,
    brief: "How long to wait",
    placeholder: "duration",
    default: "2m",
  },
} as const;
