// What a keeper writes down while it runs: where it listens, and the token that its requests must carry.

import { readFileSync } from "node:fs";
import type { Component } from "../cluster/index.ts";
import type { ClusterFolder } from "./folder.ts";

export interface KeeperState {
  readonly pid: number;
  /** Where the keeper listens, on loopback. */
  readonly controlUrl: string;
  /** Bearer token of every request; the file is readable by its owner only. */
  readonly token: string;
}

/** The keeper's answer to /status. */
export interface KeeperAnswer {
  readonly name: string;
  readonly startedAt: string;
  readonly serverUrl: string;
  readonly serverVersion: string;
  readonly components: readonly Component[];
}

/** Undefined where no keeper has written a state. */
export function readState(folder: ClusterFolder): KeeperState | undefined {
  try {
    return JSON.parse(readFileSync(folder.stateFile, "utf8")) as KeeperState;
  } catch {
    return undefined;
  }
}
