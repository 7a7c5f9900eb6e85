// Whether a named cluster runs. Its keeper is asked, with a token that only it knows: its process id may be reused by now.

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

/** Rejects with FailureError where the cluster does not exist. */
export async function statusOf(home: string, name: string): Promise<ClusterStatus> {
  const folder = clusterFolder(home, name);
  const spec = readSpec(folder);
  const state = readState(folder);
  return { folder, spec, running: state && (await askKeeper(state)) };
}

/** Undefined where nobody answers, or another program does. */
export async function askKeeper(state: KeeperState): Promise<KeeperAnswer | undefined> {
  const response = await tellKeeper(state, "status").catch(() => undefined);
  if (!response?.ok) return undefined;
  return (await response.json()) as KeeperAnswer;
}

/** Rejects with the error of fetch where nobody listens, or does not answer within two seconds. */
export function tellKeeper(state: KeeperState, request: "status" | "stop"): Promise<Response> {
  return fetch(`${state.controlUrl}/${request}`, {
    method: request === "stop" ? "POST" : "GET",
    headers: { authorization: `Bearer ${state.token}` },
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  });
}
