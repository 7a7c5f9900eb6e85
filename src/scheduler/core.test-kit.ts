// Objects for this room's tests: a node and a pod in a line each.

import type { NodeObject, PodObject, Taint } from "../kube/index.ts";
import type { PodSpec, ResourceList } from "./pod-spec.ts";

export interface NodeFields {
  readonly cpu?: string;
  readonly memory?: string;
  readonly pods?: string;
  readonly extra?: ResourceList;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
  readonly unschedulable?: boolean;
}

export function node(name: string, fields: NodeFields = {}): NodeObject {
  const { cpu = "4", memory = "8Gi", pods = "110", extra = {}, labels = {} } = fields;
  return {
    metadata: { name, uid: `uid-${name}`, labels: { "kubernetes.io/hostname": name, ...labels } },
    spec: {
      ...(fields.unschedulable && { unschedulable: true }),
      ...(fields.taints && { taints: fields.taints }),
    },
    status: { allocatable: { cpu, memory, pods, "ephemeral-storage": "100Gi", ...extra } },
  };
}

export interface PodFields {
  readonly requests?: ResourceList;
  readonly spec?: PodSpec;
  readonly phase?: string;
  readonly nodeName?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly deleted?: boolean;
  readonly conditions?: readonly { type: string; status: string; reason?: string }[];
}

export function pod(name: string, fields: PodFields = {}): PodObject {
  const { requests = { cpu: "100m", memory: "128Mi" }, uid = `uid-${name}` } = fields;
  return {
    metadata: {
      name,
      namespace: "default",
      uid,
      ...(fields.generation !== undefined && { generation: fields.generation }),
      ...(fields.deleted && { deletionTimestamp: "2026-01-01T00:00:00Z" }),
    },
    spec: {
      containers: [{ resources: { requests } }],
      ...fields.spec,
      ...(fields.nodeName !== undefined && { nodeName: fields.nodeName }),
    },
    status: {
      phase: fields.phase ?? "Pending",
      ...(fields.conditions && { conditions: fields.conditions }),
    },
  };
}
