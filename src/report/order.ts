// The order in which a reader wants metrics: what the cluster did for its users first, what explains it after.

import { parseLabelledName } from "../result/index.ts";

const READING_ORDER = [
  "node_ready",
  "pod_scheduling",
  "pod_startup",
  "pod_deletion",
  "workload_ready",
  "stage_reconcile",
  "watch_lag",
  "api_request",
  "pods_created",
  "pods_bound",
  "pods_running",
  "pods_ready",
  "pods_deleted",
  "nodes_created",
  "nodes_ready",
  "nodes_deleted",
  "requests_intended",
  "requests_sent",
  "requests_acknowledged",
];

/** Entries by the place of their name in the order above; a user's own names come after `workload_ready`. */
export function inReadingOrder<T>(of: Readonly<Record<string, T>>): [string, T][] {
  const unknown = READING_ORDER.indexOf("workload_ready") + 0.5;
  const place = (text: string): number => {
    const index = READING_ORDER.indexOf(parseLabelledName(text).name);
    return index < 0 ? unknown : index;
  };
  return Object.entries(of).sort(
    ([left], [right]) => place(left) - place(right) || (left < right ? -1 : 1),
  );
}
