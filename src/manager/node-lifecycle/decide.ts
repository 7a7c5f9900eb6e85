// Nodes that stopped answering: their conditions, their taints, and what becomes of their pods. Pure.
// Source of the rules: kubernetes/pkg/controller/{nodelifecycle,tainteviction,podgc}, v1.36.

import { rfc3339 } from "../../base/index.ts";
import type { NodeObject, Taint } from "../../kube/index.ts";
import { kinds } from "../kinds.ts";
import type { Write } from "../wire/write.ts";
import type { PodView, Toleration } from "../workload/pod-view.ts";

/** Conditions a kubelet reports, all of which are unknown when it stops. */
const REPORTED = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"] as const;

export interface NodeView {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly unschedulable: boolean;
  readonly taints: readonly TimedTaint[];
  /** Status by condition type. */
  readonly conditions: Readonly<Record<string, string>>;
  /** Changes whenever the node's status is posted. */
  readonly heartbeat: string;
}

export interface TimedTaint extends Taint {
  readonly timeAdded?: string;
}

export function nodeView(node: NodeObject): NodeView {
  const conditions: Record<string, string> = {};
  let heartbeat = "";
  for (const condition of node.status?.conditions ?? []) {
    conditions[condition.type] = condition.status;
    if (condition.type === "Ready")
      heartbeat = (condition as { lastHeartbeatTime?: string }).lastHeartbeatTime ?? "";
  }
  return {
    name: node.metadata.name,
    uid: node.metadata.uid ?? "",
    resourceVersion: node.metadata.resourceVersion ?? "",
    unschedulable: node.spec?.unschedulable === true,
    taints: node.spec?.taints ?? [],
    conditions,
    heartbeat,
  };
}

/** Marks everything a silent node reported as unknown; nothing when it is so marked already. */
export function silenceWrites(node: NodeView, wallMs: number): readonly Write[] {
  const now = rfc3339(wallMs);
  const conditions = REPORTED.filter((type) => node.conditions[type] !== "Unknown").map((type) => {
    const never = node.conditions[type] === undefined;
    return {
      type,
      status: "Unknown",
      reason: never ? "NodeStatusNeverUpdated" : "NodeStatusUnknown",
      message: never ? "Kubelet never posted node status." : "Kubelet stopped posting node status.",
      lastTransitionTime: now,
    };
  });
  if (conditions.length === 0) return [];
  return [
    {
      kind: "patch",
      resource: kinds.nodes,
      ref: { name: node.name },
      type: "strategic",
      patch: { metadata: { uid: node.uid }, status: { conditions } },
      subresource: "status",
    },
  ];
}

const NOT_READY = "node.kubernetes.io/not-ready";
const UNREACHABLE = "node.kubernetes.io/unreachable";
const UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

/** Conditions that, when true, keep new pods away. */
const TAINT_BY_CONDITION: Readonly<Record<string, string>> = {
  MemoryPressure: "node.kubernetes.io/memory-pressure",
  DiskPressure: "node.kubernetes.io/disk-pressure",
  PIDPressure: "node.kubernetes.io/pid-pressure",
  NetworkUnavailable: "node.kubernetes.io/network-unavailable",
};

const MANAGED_KEYS = new Set([
  NOT_READY,
  UNREACHABLE,
  UNSCHEDULABLE,
  ...Object.values(TAINT_BY_CONDITION),
]);

/** Brings the taints that follow from a node's conditions up to date, and leaves all others as they are. */
export function taintWrites(node: NodeView, wallMs: number): readonly Write[] {
  const { conditions, taints } = node;
  // Before its first report a node keeps what admission gave it.
  if (conditions["Ready"] === undefined) return [];
  const wanted = wantedTaints(node);
  const same = (left: Taint, right: Taint): boolean =>
    left.key === right.key && left.effect === right.effect;
  const kept = taints.filter(
    (taint) => !MANAGED_KEYS.has(taint.key) || wanted.some((one) => same(one, taint)),
  );
  const added = wanted.filter((one) => !taints.some((taint) => same(one, taint)));
  if (added.length === 0 && kept.length === taints.length) return [];
  const timeAdded = rfc3339(wallMs);
  const { uid, resourceVersion } = node;
  return [
    {
      kind: "patch",
      resource: kinds.nodes,
      ref: { name: node.name },
      type: "merge",
      patch: {
        metadata: { uid, resourceVersion },
        spec: { taints: [...kept, ...added.map((taint) => ({ ...taint, timeAdded }))] },
      },
    },
  ];
}

function wantedTaints({ conditions, unschedulable }: NodeView): readonly Taint[] {
  const wanted: Taint[] = [];
  const ready = conditions["Ready"];
  const away = (key: string): number =>
    wanted.push({ key, effect: "NoSchedule" }, { key, effect: "NoExecute" });
  if (ready === "False") away(NOT_READY);
  if (ready === "Unknown") away(UNREACHABLE);
  for (const [type, key] of Object.entries(TAINT_BY_CONDITION))
    if (conditions[type] === "True") wanted.push({ key, effect: "NoSchedule" });
  if (unschedulable) wanted.push({ key: UNSCHEDULABLE, effect: "NoSchedule" });
  return wanted;
}

/** Pods of a node that just stopped being ready are not ready either, whatever they last said. */
export function notReadyWrite(pod: PodView, wallMs: number): Write {
  return {
    kind: "patch",
    resource: kinds.pods,
    ref: pod,
    type: "strategic",
    patch: {
      metadata: { uid: pod.uid },
      status: {
        conditions: [{ type: "Ready", status: "False", lastTransitionTime: rfc3339(wallMs) }],
      },
    },
    subresource: "status",
  };
}

/**
 * When a pod leaves a node with these NoExecute taints: undefined for never, a time in the past for at once.
 * The shortest tolerationSeconds of the tolerations that apply counts, from the latest taint on.
 */
export function evictionMs(
  tolerations: readonly Toleration[],
  taints: readonly TimedTaint[],
  wallMs: number,
): number | undefined {
  const expelling = taints.filter(({ effect }) => effect === "NoExecute");
  if (expelling.length === 0) return undefined;
  const used = expelling.map((taint) => tolerations.find((one) => tolerates(one, taint)));
  if (used.includes(undefined)) return wallMs;
  const seconds = used.flatMap((toleration) => toleration?.tolerationSeconds ?? []);
  if (seconds.length === 0) return undefined;
  const since = Math.max(
    ...expelling.map(({ timeAdded }) => Date.parse(timeAdded ?? "") || wallMs),
  );
  return since + Math.max(0, Math.min(...seconds)) * 1000;
}

function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  const operator = toleration.operator || "Equal";
  if (operator === "Exists") return true;
  return operator === "Equal" && (toleration.value ?? "") === (taint.value ?? "");
}
