// Where an API server keeps what is written to it.

import type { ApiServerOptions } from "../../apiserver/index.ts";
import { fail } from "../../base/index.ts";

export interface DataFlags {
  readonly data?: string;
  readonly fsync?: "always" | "never";
}

export const dataFlags = {
  data: {
    kind: "parsed",
    parse: String,
    brief: "Directory to persist data in; default: in memory only",
    optional: true,
  },
  fsync: {
    kind: "enum",
    values: ["always", "never"],
    brief: "With --data: whether a response waits until the write is on disk; default: always",
    optional: true,
  },
} as const;

export function dataOf({ data, fsync }: DataFlags): ApiServerOptions["data"] {
  if (data !== undefined) return { directory: data, fsync: fsync ?? "always" };
  if (fsync !== undefined)
    fail("--fsync says how --data keeps writes, and there is no --data", "add --data DIR");
  return undefined;
}
