// Starting, stopping and deleting a named cluster.

import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { KEEP, exitCodes, fail } from "../base/index.ts";
import type { ClusterFolder } from "./folder.ts";
import { readState } from "./state.ts";
import { readSpec } from "./spec.ts";
import { askKeeper, tellKeeper } from "./status.ts";

const POLL_MS = 50;
const LOG_TAIL_CHARACTERS = 1_000;

export interface StartOptions {
  readonly selfCommand: readonly string[];
  /** How long the cluster may take to become ready. */
  readonly timeoutMs: number;
}

/** Starts the keeper and waits until the cluster is ready; false if it ran already. Rejects with FailureError after `timeoutMs`. */
export async function startCluster(folder: ClusterFolder, options: StartOptions): Promise<boolean> {
  readSpec(folder);
  const state = readState(folder);
  if (state && (await askKeeper(state))) return false;
  // A keeper that was killed leaves its state file behind.
  rmSync(folder.stateFile, { force: true });
  mkdirSync(folder.runDirectory, { recursive: true });
  const log = openSync(folder.keeperLog, "w");
  const child = Bun.spawn([...options.selfCommand, KEEP, folder.path], {
    stdin: "ignore",
    stdout: log,
    stderr: log,
    // Its own session: it outlives this command and its terminal.
    detached: true,
  });
  closeSync(log);
  const endMs = performance.now() + options.timeoutMs;
  while (readState(folder) === undefined) {
    if (child.exitCode !== null || child.signalCode !== null)
      fail(
        `the cluster "${folder.name}" did not start; its log ends with: ${logTail(folder)}`,
        `see ${folder.runDirectory}`,
        exitCodes.incomplete,
      );
    if (performance.now() > endMs) {
      child.kill("SIGTERM");
      fail(
        `the cluster "${folder.name}" did not start within ${options.timeoutMs / 1000} s`,
        `see ${folder.runDirectory}, or give it longer with --wait`,
        exitCodes.incomplete,
      );
    }
    await Bun.sleep(POLL_MS);
  }
  child.unref();
  return true;
}

function logTail(folder: ClusterFolder): string {
  return readFileSync(folder.keeperLog, "utf8").trim().slice(-LOG_TAIL_CHARACTERS);
}

/** Ends the cluster's processes and waits until they are gone; false if it did not run. Rejects with FailureError after `timeoutMs`. */
export async function stopCluster(folder: ClusterFolder, timeoutMs: number): Promise<boolean> {
  readSpec(folder);
  const state = readState(folder);
  if (!state || !(await askKeeper(state))) {
    rmSync(folder.stateFile, { force: true });
    return false;
  }
  await tellKeeper(state, "stop");
  const endMs = performance.now() + timeoutMs;
  while (await askKeeper(state)) {
    if (performance.now() > endMs)
      fail(
        `the cluster "${folder.name}" did not stop within ${timeoutMs / 1000} s`,
        `its keeper is process ${state.pid}; see ${folder.keeperLog}`,
        exitCodes.incomplete,
      );
    await Bun.sleep(POLL_MS);
  }
  return true;
}

/** Stops the cluster and removes its folder. */
export async function deleteCluster(folder: ClusterFolder, timeoutMs: number): Promise<void> {
  await stopCluster(folder, timeoutMs);
  rmSync(folder.path, { recursive: true, force: true });
}
