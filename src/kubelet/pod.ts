// The little the endpoints read of a pod: its containers and how each is.

import type { PodObject } from "../kube/index.ts";

export interface Container {
  readonly name: string;
  readonly image: string;
}

interface ContainerState {
  readonly running?: { readonly startedAt?: string };
  readonly terminated?: {
    readonly startedAt?: string;
    readonly finishedAt?: string;
    readonly exitCode?: number;
  };
  readonly waiting?: { readonly reason?: string };
}

interface StatusEntry {
  readonly name: string;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
  readonly restartCount?: number;
}

export interface ContainerStatus {
  readonly isRunning: boolean;
  /** Undefined: it has not started yet. */
  readonly startedMs: number | undefined;
  /** Undefined: it has not ended. */
  readonly finishedMs: number | undefined;
  readonly exitCode: number | undefined;
  /** Why it waits, where it does. */
  readonly waitingReason: string | undefined;
  readonly restartCount: number;
  readonly hasPrevious: boolean;
}

/** All containers of a pod: init, ordinary, ephemeral. */
export function containersOf(pod: PodObject): readonly Container[] {
  const spec = pod.spec ?? {};
  return ["initContainers", "containers", "ephemeralContainers"].flatMap(
    (field) => (spec[field] ?? []) as readonly Container[],
  );
}

/** The ordinary containers, those that count for usage. */
export function mainContainersOf(pod: PodObject): readonly Container[] {
  return (pod.spec?.["containers"] ?? []) as readonly Container[];
}

export function containerStatus(pod: PodObject, name: string): ContainerStatus {
  const entry = statusEntries(pod).find((status) => status.name === name);
  const { running, terminated, waiting } = entry?.state ?? {};
  const startedMs = timeMs(running?.startedAt ?? terminated?.startedAt ?? startOf(pod, entry));
  return {
    isRunning: running !== undefined,
    startedMs,
    finishedMs: terminated && (timeMs(terminated.finishedAt) ?? startedMs),
    exitCode: terminated?.exitCode,
    waitingReason: waiting?.reason ?? (entry?.state ? undefined : "ContainerCreating"),
    restartCount: entry?.restartCount ?? 0,
    hasPrevious: entry?.lastState?.terminated !== undefined,
  };
}

/** Stages may leave out when a container started; then it did with its pod. */
function startOf(pod: PodObject, entry: StatusEntry | undefined): string | undefined {
  if (!entry?.state?.running && !entry?.state?.terminated) return undefined;
  return (pod.status?.["startTime"] as string | undefined) ?? pod.metadata.creationTimestamp;
}

function statusEntries(pod: PodObject): readonly StatusEntry[] {
  const status = pod.status ?? {};
  return ["initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"].flatMap(
    (field) => (status[field] ?? []) as readonly StatusEntry[],
  );
}

function timeMs(text: string | undefined): number | undefined {
  const ms = Date.parse(text ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}

/** A pod whose containers will not run (any more). */
export function isOver(pod: PodObject): boolean {
  const phase = pod.status?.phase;
  return phase === "Succeeded" || phase === "Failed";
}
