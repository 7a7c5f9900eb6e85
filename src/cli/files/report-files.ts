// Where a run's documents go. Written whole or not at all, and somewhere else when the wanted place is full: a figure
// that took an hour to measure is not lost to a full disk.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fail, messageOf } from "../../base/index.ts";
import { STANDARD_FORMATS, formatRegistry } from "../../report/index.ts";
import { type Result, serializeResult } from "../../result/index.ts";
import { writeWhole } from "./text-files.ts";

/** `reports/<scenario>/<start>`, the start as 20260102T030405Z. */
export function defaultDirectory(scenario: string, startMs: number): string {
  const start = new Date(startMs).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  return join("reports", scenario, start);
}

/** Made before anything is started, so that an unwritable place is found at once. */
export function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
    const probe = join(directory, ".writable");
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    fail(
      `the reports cannot be written to ${directory}: ${messageOf(error)}`,
      "give another folder with --out",
    );
  }
}

/** The Result so far; a failure to write it is told, not fatal: the run goes on. */
export function writeCheckpoint(
  directory: string,
  result: Result,
  warn: (text: string) => void,
): void {
  try {
    writeWhole(join(directory, "result.json"), serializeResult(result));
  } catch (error) {
    warn(`the partial result could not be written to ${directory}: ${messageOf(error)}`);
  }
}

/** Writes every document; gives the folder they are in, another one when the wanted one fails. */
export function writeReports(
  directory: string,
  result: Result,
  warn: (text: string) => void,
): string {
  try {
    return writeAll(directory, result);
  } catch (error) {
    const other = join(
      tmpdir(),
      `kwokbench-${result.scenario.name}-${Date.parse(result.startedAt)}`,
    );
    warn(`the reports could not be written to ${directory}: ${messageOf(error)}; trying ${other}`);
    mkdirSync(other, { recursive: true });
    return writeAll(other, result);
  }
}

function writeAll(directory: string, result: Result): string {
  for (const { name, fileName, render } of formatRegistry)
    if (STANDARD_FORMATS.includes(name)) writeWhole(join(directory, fileName), render(result));
  return directory;
}
