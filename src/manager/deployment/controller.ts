// Does what `decideDeployment` says.

import { ApiError } from "../../client/index.ts";
import { keyOf } from "../../kube/index.ts";
import { kinds } from "../kinds.ts";
import type { ReplicaSetObject } from "../replica-set/decide.ts";
import { Children } from "../workload/children.ts";
import {
  type Context,
  type Controller,
  type Owner,
  OwnerController,
} from "../workload/owner-controller.ts";
import { decideDeployment } from "./decide.ts";
import { type DeploymentObject, type RevisionView, revisionView, templateText } from "./types.ts";

export function deploymentController(context: Context): Controller {
  const { feeds, pods, writer, clock } = context;
  const sets = new Children<RevisionView>();
  const owners: OwnerController<DeploymentObject, RevisionView> = new OwnerController(context, {
    resource: kinds.deployments,
    childResource: kinds.replicaSets,
    children: sets,
    sync,
  });
  feeds.on<ReplicaSetObject>(kinds.replicaSets, (type, object) => {
    const view = revisionView(object, sets.get(keyOf(object.metadata)));
    if (type === "DELETED") sets.delete(view.key);
    else sets.set(view);
  });
  // Recreate waits for the last old pod to go; a pod's ReplicaSet says nothing of pods on their way out.
  pods.listen(({ before, after }) => {
    if (after || !before?.owner) return;
    const set = sets.get(`${before.namespace}/${before.owner.name}`);
    const deployment = set?.owner && owners.ownerOf(set.owner.uid);
    if (deployment?.object.spec?.strategy?.type === "Recreate")
      owners.queue.add(`${before.namespace}/${deployment.object.metadata.name}`);
  });

  const oldPodsLeft = (old: readonly RevisionView[]): boolean =>
    old.some(({ uid }) =>
      pods.ownedBy(uid).some(({ phase }) => phase !== "Succeeded" && phase !== "Failed"),
    );

  async function sync(owner: Owner<DeploymentObject>): Promise<void> {
    const { object } = owner;
    const { namespace = "", name } = object.metadata;
    const { children, writes: claims } = owners.claim(owner);
    await writer.writeAll(claims);
    const { writes, lookAgainMs } = decideDeployment(object, children, oldPodsLeft, clock.wallMs());
    if (lookAgainMs !== undefined) owners.queue.addAfter(`${namespace}/${name}`, lookAgainMs);
    try {
      await writer.writeAll(writes);
    } catch (error) {
      if (!(await isForeign(error, object, writes))) throw error;
      await bumpCollisionCount(object);
    }
  }

  /** Whether a ReplicaSet could not be made because its name belongs to something else. */
  async function isForeign(
    error: unknown,
    deployment: DeploymentObject,
    writes: readonly { readonly kind: string }[],
  ): Promise<boolean> {
    const creates = writes.some(({ kind }) => kind === "create");
    if (!creates || !(error instanceof ApiError) || error.reason !== "AlreadyExists") return false;
    const { namespace = "", uid } = deployment.metadata;
    // Ours, and only not seen yet, unless the name stands for a set that is not among our children.
    await Bun.sleep(COLLISION_WAIT_MS);
    const name = /"([^"]+)"/.exec(error.message)?.[1] ?? "";
    const set = sets.get(`${namespace}/${name}`);
    const template = templateText(deployment.spec?.template ?? {});
    return set !== undefined && (set.owner?.uid !== uid || set.template !== template);
  }

  async function bumpCollisionCount({ metadata, status }: DeploymentObject): Promise<void> {
    await writer.write({
      kind: "patch",
      resource: kinds.deployments,
      ref: metadata,
      type: "merge",
      patch: { status: { collisionCount: (status?.collisionCount ?? 0) + 1 } },
      subresource: "status",
    });
  }

  return { queues: [owners.queue] };
}

/** Long enough for the watch to show a ReplicaSet that was just made. */
const COLLISION_WAIT_MS = 100;
