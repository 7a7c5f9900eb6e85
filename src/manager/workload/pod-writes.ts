// Making and removing pods, noting what the watch is expected to show.

import type { Clock } from "../../base/index.ts";
import type { KubeObject } from "../../kube/index.ts";
import type { Expectations } from "../wire/expectations.ts";
import type { Writer } from "../wire/write.ts";
import { kinds } from "../kinds.ts";
import type { ChildView } from "./pod-view.ts";

export interface Controlling {
  readonly writer: Writer;
  readonly clock: Clock;
  readonly expectations: Expectations;
  readonly ownerUid: string;
}

/**
 * Makes `count` pods alike in batches of 1, 2, 4, …, as Kubernetes does: when something refuses them (a quota, a namespace
 * on its way out), it is asked once and not a hundred times. Rejects with the first refusal.
 */
export async function makeSlowly(
  controlling: Controlling,
  namespace: string,
  pod: KubeObject,
  count: number,
): Promise<void> {
  const object = count > 1 ? JSON.stringify(pod) : pod;
  for (let left = count, batch = 1; left > 0; batch *= 2) {
    const size = Math.min(batch, left);
    left -= size;
    await all(Array.from({ length: size }, () => makeOne(controlling, namespace, object)));
  }
}

/** Waits for all, then rejects with the first error. */
export async function all(tasks: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(tasks))
    if (result.status === "rejected") throw result.reason;
}

/** Makes one pod. */
export async function makeOne(
  { writer, clock, expectations, ownerUid }: Controlling,
  namespace: string,
  object: object | string,
): Promise<void> {
  // Before it is sent: the watch may be quicker than the answer.
  expectations.expectCreates(ownerUid, 1, clock.nowMs());
  try {
    await writer.write({ kind: "create", resource: kinds.pods, namespace, object });
  } catch (error) {
    expectations.created(ownerUid);
    throw error;
  }
}

export async function removeAll(
  controlling: Controlling,
  pods: readonly ChildView[],
): Promise<void> {
  await all(pods.map((pod) => removeOne(controlling, pod)));
}

async function removeOne(
  { writer, clock, expectations, ownerUid }: Controlling,
  pod: ChildView,
): Promise<void> {
  expectations.expectDelete(ownerUid, pod.uid, clock.nowMs());
  try {
    const { uid } = pod;
    const removed = await writer.write({ kind: "delete", resource: kinds.pods, ref: pod, uid });
    // Gone before: the watch has said so already, and will not again.
    if (!removed) expectations.deleted(ownerUid, uid);
  } catch (error) {
    expectations.deleted(ownerUid, pod.uid);
    throw error;
  }
}
