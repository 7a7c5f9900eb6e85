// Does what `decideGarbage` says; before anything is deleted for want of an owner, the API server is asked.

import { ApiError, type Client } from "../../client/index.ts";
import type { KubeObject, OwnerReference } from "../../kube/index.ts";
import { kinds, resourceOfOwner } from "../kinds.ts";
import { WorkQueue } from "../wire/work-queue.ts";
import type { Context, Controller } from "../workload/owner-controller.ts";
import { type GraphNode, OwnerGraph, decideGarbage, deletion, graphNode } from "./graph.ts";

/** Owners known to be gone, so that a thousand pods of one ReplicaSet ask once. */
const ABSENT_REMEMBERED_MAX = 4_096;
const WORKERS_MAX = 64;

export function garbageController(context: Context, client: Client): Controller {
  const { feeds, writer, clock, logger } = context;
  const graph = new OwnerGraph();
  const absentOwners = new Map<string, Promise<boolean>>();
  const queue = new WorkQueue({
    name: "garbage",
    workersMax: WORKERS_MAX,
    clock,
    logger,
    sync: async (uid) => {
      const node = graph.get(uid);
      if (node) await collect(node);
    },
  });

  // Events are many, own nothing and are owned by nobody.
  for (const resource of Object.values(kinds).filter((kind) => kind !== kinds.events))
    feeds.on<KubeObject>(resource, (type, object) => {
      const node = graphNode(resource, object);
      const before = graph.get(node.uid);
      if (type === "DELETED") graph.delete(node.uid);
      else graph.set(node);
      if (type === "DELETED") gone(before ?? node);
      else changed(node, before);
    });

  /** Its dependents lose an owner; its owners may have waited for it. */
  function gone(node: GraphNode): void {
    for (const dependent of graph.dependentsOf(node.uid)) queue.add(dependent.uid);
    for (const { uid } of node.owners) if (graph.get(uid)?.deleting) queue.add(uid);
  }

  function changed(node: GraphNode, before: GraphNode | undefined): void {
    const news =
      !before || before.deleting !== node.deleting || before.owners.length !== node.owners.length;
    if (!news) return;
    if (node.owners.length > 0 || node.deleting) queue.add(node.uid);
    if (node.deleting)
      for (const dependent of graph.dependentsOf(node.uid)) queue.add(dependent.uid);
    for (const { uid } of before?.owners ?? []) if (graph.get(uid)?.deleting) queue.add(uid);
  }

  async function collect(node: GraphNode): Promise<void> {
    const decision = decideGarbage(graph, node);
    if (decision.kind === "write") await writer.writeAll(decision.writes);
    if (decision.kind !== "collect") return;
    for (const owner of decision.absent) if (!(await isGone(owner, node))) return;
    await writer.write(deletion(node, "Background"));
  }

  /** Asks once for each owner; watches of two kinds are not in step, so an unseen owner is not yet a missing one. */
  function isGone(owner: OwnerReference, dependent: GraphNode): Promise<boolean> {
    const known = absentOwners.get(owner.uid);
    if (known) return known;
    const asked = askWhetherGone(owner, dependent);
    if (absentOwners.size >= ABSENT_REMEMBERED_MAX) absentOwners.clear();
    absentOwners.set(owner.uid, asked);
    // Only a certain absence lasts: a uid never comes back.
    void asked.then(
      (gone) => gone || absentOwners.delete(owner.uid),
      () => absentOwners.delete(owner.uid),
    );
    return asked;
  }

  async function askWhetherGone(owner: OwnerReference, dependent: GraphNode): Promise<boolean> {
    const resource = resourceOfOwner(owner);
    if (!resource) return false;
    const namespace = resource.namespaced ? dependent.namespace : undefined;
    try {
      const live = await client.get(resource, { name: owner.name, namespace });
      return live.metadata.uid !== owner.uid;
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) return true;
      throw error;
    }
  }

  return { queues: [queue] };
}
