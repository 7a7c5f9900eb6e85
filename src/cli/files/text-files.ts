// Text files that the command line names: read whole, written whole or not at all.

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { fail, messageOf } from "../../base/index.ts";

/** The text of a file (UTF-8); undefined if it cannot be read. */
export function readTextIfAny(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** The text of a file (UTF-8). Throws FailureError with the path, the system's reason and `hint`. */
export function readText(path: string, hint = "check the path"): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    return fail(`${path} could not be read: ${messageOf(error)}`, hint);
  }
}

/** Never half a file: written beside, then renamed. Throws the system's error. */
export function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.partial`, text);
  renameSync(`${path}.partial`, path);
}
