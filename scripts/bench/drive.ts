// Drives objects through a controller under test and says how fast it plays them: so many requests in flight, what becomes
// of each object seen by watching, CPU from the operating system.

import { processUsage } from "../../src/cluster/usage.ts";
import {
  type ApiRequest,
  type Client,
  deleteRequest,
  patchRequest,
} from "../../src/client/index.ts";
import { type KubeObject, type Resource, collectionPath } from "../../src/kube/index.ts";
import { follow } from "./follow.ts";

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

/**
 * Creates the objects and waits until an event of each of them holds `mark`. With `status`, no controller is there: each
 * object gets that status by a patch after its create.
 */
export function createAll(
  work: Work,
  objects: readonly KubeObject[],
  mark: string,
  status?: object,
): Promise<Phase> {
  const { resource, namespace } = work;
  const path = collectionPath(resource, namespace);
  const patch = JSON.stringify({ status });
  return drive(
    work,
    objects.map(({ metadata }) => metadata.name),
    (index) => [
      { method: "POST", path, body: JSON.stringify(objects[index]) },
      ...(status ? [statusPatch(resource, objects[index]!, patch)] : []),
    ],
    mark,
  );
}

function statusPatch(resource: Resource, { metadata }: KubeObject, patch: string): ApiRequest {
  const { name, namespace = resource.namespaced ? "default" : undefined } = metadata;
  return patchRequest(resource, { name, namespace }, "strategic", patch, { subresource: "status" });
}

/** Deletes the objects and waits until each is gone. */
export function deleteAll(work: Work, names: readonly string[]): Promise<Phase> {
  return drive(
    work,
    names,
    (index) => [deleteRequest(work.resource, { name: names[index]!, namespace: work.namespace })],
    '{"type":"DELETED"',
  );
}

async function drive(
  { client, resource, namespace, pid }: Work,
  names: readonly string[],
  requests: (index: number) => readonly ApiRequest[],
  mark: string,
): Promise<Phase> {
  const waiting = new Map(names.map((name) => [name, 0]));
  const latenciesMs: number[] = [];
  const done = Promise.withResolvers<void>();
  const watch = await follow(client, resource, namespace, mark, (name, receivedMs) => {
    const sentMs = waiting.get(name);
    if (sentMs === undefined) return;
    waiting.delete(name);
    latenciesMs.push(receivedMs - sentMs);
    if (waiting.size === 0) done.resolve();
  });
  const cpuBefore = cpuOf(pid);
  const startMs = performance.now();
  let next = 0;
  const send = async (): Promise<void> => {
    while (next < names.length) {
      const index = next++;
      waiting.set(names[index]!, performance.now());
      for (const request of requests(index)) await client.discard(request);
    }
  };
  await Promise.race([watch.broken, Promise.all(Array.from({ length: IN_FLIGHT }, send))]);
  const timer = setTimeout(
    () =>
      done.reject(
        new Error(`${waiting.size} of ${names.length} ${resource.plural} never got there`),
      ),
    PATIENCE_MS,
  );
  await Promise.race([watch.broken, done.promise]);
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
