// Which columns each resource prints (pkg/printers/internalversion/printers.go), by `group/plural`.

import type { KubeObject } from "../../kube/index.ts";
import { customCell, type CustomColumn } from "../custom/columns.ts";
import type { ServedResource } from "../registry/registry.ts";
import { ageOf } from "./age.ts";
import { autoscalerColumns } from "./autoscaling.ts";
import { conditionOf, countAt, keysAt, listAt, textAt, valueAt } from "./cells.ts";
import { age, count, name, NAME_AND_TIME, text, typed, type Column } from "./column.ts";
import { eventColumns } from "./events.ts";
import { network } from "./network.ts";
import { nodeColumns } from "./node.ts";
import { podColumns, podRowConditions } from "./pod.ts";
import { policy } from "./policy.ts";
import { storage } from "./storage.ts";
import { usage } from "./usage.ts";
import { workloads } from "./workloads.ts";

export interface Printer {
  readonly columns: readonly Column[];
  /** What a row says of its object besides its cells. */
  readonly conditions?: (object: KubeObject) => readonly object[] | undefined;
  /** The order of a list's rows, where it is not the list's. */
  readonly compare?: (left: KubeObject, right: KubeObject) => number;
}

const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  "/pods": podColumns,
  "/nodes": nodeColumns,
  "/namespaces": [name, text("Status", "status.phase"), age],
  "/events": eventColumns,
  "events.k8s.io/events": eventColumns,
  "/configmaps": [
    name,
    typed(
      "string",
      count("Data", (map) => keysAt(map, "data").length + keysAt(map, "binaryData").length),
    ),
    age,
  ],
  "/secrets": [
    name,
    text("Type", "type"),
    typed(
      "string",
      count("Data", (secret) => keysAt(secret, "data").length),
    ),
    age,
  ],
  "/serviceaccounts": [name, age],
  "autoscaling/horizontalpodautoscalers": autoscalerColumns,
  "coordination.k8s.io/leases": [name, text("Holder", "spec.holderIdentity"), age],
  "node.k8s.io/runtimeclasses": [name, text("Handler", "handler"), age],
  "resource.k8s.io/deviceclasses": [name, age],
  "resource.k8s.io/resourceclaims": [name, text("State", claimState), age],
  "resource.k8s.io/resourceclaimtemplates": [name, age],
  "resource.k8s.io/resourceslices": [
    name,
    text("Node", "spec.nodeName"),
    text("Driver", "spec.driver"),
    text("Pool", "spec.pool.name"),
    age,
  ],
  "apiregistration.k8s.io/apiservices": [
    name,
    text("Service", apiServer),
    text("Available", availability),
    age,
  ],
  ...usage,
  ...workloads,
  ...network,
  ...storage,
  ...policy,
};

const PRINTERS: Readonly<Record<string, Omit<Printer, "columns">>> = {
  "/pods": { conditions: podRowConditions },
  "flowcontrol.apiserver.k8s.io/flowschemas": { compare: byPrecedence },
};

export const scalePrinter: Printer = {
  columns: [
    { ...name, format: "" },
    count("Desired", "spec.replicas"),
    count("Available", "status.replicas"),
    age,
  ],
};

export function printerOf({ info, custom }: ServedResource): Printer {
  if (custom) return { columns: [name, ...custom.columns.map(customColumn)] };
  const resource = `${info.group}/${info.plural}`;
  return { columns: COLUMNS[resource] ?? NAME_AND_TIME, ...PRINTERS[resource] };
}

/** As a CustomResourceDefinition's additionalPrinterColumns ask for it. */
function customColumn(column: CustomColumn): Column {
  return {
    ...column,
    cell: (object, nowMs) => customCell(column, object, (time) => ageOf(time, nowMs)),
  };
}

/** `allocated,reserved` */
function claimState(claim: KubeObject): string {
  const isDeleted = claim.metadata.deletionTimestamp !== undefined;
  const isAllocated = valueAt(claim, "status.allocation") !== undefined;
  const states = isDeleted ? ["deleted"] : [];
  if (isAllocated) states.push("allocated");
  else if (!isDeleted) states.push("pending");
  if (isAllocated && listAt(claim, "status.reservedFor").length > 0) states.push("reserved");
  return states.join(",");
}

function apiServer(service: KubeObject): string {
  if (!valueAt(service, "spec.service")) return "Local";
  return `${textAt(service, "spec.service.namespace")}/${textAt(service, "spec.service.name")}`;
}

function availability(service: KubeObject): string {
  const { status = "Unknown", reason } = (conditionOf(service, "Available") ?? {}) as {
    status?: string;
    reason?: string;
  };
  return status !== "True" && reason ? `${status} (${reason})` : status;
}

/** Flow schemas in the order in which they are tried. */
function byPrecedence(left: KubeObject, right: KubeObject): number {
  const path = "spec.matchingPrecedence";
  const order = countAt(left, path) - countAt(right, path);
  return order || (left.metadata.name < right.metadata.name ? -1 : 1);
}
