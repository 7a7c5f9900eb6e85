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
    brief: "Directory to keep all writes in; without it they are in memory only",
    optional: true,
  },
  fsync: {
    kind: "enum",
    values: ["always", "never"],
    brief: "With --data: whether an answer waits until the disk has the write [always]",
    optional: true,
  },
} as const;

export function dataOf({ data, fsync }: DataFlags): ApiServerOptions["data"] {
  if (data !== undefined) return { directory: data, fsync: fsync ?? "always" };
  if (fsync !== undefined)
    fail("--fsync says how --data keeps writes, and there is no --data", "add --data DIR");
  return undefined;
}
