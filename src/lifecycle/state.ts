// What a keeper says of itself while it runs: where to reach it, and with which word it can be told to stop.

import { readFileSync } from "node:fs";
import type { Component } from "../cluster/index.ts";
import type { ClusterFolder } from "./folder.ts";

export interface KeeperState {
  readonly pid: number;
  /** Where the keeper listens, on loopback. */
  readonly controlUrl: string;
  /** Who does not know it is not let in; the file is readable by its owner alone. */
  readonly token: string;
}

/** What the keeper answers when it is asked how the cluster does. */
export interface KeeperAnswer {
  readonly name: string;
  readonly startedAt: string;
  readonly serverUrl: string;
  readonly serverVersion: string;
  readonly components: readonly Component[];
}

/** Undefined where no keeper has written one. */
export function readState(folder: ClusterFolder): KeeperState | undefined {
  try {
    return JSON.parse(readFileSync(folder.stateFile, "utf8")) as KeeperState;
  } catch {
    return undefined;
  }
}
