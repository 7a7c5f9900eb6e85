// What the kubelet knows of the cluster. It asks when it is asked: there are few readers of logs, and keeping every pod
// in memory for them would cost more than all the rest.

import { type Client, ApiError, type Selectors } from "../client/index.ts";
import {
  type NodeObject,
  type PodObject,
  type Resource,
  parseLabelSelector,
  resources,
} from "../kube/index.ts";

/** Nodes one discovery document lists at most. */
export const NODES_MAX = 20_000;

/** Which nodes this kubelet answers for. */
export interface NodeChoice {
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** A label selector's grammar, over annotations. */
  readonly annotationSelector?: string | undefined;
}

export interface PodName {
  readonly namespace: string;
  readonly name: string;
}

export class ClusterView {
  constructor(
    private readonly client: Client,
    private readonly choice: NodeChoice,
  ) {}

  /** Undefined: there is none of that name. Rejects when the API server does not answer. */
  pod({ namespace, name }: PodName): Promise<PodObject | undefined> {
    return found(this.client.get<PodObject>(resources.pods, { name, namespace }));
  }

  node(name: string): Promise<NodeObject | undefined> {
    return found(this.client.get<NodeObject>(resources.nodes, { name }));
  }

  podsOf(node: string): Promise<readonly PodObject[]> {
    return this.list<PodObject>(resources.pods, { fieldSelector: `spec.nodeName=${node}` });
  }

  /** The nodes this kubelet answers for. */
  async nodes(): Promise<readonly NodeObject[]> {
    const { annotationSelector, ...selectors } = this.choice;
    const nodes = await this.list<NodeObject>(resources.nodes, selectors);
    if (annotationSelector === undefined) return nodes;
    const selector = parseLabelSelector(annotationSelector);
    return nodes.filter(({ metadata }) => selector.matches(metadata.annotations));
  }

  private async list<T extends PodObject | NodeObject>(
    resource: Resource,
    selectors: Selectors,
  ): Promise<readonly T[]> {
    const { items } = await this.client.list<T>(resource, { ...selectors, limit: NODES_MAX });
    return items;
  }
}

async function found<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ApiError && error.code === 404) return undefined;
    throw error;
  }
}
