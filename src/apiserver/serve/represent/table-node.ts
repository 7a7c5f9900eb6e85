// How a node prints: its readiness, roles, age, version; and with `-o wide` where it is and what it runs.

import type { KubeObject } from "../../../kube/index.ts";
import { recordAt } from "../../store/draft.ts";
import type { Column } from "./table-columns.ts";
import { age, listOf, name, orNone, specOf, statusOf, text, wide } from "./table-cells.ts";

const ROLE_PREFIX = "node-role.kubernetes.io/";

function readiness(node: KubeObject): string {
  const ready = listOf(statusOf(node), "conditions").find(
    (condition) => condition["type"] === "Ready",
  );
  const word = !ready ? "Unknown" : ready["status"] === "True" ? "Ready" : "NotReady";
  return specOf(node)["unschedulable"] === true ? `${word},SchedulingDisabled` : word;
}

function roles(node: KubeObject): string {
  const labels = node.metadata.labels ?? {};
  const found = Object.keys(labels)
    .filter((key) => key.startsWith(ROLE_PREFIX))
    .map((key) => key.slice(ROLE_PREFIX.length));
  const named = labels["kubernetes.io/role"];
  if (named) found.push(named);
  return found.filter(Boolean).sort().join(",") || "<none>";
}

const address = (title: string, type: string): Column =>
  wide(
    text(title, (node) =>
      orNone(listOf(statusOf(node), "addresses").find((one) => one["type"] === type)?.["address"]),
    ),
  );
const info = (title: string, field: string): Column =>
  wide(text(title, (node) => recordAt(statusOf(node), "nodeInfo")[field] || "<unknown>"));

export const nodeColumns: readonly Column[] = [
  name,
  text("Status", readiness),
  text("Roles", roles),
  age,
  text("Version", (node) => recordAt(statusOf(node), "nodeInfo")["kubeletVersion"] ?? ""),
  address("Internal-IP", "InternalIP"),
  address("External-IP", "ExternalIP"),
  info("OS-Image", "osImage"),
  info("Kernel-Version", "kernelVersion"),
  info("Container-Runtime", "containerRuntimeVersion"),
];
