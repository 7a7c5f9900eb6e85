// Does what `decideStatefulSet` says.

import { ApiError } from "../../client/index.ts";
import { kinds } from "../kinds.ts";
import { ownerReference } from "../workload/claims.ts";
import {
  type Context,
  type Controller,
  type Owner,
  OwnerController,
} from "../workload/owner-controller.ts";
import type { PodView } from "../workload/pod-view.ts";
import { all, makeOne, removeAll } from "../workload/pod-writes.ts";
import { type PodTemplate, podFromTemplate } from "../workload/template.ts";
import { nextAvailableMs } from "../replica-set/decide.ts";
import { REVISION_LABEL, type StatefulSetObject, decideStatefulSet, revisionOf } from "./decide.ts";

export function statefulSetController(context: Context): Controller {
  const { pods, writer, clock } = context;
  const owners: OwnerController<StatefulSetObject, PodView> = new OwnerController(context, {
    resource: kinds.statefulSets,
    childResource: kinds.pods,
    children: pods,
    sync,
  });

  async function sync(owner: Owner<StatefulSetObject>): Promise<void> {
    const set = owner.object;
    const { uid = "", namespace = "", name } = set.metadata;
    const settled = owners.expectations.met(uid, clock.nowMs());
    const { children, writes: claims } = owners.claim(owner);
    await writer.writeAll(claims);
    const { create, remove, status } = decideStatefulSet(set, children, clock.wallMs());
    const againMs = nextAvailableMs(children, set.spec?.minReadySeconds ?? 0, clock.wallMs());
    if (againMs !== undefined) owners.queue.addAfter(`${namespace}/${name}`, againMs);
    const controlling = { writer, clock, expectations: owners.expectations, ownerUid: uid };
    const ordinals = settled ? create : [];
    await all([
      writer.writeAll(status),
      ...ordinals.map((ordinal) =>
        makeOne(controlling, namespace, podOf(set, ordinal)).catch(ignoreExisting),
      ),
      removeAll(controlling, settled ? remove : []),
    ]);
  }

  return { queues: [owners.queue] };
}

/** A pod of that name is there already: on its way out, or not seen yet. Its news will bring the set back. */
function ignoreExisting(error: unknown): void {
  if (!(error instanceof ApiError && error.reason === "AlreadyExists")) throw error;
}

function podOf(set: StatefulSetObject, ordinal: number): object {
  const name = `${set.metadata.name}-${ordinal}`;
  const template = set.spec?.template ?? {};
  const identified: PodTemplate = {
    metadata: {
      ...template.metadata,
      labels: {
        ...template.metadata?.labels,
        [REVISION_LABEL]: revisionOf(set),
        "statefulset.kubernetes.io/pod-name": name,
        "apps.kubernetes.io/pod-index": String(ordinal),
      },
    },
    spec: {
      ...template.spec,
      hostname: name,
      ...(set.spec?.serviceName && { subdomain: set.spec.serviceName }),
    },
  };
  return podFromTemplate(identified, ownerReference(set, kinds.statefulSets), { name });
}
