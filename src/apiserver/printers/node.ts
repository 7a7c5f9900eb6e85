// How a node prints: its readiness, roles, age, version; and with `-o wide` where it is and what it runs.

import type { KubeObject } from "../../kube/index.ts";
import { conditionOf, listAt, NONE, textAt, valueAt } from "./cells.ts";
import { age, name, text, wide, type Column } from "./column.ts";

const ROLE_PREFIX = "node-role.kubernetes.io/";

function readiness(node: KubeObject): string {
  const ready = conditionOf(node, "Ready");
  const word = !ready ? "Unknown" : ready["status"] === "True" ? "Ready" : "NotReady";
  return valueAt(node, "spec.unschedulable") === true ? `${word},SchedulingDisabled` : word;
}

function roles(node: KubeObject): string {
  const labels = node.metadata.labels ?? {};
  const prefixed = Object.keys(labels)
    .filter((key) => key.startsWith(ROLE_PREFIX))
    .map((key) => key.slice(ROLE_PREFIX.length));
  const found = new Set([...prefixed, labels["kubernetes.io/role"] ?? ""]);
  return [...found].filter(Boolean).sort().join(",") || NONE;
}

function kernel(node: KubeObject): string {
  const version = textAt(node, "status.nodeInfo.kernelVersion") || UNKNOWN;
  const architecture = textAt(node, "status.nodeInfo.architecture");
  return architecture === "" ? version : `${version} (${architecture})`;
}

const UNKNOWN = "<unknown>";

const address = (title: string, type: string): Column =>
  text(title, (node) => {
    const found = listAt(node, "status.addresses").find((one) => one["type"] === type);
    return found ? (found["address"] ?? "") : NONE;
  });

export const nodeColumns: readonly Column[] = [
  name,
  text("Status", readiness),
  text("Roles", roles),
  age,
  text("Version", "status.nodeInfo.kubeletVersion"),
  ...wide(
    address("Internal-IP", "InternalIP"),
    address("External-IP", "ExternalIP"),
    text("OS-Image", "status.nodeInfo.osImage", UNKNOWN),
    text("Kernel-Version", kernel),
    text("Container-Runtime", "status.nodeInfo.containerRuntimeVersion", UNKNOWN),
  ),
];
