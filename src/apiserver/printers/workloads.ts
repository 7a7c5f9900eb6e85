// How what runs pods prints: Deployments and their like, Jobs, CronJobs, and what they are made from.

import type { KubeObject } from "../../kube/index.ts";
import { textOf } from "../store/draft.ts";
import { ageOf, humanDuration } from "./age.ts";
import {
  countAt,
  holds,
  labelsText,
  listAt,
  NONE,
  selectorText,
  textAt,
  UNSET,
  valueAt,
} from "./cells.ts";
import { age, count, name, text, typed, wide, type Column } from "./column.ts";

const namesOf = (containers: string): Column =>
  text("Containers", (object) => joined(object, containers, "name"));
const imagesOf = (containers: string): Column =>
  text("Images", (object) => joined(object, containers, "image"));

function joined(object: KubeObject, containers: string, field: string): string {
  return listAt(object, containers)
    .map((container) => textOf(container[field]))
    .join(",");
}

const CONTAINERS = "spec.template.spec.containers";
const containers: readonly Column[] = wide(namesOf(CONTAINERS), imagesOf(CONTAINERS));

/** `everything`: what is shown of a selector that asks for nothing. */
function selector(path: string, everything = NONE): readonly Column[] {
  return wide(text("Selector", (object) => selectorText(valueAt(object, path), everything)));
}

const ready: Column = text(
  "Ready",
  (object) => `${countAt(object, "status.readyReplicas")}/${countAt(object, "spec.replicas")}`,
);

const replicas: readonly Column[] = [
  name,
  count("Desired", "spec.replicas"),
  count("Current", "status.replicas"),
  count("Ready", "status.readyReplicas"),
  age,
  ...containers,
];

function jobStatus(job: KubeObject): string {
  if (holds(job, "Complete")) return "Complete";
  if (holds(job, "Failed")) return "Failed";
  if (job.metadata.deletionTimestamp) return "Terminating";
  if (holds(job, "Suspended")) return "Suspended";
  if (holds(job, "FailureTarget")) return "FailureTarget";
  return holds(job, "SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
}

function completions(job: KubeObject): string {
  const succeeded = countAt(job, "status.succeeded");
  const wanted = valueAt(job, "spec.completions");
  if (typeof wanted === "number") return `${succeeded}/${wanted}`;
  const parallelism = countAt(job, "spec.parallelism");
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(job: KubeObject, nowMs: number): string {
  const start = textAt(job, "status.startTime");
  const end = textAt(job, "status.completionTime");
  if (start === "") return "";
  return end === ""
    ? ageOf(start, nowMs)
    : humanDuration((Date.parse(end) - Date.parse(start)) / 1000);
}

function lastSchedule(job: KubeObject, nowMs: number): string {
  const last = valueAt(job, "status.lastScheduleTime");
  return last ? ageOf(last, nowMs) : NONE;
}

function suspended(job: KubeObject): string {
  const value = valueAt(job, "spec.suspend");
  return typeof value !== "boolean" ? UNSET : value ? "True" : "False";
}

/** `deployment.apps/web`: whose revision it is. */
function controller({ metadata }: KubeObject): string {
  const owner = metadata.ownerReferences?.find((one) => one.controller === true);
  if (!owner) return NONE;
  const group = owner.apiVersion.includes("/") ? `.${owner.apiVersion.split("/")[0]}` : "";
  return `${owner.kind}${group}`.toLowerCase() + `/${owner.name}`;
}

const JOB_CONTAINERS = "spec.jobTemplate.spec.template.spec.containers";

export const workloads: Readonly<Record<string, readonly Column[]>> = {
  "/podtemplates": [
    name,
    namesOf("template.spec.containers"),
    imagesOf("template.spec.containers"),
    text("Pod Labels", (template) => labelsText(valueAt(template, "template.metadata.labels"))),
  ],
  "/replicationcontrollers": [
    ...replicas,
    ...wide(text("Selector", (object) => labelsText(valueAt(object, "spec.selector")))),
  ],
  "apps/replicasets": [...replicas, ...selector("spec.selector")],
  "apps/deployments": [
    name,
    ready,
    typed("string", count("Up-to-date", "status.updatedReplicas")),
    typed("string", count("Available", "status.availableReplicas")),
    age,
    ...containers,
    ...selector("spec.selector", ""),
  ],
  "apps/statefulsets": [name, ready, age, ...containers],
  "apps/daemonsets": [
    name,
    count("Desired", "status.desiredNumberScheduled"),
    count("Current", "status.currentNumberScheduled"),
    count("Ready", "status.numberReady"),
    count("Up-to-date", "status.updatedNumberScheduled"),
    count("Available", "status.numberAvailable"),
    text("Node Selector", (set) => labelsText(valueAt(set, "spec.template.spec.nodeSelector"))),
    age,
    ...containers,
    ...selector("spec.selector"),
  ],
  "apps/controllerrevisions": [
    name,
    text("Controller", controller),
    typed("string", count("Revision", "revision")),
    age,
  ],
  "batch/jobs": [
    name,
    text("Status", jobStatus),
    text("Completions", completions),
    text("Duration", jobDuration),
    age,
    ...containers,
    ...selector("spec.selector"),
  ],
  "batch/cronjobs": [
    name,
    text("Schedule", "spec.schedule"),
    text("Timezone", "spec.timeZone", NONE),
    typed("boolean", text("Suspend", suspended)),
    count("Active", (job) => listAt(job, "status.active").length),
    text("Last Schedule", lastSchedule),
    age,
    ...wide(namesOf(JOB_CONTAINERS), imagesOf(JOB_CONTAINERS)),
    ...selector("spec.jobTemplate.spec.selector"),
  ],
};
