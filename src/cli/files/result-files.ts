// Results from the paths of a command line: a result.json, the folder of a run, or a folder of many runs.

import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { FailureError, fail, formatDiagnostic } from "../../base/index.ts";
import { type Result, parseResult } from "../../result/index.ts";

export interface ResultFile {
  readonly path: string;
  readonly text: string;
  readonly result: Result;
}

/** Below this no run lies: reports/<scenario>/<start>/<side>/<repeat>. */
const DEPTH_MAX = 6;

/** In the order of the paths, and by name below each. Throws FailureError where there is none, or one is damaged. */
export function readResults(paths: readonly string[]): ResultFile[] {
  return paths.flatMap((path) => {
    const found = findResultFiles(path);
    if (found.length === 0)
      fail(
        `there is no result.json in ${path}`,
        "give a result.json, the folder of a run, or a folder of runs",
      );
    return found.map(readResultFile);
  });
}

/** Throws FailureError naming the file. */
export function readResultFile(path: string): ResultFile {
  const text = readFileSync(path, "utf8");
  try {
    return { path, text, result: parseResult(text) };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return fail(`${path}: ${error.diagnostics.map(formatDiagnostic).join("; ")}`);
  }
}

/** Every result.json at or below `path`; none where it does not exist. Hidden folders are left alone. */
export function findResultFiles(path: string, depth = 0): string[] {
  const about = statSync(path, { throwIfNoEntry: false });
  if (!about) return [];
  if (about.isFile()) return [path];
  const direct = join(path, "result.json");
  if (statSync(direct, { throwIfNoEntry: false })?.isFile()) return [direct];
  if (depth === DEPTH_MAX) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => findResultFiles(join(path, name), depth + 1));
}
