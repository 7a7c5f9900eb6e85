// The watches of a run: what is seen of pods, nodes and workloads goes to the measurement with the moment its bytes were
// read. They survive being cut (client/reflector.ts); how often that happened is evidence for the audit.

import type { Clock } from "../base/index.ts";
import { type Client, type Reflector, reflect } from "../client/index.ts";
import { type KubeObject, type Resource, resources } from "../kube/index.ts";
import type { Measurement } from "../measure/index.ts";

export interface Observers {
  /** Settles when every watch has had its first list. */
  readonly synced: Promise<void>;
  /** Plural → what its watch went through. */
  statistics(): Readonly<Record<string, Reflector["statistics"]>>;
  stop(): void;
}

const WORKLOADS: Readonly<Record<string, Resource>> = {
  Deployment: resources.deployments,
  ReplicaSet: resources.replicaSets,
  Job: resources.jobs,
};

/** Watches pods and nodes, and those of `kinds` that are workloads, by the labels of the run. */
export function observe(
  client: Client,
  measurement: Measurement,
  clock: Clock,
  options: { readonly kinds: readonly string[]; readonly nodeSelector: string | undefined },
): Observers {
  const reflectors = new Map<string, Reflector>();
  const watch = (
    resource: Resource,
    labelSelector: string | undefined,
    take: (events: Parameters<Measurement["podEvents"]>[0], receivedMs: number) => void,
  ): void => {
    const reflector = reflect<KubeObject>(
      client,
      resource,
      { clock, labelSelector },
      { onEvents: take },
    );
    reflectors.set(resource.plural, reflector);
  };
  watch(resources.pods, undefined, (events, atMs) => measurement.podEvents(events, atMs));
  watch(resources.nodes, options.nodeSelector, (events, atMs) =>
    measurement.nodeEvents(events, atMs),
  );
  for (const kind of options.kinds) {
    const resource = WORKLOADS[kind];
    if (!resource) continue;
    watch(resource, undefined, (events, atMs) => measurement.workloadEvents(kind, events, atMs));
  }
  return {
    synced: Promise.all([...reflectors.values()].map(({ synced }) => synced)).then(() => {}),
    statistics: () =>
      Object.fromEntries([...reflectors].map(([plural, { statistics }]) => [plural, statistics])),
    stop: () => {
      for (const reflector of reflectors.values()) reflector.stop();
    },
  };
}
