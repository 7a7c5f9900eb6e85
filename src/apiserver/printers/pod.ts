// How a pod prints: most of it is the one word for its state.

import type { KubeObject } from "../../kube/index.ts";
import { recordAt, textOf, type OpenRecord } from "../store/draft.ts";
import { ageOf } from "./age.ts";
import { conditionOf, countAt, holds, listAt, NONE, textAt } from "./cells.ts";
import { age, name, text, wide, type Column } from "./column.ts";

interface PodState {
  readonly word: string;
  readonly ready: number;
  /** The statuses whose restarts count. */
  readonly restartable: readonly OpenRecord[];
}

function stateOf(pod: KubeObject): PodState {
  const init = initState(pod);
  const initialised = init.word === undefined || holds(pod, "Initialized");
  const main = initialised ? mainState(pod) : { word: undefined, ready: 0 };
  return {
    word: deletedWord(pod) ?? main.word ?? init.word ?? podWord(pod),
    ready: init.ready + main.ready,
    restartable: initialised
      ? [...init.sidecars, ...listAt(pod, "status.containerStatuses")]
      : init.seen,
  };
}

function podWord(pod: KubeObject): string {
  if (conditionOf(pod, "PodScheduled")?.["reason"] === "SchedulingGated") return "SchedulingGated";
  return textAt(pod, "status.reason") || textAt(pod, "status.phase");
}

function deletedWord(pod: KubeObject): string | undefined {
  if (!pod.metadata.deletionTimestamp) return undefined;
  if (textAt(pod, "status.reason") === "NodeLost") return "Unknown";
  return isOver(pod) ? undefined : "Terminating";
}

function isOver(pod: KubeObject): boolean {
  return ["Succeeded", "Failed"].includes(textAt(pod, "status.phase"));
}

interface InitState {
  /** Why it is not through; undefined when it is. */
  readonly word: string | undefined;
  readonly ready: number;
  readonly seen: readonly OpenRecord[];
  readonly sidecars: readonly OpenRecord[];
}

/** What the init containers do, up to the first that is not through. */
function initState(pod: KubeObject): InitState {
  const names = sidecarNames(pod);
  const statuses = listAt(pod, "status.initContainerStatuses");
  const isSidecar = (one: OpenRecord): boolean => names.has(one["name"]);
  const isRunningSidecar = (one: OpenRecord): boolean => isSidecar(one) && one["started"] === true;
  const isThrough = (one: OpenRecord): boolean => exitCodeOf(one) === 0 || isRunningSidecar(one);
  const at = statuses.findIndex((one) => !isThrough(one));
  const current = statuses[at];
  const seen = current ? statuses.slice(0, at + 1) : statuses;
  return {
    word: current && initWord(current, at, listAt(pod, "spec.initContainers").length),
    ready: seen.filter(
      (one) => isRunningSidecar(one) && exitCodeOf(one) !== 0 && one["ready"] === true,
    ).length,
    seen,
    sidecars: seen.filter(isSidecar),
  };
}

/** Init containers that go on running beside the others. */
function sidecarNames(pod: KubeObject): ReadonlySet<unknown> {
  return new Set(
    listAt(pod, "spec.initContainers")
      .filter((one) => one["restartPolicy"] === "Always")
      .map((one) => one["name"]),
  );
}

function initWord(one: OpenRecord, at: number, count: number): string {
  const waiting = textAt(one, "state.waiting.reason");
  if (exitCodeOf(one) !== undefined) return `Init:${terminatedWord(one)}`;
  if (waiting !== "" && waiting !== "PodInitializing") return `Init:${waiting}`;
  return `Init:${at}/${count}`;
}

interface MainState {
  /** Undefined where the containers' states say no more than the pod's phase. */
  readonly word: string | undefined;
  readonly ready: number;
}

/** The first container that has something to say says it. */
function mainState(pod: KubeObject): MainState {
  let word: string | undefined;
  let error: string | undefined;
  let ready = 0;
  for (const one of listAt(pod, "status.containerStatuses").toReversed()) {
    const waiting = textAt(one, "state.waiting.reason");
    const exitCode = exitCodeOf(one);
    if (waiting !== "") word = waiting;
    else if (exitCode !== undefined) {
      word = terminatedWord(one);
      if (exitCode !== 0) error = word;
    } else if (one["ready"] === true && recordAt(one, "state")["running"]) ready++;
  }
  if (word !== "Completed") return { word, ready };
  if (ready > 0 && holds(pod, "Ready")) return { word: "Running", ready };
  return { word: error ?? (ready > 0 ? "NotReady" : word), ready };
}

/** Undefined while the container has not ended. */
function exitCodeOf(one: OpenRecord): number | undefined {
  const { terminated } = recordAt(one, "state");
  return terminated ? countAt(one, "state.terminated.exitCode") : undefined;
}

function terminatedWord(one: OpenRecord): string {
  const { reason, signal } = recordAt(recordAt(one, "state"), "terminated");
  if (reason) return textOf(reason);
  return signal ? `Signal:${textOf(signal)}` : `ExitCode:${exitCodeOf(one)}`;
}

function ready(pod: KubeObject): string {
  const containers = listAt(pod, "spec.containers").length + sidecarNames(pod).size;
  return `${stateOf(pod).ready}/${containers}`;
}

function restarts(pod: KubeObject, nowMs: number): string {
  let count = 0;
  let last = "";
  for (const one of stateOf(pod).restartable) {
    count += countAt(one, "restartCount");
    const finished = textAt(one, "lastState.terminated.finishedAt");
    if (finished > last) last = finished;
  }
  return count > 0 && last !== "" ? `${count} (${ageOf(last, nowMs)} ago)` : String(count);
}

function readinessGates(pod: KubeObject): string {
  const gates = listAt(pod, "spec.readinessGates");
  if (gates.length === 0) return NONE;
  const met = gates.filter((gate) => holds(pod, textOf(gate["conditionType"])));
  return `${met.length}/${gates.length}`;
}

function address(pod: KubeObject): string {
  const [first] = listAt(pod, "status.podIPs");
  return textOf(first?.["ip"]) || textAt(pod, "status.podIP") || NONE;
}

export const podColumns: readonly Column[] = [
  name,
  text("Ready", ready),
  text("Status", (pod) => stateOf(pod).word),
  text("Restarts", restarts),
  age,
  ...wide(
    text("IP", address),
    text("Node", "spec.nodeName", NONE),
    text("Nominated Node", "status.nominatedNodeName", NONE),
    text("Readiness Gates", readinessGates),
  ),
];

const OVER: Readonly<Record<string, string>> = {
  Succeeded: "The pod has completed successfully.",
  Failed: "The pod failed.",
};

/** Marks the rows of pods that are through, so that clients may leave them out. */
export function podRowConditions(pod: KubeObject): readonly object[] | undefined {
  const phase = textAt(pod, "status.phase");
  const message = OVER[phase];
  return message === undefined
    ? undefined
    : [{ type: "Completed", status: "True", reason: phase, message }];
}
