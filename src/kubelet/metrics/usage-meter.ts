// How much a container, a pod or a node uses of a resource, now and since it began: from the configured usage, else from
// the pod's annotations, else a little.

import type { Clock } from "../../base/index.ts";
import { type PodObject, parseQuantity } from "../../kube/index.ts";
import { containerStatus, isOver, mainContainersOf } from "../pod.ts";

/** A node with its pods, as they are at one moment. */
export interface NodeSnapshot {
  readonly name: string;
  readonly node: object;
  readonly pods: readonly PodObject[];
}

/** Base units (cores, bytes) of what is configured; undefined where nothing is. */
export type ConfiguredUsage = (
  snapshot: NodeSnapshot,
  pod: PodObject,
  container: string,
  resource: string,
) => number | undefined;

/** KWOK's annotations for a usage, and what it takes for a pod without them. */
const ANNOTATION = "kwok.x-k8s.io/usage-";
const DEFAULTS: Readonly<Record<string, string>> = { cpu: "1m", memory: "1Mi" };

/** A running total that nobody asked for so long is forgotten: its pod is gone. */
const FORGET_MS = 15 * 60_000;

export class UsageMeter {
  constructor(
    private readonly configured: ConfiguredUsage,
    private readonly clock: Clock,
    private readonly totals: RunningTotals,
  ) {}

  container(snapshot: NodeSnapshot, pod: PodObject, container: string, resource: string): number {
    if (isOver(pod) || containerStatus(pod, container).startedMs === undefined) return 0;
    return (
      this.configured(snapshot, pod, container, resource) ??
      quantity(pod.metadata.annotations?.[ANNOTATION + resource]) ??
      quantity(DEFAULTS[resource]) ??
      0
    );
  }

  pod(snapshot: NodeSnapshot, pod: PodObject, resource: string): number {
    return sum(mainContainersOf(pod), ({ name }) => this.container(snapshot, pod, name, resource));
  }

  node(snapshot: NodeSnapshot, resource: string): number {
    return sum(snapshot.pods, (pod) => this.pod(snapshot, pod, resource));
  }

  /** Usage times seconds since the container started; never falls. */
  containerTotal(
    snapshot: NodeSnapshot,
    pod: PodObject,
    container: string,
    resource: string,
  ): number {
    const rate = this.container(snapshot, pod, container, resource);
    const { startedMs } = containerStatus(pod, container);
    const key = `${keyOf(pod)}/${container}/${resource}`;
    return this.totals.add(key, rate, startedMs, this.clock.wallMs());
  }

  podTotal(snapshot: NodeSnapshot, pod: PodObject, resource: string): number {
    return sum(mainContainersOf(pod), ({ name }) =>
      this.containerTotal(snapshot, pod, name, resource),
    );
  }

  /** Since this kubelet was first asked: a node's counter does not fall when a pod leaves. */
  nodeTotal(snapshot: NodeSnapshot, resource: string): number {
    const rate = this.node(snapshot, resource);
    const key = `${snapshot.name}/${resource}`;
    return this.totals.add(key, rate, undefined, this.clock.wallMs());
  }
}

/** Sums of a rate over time, one a key. They outlive a change of what is configured. */
export class RunningTotals {
  private readonly entries = new Map<string, { total: number; atMs: number }>();
  private sweptMs = 0;

  /** The first time, the rate is taken to have held since `startedMs`. */
  add(key: string, rate: number, startedMs: number | undefined, nowMs: number): number {
    this.sweep(nowMs);
    const entry = this.entries.get(key) ?? { total: 0, atMs: startedMs ?? nowMs };
    const total = entry.total + rate * Math.max(0, (nowMs - entry.atMs) / 1000);
    this.entries.set(key, { total, atMs: nowMs });
    return total;
  }

  /** Forgets what nobody asked for lately: pods that are gone. */
  private sweep(nowMs: number): void {
    if (nowMs - this.sweptMs < FORGET_MS) return;
    this.sweptMs = nowMs;
    for (const [key, { atMs }] of this.entries)
      if (nowMs - atMs > FORGET_MS) this.entries.delete(key);
  }
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
}

function quantity(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  try {
    return Number(parseQuantity(text).nanos) / 1e9;
  } catch {
    return undefined;
  }
}

function keyOf({ metadata }: PodObject): string {
  return metadata.uid ?? `${metadata.namespace}/${metadata.name}`;
}

/** Containers of the node's pods that have ever started, restarts included. */
export function startedContainers({ pods }: NodeSnapshot): number {
  return sum(pods, (pod) =>
    sum(mainContainersOf(pod), ({ name }) => {
      const { startedMs, restartCount } = containerStatus(pod, name);
      return restartCount + (startedMs === undefined ? 0 : 1);
    }),
  );
}
