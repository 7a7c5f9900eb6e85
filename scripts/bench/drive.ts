// Drives objects through a controller under test and says how fast it plays them: so many requests in flight, what becomes
// of each object seen by watching, CPU from the operating system.

import { processUsage } from "../../src/cluster/usage.ts";
import { type Client, deleteRequest, reflect } from "../../src/client/index.ts";
import { type KubeObject, type Resource, collectionPath, keyOf } from "../../src/kube/index.ts";

const IN_FLIGHT = 64;
const PATIENCE_MS = 300_000;

export interface Phase {
  readonly perSecond: number;
  /** From sending the request to seeing it done. */
  readonly secondsP50: number;
  /** Of the process under test, an object. */
  readonly cpuSeconds: number;
}

export interface Work {
  readonly client: Client;
  readonly resource: Resource;
  readonly namespace?: string;
  /** The process under test. */
  readonly pid: number;
}

/** Creates the objects and waits until each of them `isDone`. */
export function createAll(
  work: Work,
  objects: readonly KubeObject[],
  isDone: (object: KubeObject) => boolean,
): Promise<Phase> {
  const path = collectionPath(work.resource, work.namespace);
  return drive(
    work,
    objects.map(({ metadata }) => metadata.name),
    (index) => ({ method: "POST", path, body: JSON.stringify(objects[index]) }),
    (type, object) => type !== "DELETED" && isDone(object),
  );
}

/** Deletes the objects and waits until each is gone. */
export function deleteAll(work: Work, names: readonly string[]): Promise<Phase> {
  return drive(
    work,
    names,
    (index) => deleteRequest(work.resource, { name: names[index]!, namespace: work.namespace }),
    (type) => type === "DELETED",
  );
}

async function drive(
  { client, resource, namespace, pid }: Work,
  names: readonly string[],
  request: (index: number) => Parameters<Client["discard"]>[0],
  isDone: (type: string, object: KubeObject) => boolean,
): Promise<Phase> {
  const waiting = new Map(names.map((name) => [namespace ? `${namespace}/${name}` : name, 0]));
  const latenciesMs: number[] = [];
  const done = Promise.withResolvers<void>();
  const watch = reflect<KubeObject>(
    client,
    resource,
    { namespace },
    {
      onEvents(events, receivedMs) {
        for (const { type, object } of events) {
          const key = keyOf(object.metadata);
          const sentMs = waiting.get(key);
          if (sentMs === undefined || !isDone(type, object)) continue;
          waiting.delete(key);
          latenciesMs.push(receivedMs - sentMs);
          if (waiting.size === 0) done.resolve();
        }
      },
    },
  );
  await watch.synced;
  const cpuBefore = cpuOf(pid);
  const startMs = performance.now();
  let next = 0;
  const send = async (): Promise<void> => {
    while (next < names.length) {
      const index = next++;
      const name = names[index]!;
      waiting.set(namespace ? `${namespace}/${name}` : name, performance.now());
      await client.discard(request(index));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, send));
  const timer = setTimeout(
    () =>
      done.reject(
        new Error(`${waiting.size} of ${names.length} ${resource.plural} never got there`),
      ),
    PATIENCE_MS,
  );
  await done.promise;
  clearTimeout(timer);
  const seconds = (performance.now() - startMs) / 1000;
  watch.stop();
  latenciesMs.sort((left, right) => left - right);
  return {
    perSecond: names.length / seconds,
    secondsP50: latenciesMs[Math.floor(latenciesMs.length / 2)]! / 1000,
    cpuSeconds: (cpuOf(pid) - cpuBefore) / names.length,
  };
}

export function cpuOf(pid: number): number {
  return processUsage(pid)?.cpuSeconds ?? 0;
}

export function rssOf(pid: number): number {
  return processUsage(pid)?.rssBytes ?? 0;
}
