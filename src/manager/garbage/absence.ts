// Whether an owner is gone, in the API server's word.

import { ApiError, type Client } from "../../client/index.ts";
import type { OwnerReference } from "../../kube/index.ts";
import type { GraphNode, OwnerGraph } from "./graph.ts";

/** Owners known to be gone, so that a thousand pods of one ReplicaSet ask once. */
const REMEMBERED_MAX = 4_096;

export class OwnerAbsence {
  private readonly asked = new Map<string, Promise<boolean>>();

  constructor(
    private readonly client: Client,
    private readonly graph: OwnerGraph,
  ) {}

  /** Asks once for each owner; watches of two kinds are not in step, so an unseen owner is not yet a missing one. */
  isCertain(owner: OwnerReference, dependent: GraphNode): Promise<boolean> {
    const known = this.asked.get(owner.uid);
    if (known) return known;
    const asking = this.ask(owner, dependent);
    if (this.asked.size >= REMEMBERED_MAX) this.asked.clear();
    this.asked.set(owner.uid, asking);
    // Only a certain absence lasts: a uid never comes back.
    void asking.then(
      (gone) => gone || this.asked.delete(owner.uid),
      () => this.asked.delete(owner.uid),
    );
    return asking;
  }

  private async ask(owner: OwnerReference, dependent: GraphNode): Promise<boolean> {
    const resource = this.graph.resourceOf(owner);
    if (!resource) return false;
    const namespace = resource.namespaced ? dependent.namespace : undefined;
    try {
      const live = await this.client.get(resource, { name: owner.name, namespace });
      return live.metadata.uid !== owner.uid;
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) return true;
      throw error;
    }
  }
}
