// Whether a named cluster runs. Its keeper is asked, by a word only it knows: a process id may be another's by now.

import { clusterFolder, type ClusterFolder } from "./folder.ts";
import { type KeeperAnswer, type KeeperState, readState } from "./state.ts";
import { type ClusterSpec, readSpec } from "./spec.ts";

const ANSWER_MS_MAX = 2_000;

export interface ClusterStatus {
  readonly folder: ClusterFolder;
  readonly spec: ClusterSpec;
  /** Undefined: stopped. */
  readonly running: KeeperAnswer | undefined;
}

export async function statusOf(home: string, name: string): Promise<ClusterStatus> {
  const folder = clusterFolder(home, name);
  const spec = readSpec(folder);
  const state = readState(folder);
  return { folder, spec, running: state && (await askKeeper(state)) };
}

/** Undefined when nobody answers, or somebody else. */
export async function askKeeper(state: KeeperState): Promise<KeeperAnswer | undefined> {
  const response = await tellKeeper(state, "status").catch(() => undefined);
  if (!response?.ok) return undefined;
  return (await response.json()) as KeeperAnswer;
}

export function tellKeeper(state: KeeperState, word: "status" | "stop"): Promise<Response> {
  return fetch(`${state.controlUrl}/${word}`, {
    method: word === "stop" ? "POST" : "GET",
    headers: { authorization: `Bearer ${state.token}` },
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  });
}
