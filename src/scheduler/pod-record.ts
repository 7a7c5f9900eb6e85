// What is remembered of a pod: a key, where it is counted, and where it stands on its way to a node.

import { type Condition, type PodObject, conditionStatus } from "../kube/index.ts";
import type { PodClass } from "./pod-class.ts";
import type { Requests } from "./requests.ts";

/**
 * active: waits for its turn. backoff: waits for its time. unschedulable: waits for a node that suits. gated: waits for its
 * scheduling gates. held: asks for what this scheduler cannot do. binding: the request is under way. assumed: acknowledged,
 * not yet seen on the watch. assigned: the watch says so. dropped: no longer ours.
 */
export type PodState =
  | "active"
  | "backoff"
  | "unschedulable"
  | "gated"
  | "held"
  | "binding"
  | "assumed"
  | "assigned"
  | "dropped";

export interface PodRecord {
  readonly key: string;
  readonly uid: string;
  readonly priority: number;
  state: PodState;
  generation: number | undefined;
  requests: Requests;
  /** What it demands of nodes; known while it waits for one. */
  podClass: PodClass | undefined;
  /** The node it is counted on; -1 for none. */
  slot: number;
  /** Attempts so far that placed it nowhere, and when the last of them was. */
  failures: number;
  failedAtMs: number;
  /** It is being deleted, so it is not tried again. */
  withdrawn: boolean;
  /** What its condition should say, and what was last written there. */
  message: string;
  explained: string;
  /** The two differ, and the condition waits to be written. */
  unexplained: boolean;
  /** The condition is being written. */
  explaining: boolean;
  /** Since when PodScheduled is False, as RFC 3339; empty until it is. */
  falseSince: string;
}

export function podRecord(
  key: string,
  pod: PodObject,
  priority: number,
  requests: Requests,
): PodRecord {
  const condition = scheduledCondition(pod);
  const isFalse = condition?.status === "False" && condition.reason === "Unschedulable";
  return {
    key,
    uid: pod.metadata.uid ?? "",
    priority,
    state: "dropped",
    generation: pod.metadata.generation,
    requests,
    podClass: undefined,
    slot: -1,
    failures: 0,
    failedAtMs: -Infinity,
    withdrawn: false,
    message: "",
    explained: isFalse ? (condition.message ?? "") : "",
    unexplained: false,
    explaining: false,
    falseSince: isFalse ? (condition.lastTransitionTime ?? "") : "",
  };
}

function scheduledCondition(pod: PodObject): Condition | undefined {
  if (conditionStatus(pod, "PodScheduled") === undefined) return undefined;
  return pod.status?.conditions?.find(({ type }) => type === "PodScheduled");
}
