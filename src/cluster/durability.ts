// What a write waits for, in words. Where the folder is not on a disk, waiting for the disk is no wait, and the report says so.

import { statfsSync } from "node:fs";
import type { ApiServerRequest } from "./types.ts";

/** The f_type of tmpfs and ramfs, from linux/magic.h. */
const IN_MEMORY: readonly number[] = [0x0102_1994, 0x8584_58f6];

/** `folder`: where the log is. */
export function durabilityPhrase(
  durability: ApiServerRequest["durability"],
  folder: string,
): string {
  switch (durability) {
    case "memory":
      return "everything in memory, so storage latency is not part of any figure";
    case "log":
      return "a log that is written, but not synced to the disk, before each answer";
    case "fsync":
      return `a log that is synced to the disk before each answer${
        isInMemory(folder)
          ? ` (its folder ${folder} is in memory, so the disk's latency is not part of any figure; set TMPDIR to a folder on a disk)`
          : ""
      }`;
  }
}

function isInMemory(folder: string): boolean {
  return process.platform === "linux" && IN_MEMORY.includes(statfsSync(folder).type);
}
