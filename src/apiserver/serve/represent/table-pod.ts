// How a pod prints: the one word for its state is the work of a page in upstream's printers, and of half a page here.

import type { KubeObject } from "../../../kube/index.ts";
import { recordAt, textOf, type OpenRecord } from "../../store/draft.ts";
import type { Column } from "./table-columns.ts";
import {
  age,
  ageOf,
  listOf,
  name,
  numberOf,
  orNone,
  specOf,
  statusOf,
  text,
  wide,
} from "./table-cells.ts";

function containersReady(pod: KubeObject): string {
  const ready = listOf(statusOf(pod), "containerStatuses").filter(
    (one) => one["ready"] === true,
  ).length;
  return `${ready}/${listOf(specOf(pod), "containers").length}`;
}

function state(pod: KubeObject): string {
  const podStatus = statusOf(pod);
  let word = textOf(podStatus["reason"]) || textOf(podStatus["phase"]);
  for (const condition of listOf(podStatus, "conditions"))
    if (condition["type"] === "PodScheduled" && condition["reason"] === "SchedulingGated")
      word = "SchedulingGated";
  word = initState(pod) ?? containerState(podStatus) ?? word;
  if (!pod.metadata.deletionTimestamp) return word;
  if (podStatus["reason"] === "NodeLost") return "Unknown";
  return podStatus["phase"] === "Succeeded" || podStatus["phase"] === "Failed"
    ? word
    : "Terminating";
}

/** `Init:1/3` while init containers run; undefined when they are through. */
function initState(pod: KubeObject): string | undefined {
  const statuses = listOf(statusOf(pod), "initContainerStatuses");
  for (const [at, one] of statuses.entries()) {
    const { terminated, waiting } = recordAt(one, "state") as {
      terminated?: OpenRecord;
      waiting?: OpenRecord;
    };
    if (terminated && numberOf(terminated, "exitCode") === 0) continue;
    if (one["started"] === true) continue;
    if (terminated)
      return `Init:${textOf(terminated["reason"]) || `ExitCode:${numberOf(terminated, "exitCode")}`}`;
    if (waiting?.["reason"] && waiting["reason"] !== "PodInitializing")
      return `Init:${textOf(waiting["reason"])}`;
    return `Init:${at}/${listOf(specOf(pod), "initContainers").length}`;
  }
  return undefined;
}

/** Why the first container that does not run does not; undefined where all run. */
function containerState(podStatus: OpenRecord): string | undefined {
  let word: string | undefined;
  let running = false;
  for (const one of listOf(podStatus, "containerStatuses").toReversed()) {
    const {
      terminated,
      waiting,
      running: runs,
    } = recordAt(one, "state") as Record<string, OpenRecord | undefined>;
    if (waiting?.["reason"]) word = textOf(waiting["reason"]);
    else if (terminated) word = terminatedWord(terminated);
    else if (one["ready"] === true && runs) running = true;
  }
  return word === "Completed" && running ? "Running" : word;
}

function terminatedWord(terminated: OpenRecord): string {
  if (terminated["reason"]) return textOf(terminated["reason"]);
  const signal = numberOf(terminated, "signal");
  return signal !== 0 ? `Signal:${signal}` : `ExitCode:${numberOf(terminated, "exitCode")}`;
}

function restarts(pod: KubeObject, nowMs: number): string {
  let sum = 0;
  let last = "";
  for (const one of listOf(statusOf(pod), "containerStatuses")) {
    sum += numberOf(one, "restartCount");
    const finished = recordAt(recordAt(one, "lastState"), "terminated")["finishedAt"];
    if (typeof finished === "string" && finished > last) last = finished;
  }
  return sum > 0 && last !== "" ? `${sum} (${ageOf(last, nowMs)} ago)` : String(sum);
}

function readinessGates(pod: KubeObject): string {
  const gates = listOf(specOf(pod), "readinessGates");
  if (gates.length === 0) return "<none>";
  const conditions = listOf(statusOf(pod), "conditions");
  const met = gates.filter((gate) =>
    conditions.some((one) => one["type"] === gate["conditionType"] && one["status"] === "True"),
  );
  return `${met.length}/${gates.length}`;
}

export const podColumns: readonly Column[] = [
  name,
  text("Ready", containersReady),
  text("Status", state),
  text("Restarts", restarts),
  age,
  wide(text("IP", (pod) => orNone(statusOf(pod)["podIP"]))),
  wide(text("Node", (pod) => orNone(specOf(pod)["nodeName"]))),
  wide(text("Nominated Node", (pod) => orNone(statusOf(pod)["nominatedNodeName"]))),
  wide(text("Readiness Gates", readinessGates)),
];
