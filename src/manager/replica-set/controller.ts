// Does what `decideReplicaSet` says.

import { ownerReference } from "../workload/claims.ts";
import {
  type Context,
  type Controller,
  OwnerController,
  type Owner,
} from "../workload/owner-controller.ts";
import { all, makeSlowly, removeAll } from "../workload/pod-writes.ts";
import type { PodView } from "../workload/pod-view.ts";
import { podFromTemplate } from "../workload/template.ts";
import { kinds } from "../kinds.ts";
import { type ReplicaSetObject, decideReplicaSet } from "./decide.ts";

export function replicaSetController(context: Context): Controller {
  const { pods, writer, clock } = context;
  const owners: OwnerController<ReplicaSetObject, PodView> = new OwnerController(context, {
    resource: kinds.replicaSets,
    childResource: kinds.pods,
    children: pods,
    sync,
  });
  async function sync(owner: Owner<ReplicaSetObject>): Promise<void> {
    const set = owner.object;
    const { uid = "", namespace = "", name } = set.metadata;
    const settled = owners.expectations.met(uid, clock.nowMs());
    const { children, writes } = owners.claim(owner);
    await writer.writeAll(writes);
    const { createCount, remove, status, lookAgainMs } = decideReplicaSet(
      set,
      children,
      settled,
      clock.wallMs(),
    );
    if (lookAgainMs !== undefined) owners.queue.addAfter(`${namespace}/${name}`, lookAgainMs);
    const controlling = { writer, clock, expectations: owners.expectations, ownerUid: uid };
    const pod = podFromTemplate(set.spec?.template ?? {}, ownerReference(set, kinds.replicaSets), {
      generateName: `${name}-`,
    });
    // Side by side: the status says what is, and need not wait for five hundred pods to be made.
    await all([
      writer.writeAll(status),
      makeSlowly(controlling, namespace, pod, createCount),
      removeAll(controlling, remove),
    ]);
  }
  return { queues: [owners.queue] };
}
