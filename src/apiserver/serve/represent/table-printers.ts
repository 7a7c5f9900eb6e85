// The columns of the kinds people look at (pkg/printers/internalversion/printers.go), by `group/plural`.

import type { KubeObject } from "../../../kube/index.ts";
import { recordAt, textOf } from "../../store/draft.ts";
import type { Column } from "./table-columns.ts";
import { nodeColumns } from "./table-node.ts";
import { podColumns } from "./table-pod.ts";
import {
  age,
  ageOf,
  count,
  humanDuration,
  joined,
  listOf,
  name,
  numberOf,
  orNone,
  selectorText,
  specOf,
  statusOf,
  templateColumns,
  text,
  wide,
} from "./table-cells.ts";

const readyOf = (object: KubeObject): string =>
  `${numberOf(statusOf(object), "readyReplicas")}/${numberOf(specOf(object), "replicas")}`;
const statusCount = (title: string, field: string): Column =>
  count(title, (object) => numberOf(statusOf(object), field));

const deployments: readonly Column[] = [
  name,
  text("Ready", readyOf),
  statusCount("Up-to-date", "updatedReplicas"),
  statusCount("Available", "availableReplicas"),
  age,
  ...templateColumns(),
];

const replicaSets: readonly Column[] = [
  name,
  count("Desired", (object) => numberOf(specOf(object), "replicas")),
  statusCount("Current", "replicas"),
  statusCount("Ready", "readyReplicas"),
  age,
  ...templateColumns(),
];

const daemonSets: readonly Column[] = [
  name,
  statusCount("Desired", "desiredNumberScheduled"),
  statusCount("Current", "currentNumberScheduled"),
  statusCount("Ready", "numberReady"),
  statusCount("Up-to-date", "updatedNumberScheduled"),
  statusCount("Available", "numberAvailable"),
  text("Node Selector", (object) =>
    selectorText(recordAt(recordAt(recordAt(specOf(object), "template"), "spec"), "nodeSelector")),
  ),
  age,
  ...templateColumns(),
];

const jobs: readonly Column[] = [
  name,
  text("Status", jobStatus),
  text(
    "Completions",
    (job) => `${numberOf(statusOf(job), "succeeded")}/${numberOf(specOf(job), "completions") || 1}`,
  ),
  text("Duration", jobDuration),
  age,
  ...templateColumns(),
];

function jobStatus(job: KubeObject): string {
  const holds = (type: string): boolean =>
    listOf(statusOf(job), "conditions").some(
      (condition) => condition["type"] === type && condition["status"] === "True",
    );
  if (holds("Complete")) return "Complete";
  if (holds("Failed")) return "Failed";
  if (job.metadata.deletionTimestamp) return "Terminating";
  if (holds("Suspended")) return "Suspended";
  return holds("FailureTarget") ? "FailureTarget" : "Running";
}

function jobDuration(job: KubeObject, nowMs: number): string {
  const { startTime, completionTime } = statusOf(job) as {
    startTime?: string;
    completionTime?: string;
  };
  if (!startTime) return "";
  if (!completionTime) return ageOf(startTime, nowMs);
  return humanDuration((Date.parse(completionTime) - Date.parse(startTime)) / 1000);
}

const services: readonly Column[] = [
  name,
  text("Type", (service) => specOf(service)["type"]),
  text("Cluster-IP", (service) => orNone(specOf(service)["clusterIP"])),
  text("External-IP", (service) =>
    joined((specOf(service)["externalIPs"] as string[] | undefined) ?? []),
  ),
  text("Port(s)", (service) =>
    joined(
      listOf(specOf(service), "ports").map(({ port, nodePort, protocol }) =>
        nodePort
          ? `${textOf(port)}:${textOf(nodePort)}/${textOf(protocol)}`
          : `${textOf(port)}/${textOf(protocol)}`,
      ),
    ),
  ),
  age,
  wide(text("Selector", (service) => selectorText(specOf(service)["selector"]))),
];

const events: readonly Column[] = [
  text("Last Seen", (event, nowMs) => ageOf(lastSeen(event), nowMs)),
  text("Type", (event) => event["type"]),
  text("Reason", (event) => event["reason"]),
  text("Object", (event) => {
    const { kind, name } = (event["involvedObject"] ?? event["regarding"] ?? {}) as {
      kind?: string;
      name?: string;
    };
    return `${(kind ?? "").toLowerCase()}/${name ?? ""}`;
  }),
  wide(text("Subobject", (event) => recordAt(event, "involvedObject")["fieldPath"] ?? "")),
  wide(
    text(
      "Source",
      (event) => recordAt(event, "source")["component"] ?? event["reportingComponent"] ?? "",
    ),
  ),
  text("Message", (event) => textOf(event["message"] ?? event["note"]).trim()),
  wide(text("First Seen", (event, nowMs) => ageOf(firstSeen(event), nowMs))),
  wide(count("Count", (event) => recordAt(event, "series")["count"] ?? event["count"] ?? 1)),
  wide(name),
];

function lastSeen(event: KubeObject): string | undefined {
  const observed = recordAt(event, "series")["lastObservedTime"];
  return (observed ?? event["lastTimestamp"] ?? firstSeen(event)) as string | undefined;
}

function firstSeen(event: KubeObject): string | undefined {
  return (event["firstTimestamp"] ?? event["eventTime"]) as string | undefined;
}

const keysOf = (object: KubeObject, ...fields: readonly string[]): number =>
  fields.reduce((sum, field) => sum + Object.keys(recordAt(object, field)).length, 0);

export const PRINTERS: Readonly<Record<string, readonly Column[]>> = {
  "/pods": podColumns,
  "/nodes": nodeColumns,
  "/namespaces": [name, text("Status", (namespace) => statusOf(namespace)["phase"]), age],
  "/services": services,
  "/events": events,
  "events.k8s.io/events": events,
  "/configmaps": [name, text("Data", (map) => keysOf(map, "data", "binaryData")), age],
  "/secrets": [
    name,
    text("Type", (secret) => secret["type"]),
    count("Data", (secret) => keysOf(secret, "data")),
    age,
  ],
  "/serviceaccounts": [name, age],
  "/replicationcontrollers": replicaSets,
  "apps/deployments": deployments,
  "apps/replicasets": replicaSets,
  "apps/daemonsets": daemonSets,
  "apps/statefulsets": [name, text("Ready", readyOf), age, ...templateColumns().slice(0, 2)],
  "batch/jobs": jobs,
  "batch/cronjobs": [
    name,
    text("Schedule", (job) => specOf(job)["schedule"]),
    text("Timezone", (job) => orNone(specOf(job)["timeZone"])),
    text("Suspend", (job) => (specOf(job)["suspend"] === true ? "True" : "False")),
    count("Active", (job) => listOf(statusOf(job), "active").length),
    text("Last Schedule", (job, nowMs) => {
      const last = statusOf(job)["lastScheduleTime"];
      return typeof last === "string" ? ageOf(last, nowMs) : "<none>";
    }),
    age,
  ],
  "coordination.k8s.io/leases": [
    name,
    text("Holder", (lease) => specOf(lease)["holderIdentity"] ?? ""),
    age,
  ],
  "scheduling.k8s.io/priorityclasses": [
    name,
    count("Value", (priority) => priority["value"]),
    text("Global-Default", (priority) => priority["globalDefault"] === true),
    age,
    text("PreemptionPolicy", (priority) => priority["preemptionPolicy"] ?? "PreemptLowerPriority"),
  ],
  "policy/poddisruptionbudgets": [
    name,
    text("Min Available", (budget) => specOf(budget)["minAvailable"] ?? "N/A"),
    text("Max Unavailable", (budget) => specOf(budget)["maxUnavailable"] ?? "N/A"),
    statusCount("Allowed Disruptions", "disruptionsAllowed"),
    age,
  ],
  "storage.k8s.io/storageclasses": [
    name,
    text("Provisioner", (storage) => storage["provisioner"]),
    text("ReclaimPolicy", (storage) => storage["reclaimPolicy"] ?? "Delete"),
    text("VolumeBindingMode", (storage) => storage["volumeBindingMode"] ?? "Immediate"),
    text("AllowVolumeExpansion", (storage) => storage["allowVolumeExpansion"] === true),
    age,
  ],
};
