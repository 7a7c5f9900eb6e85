// Does what `decideGarbage` says; before anything is deleted for want of an owner, the API server is asked.

import type { Client } from "../../client/index.ts";
import type { KubeObject, Resource } from "../../kube/index.ts";
import { dependentKinds, kinds } from "../kinds.ts";
import { WorkQueue } from "../wire/work-queue.ts";
import type { Context, Controller } from "../workload/owner-controller.ts";
import { OwnerAbsence } from "./absence.ts";
import { followCustomKinds } from "./custom-kinds.ts";
import { type GraphNode, OwnerGraph, decideGarbage, deletion, graphNode } from "./graph.ts";

const WORKERS_MAX = 64;

export function garbageController(context: Context, client: Client): Controller {
  const { feeds, writer, clock, logger } = context;
  const graph = new OwnerGraph();
  const absence = new OwnerAbsence(client, graph);
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
    feeds.on<KubeObject>(resource, (type, object) => seen(resource, type, object));
  for (const resource of dependentKinds) follow(resource);
  followCustomKinds(feeds, {
    opened(resource) {
      graph.addCustom(resource);
      return follow(resource);
    },
    closed(resource) {
      for (const node of graph.of(resource)) seenGone(node);
    },
  });

  /** Gives back how to end it. */
  function follow(resource: Resource): () => void {
    const reflector = feeds.follow(resource, (type, object) => seen(resource, type, object));
    // An owner that went before its kind was known was not missed.
    void reflector.synced.then(
      () => {
        for (const { uid } of graph.ownedBy(resource)) queue.add(uid);
      },
      () => {},
    );
    return () => reflector.stop();
  }

  function seen(resource: Resource, type: string, object: KubeObject): void {
    const node = graphNode(resource, object);
    const before = graph.get(node.uid);
    if (type === "DELETED") return seenGone(before ?? node);
    graph.set(node);
    changed(node, before);
  }

  function seenGone(node: GraphNode): void {
    graph.delete(node.uid);
    gone(node);
  }

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
    for (const owner of decision.absent) if (!(await absence.isCertain(owner, node))) return;
    await writer.write(deletion(node, "Background"));
  }

  return { queues: [queue] };
}
