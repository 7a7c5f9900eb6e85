// The nodes this controller simulates, and the little that pods need to know of theirs.

import { FAIL_LABEL, type NodeObject, parseLabelSelector } from "../kube/index.ts";
import type { Manage } from "./options.ts";
import type { Sharing } from "./shard.ts";

export interface ManagedNode {
  readonly name: string;
  readonly uid: string;
  /** One a family, the first of each. */
  readonly hostIps: readonly string[];
  readonly podCidrs: readonly string[];
  /** It has failed: it is ours, and nothing is done in its name until it has recovered. */
  readonly isDown: boolean;
}

/** What an event says of a node of ours. */
export interface NodeChange {
  readonly isNew: boolean;
  readonly isDown: boolean;
  readonly hasRecovered: boolean;
  /** Pods of it were passed over before it was ours. */
  readonly readPods: boolean;
}

const nothing: readonly string[] = [];

export class NodeRegistry {
  private readonly nodes = new Map<string, ManagedNode>();
  /** Nodes that are not ours (yet) and have pods: when such a node becomes ours, its pods are read. */
  private readonly passedOver = new Set<string>();
  private readonly accepts: (node: NodeObject) => boolean;

  constructor(
    private readonly manage: Manage,
    private readonly sharing: Sharing,
  ) {
    this.accepts = acceptor(manage);
  }

  get size(): number {
    return this.nodes.size;
  }

  /** Nodes that have fallen to somebody else since they were added. */
  foreign(): readonly string[] {
    return [...this.nodes.keys()].filter((name) => !this.sharing.owns(name));
  }

  get(name: string): ManagedNode | undefined {
    return this.nodes.get(name);
  }

  hostIps(name: string): readonly string[] {
    return this.nodes.get(name)?.hostIps ?? nothing;
  }

  podCidrs(name: string): readonly string[] {
    return this.nodes.get(name)?.podCidrs ?? nothing;
  }

  /** Whether the node is ours by the selection and by our share of it. */
  owns(node: NodeObject): boolean {
    return this.accepts(node) && this.sharing.owns(node.metadata.name);
  }

  /** Whether a pod bound to the node is ours; with all nodes ours, also when the node is not known. */
  ownsPodsOf(name: string): boolean {
    if (!this.sharing.owns(name)) return false;
    if (this.manage.kind === "all" || this.nodes.has(name)) return true;
    this.passedOver.add(name);
    return false;
  }

  isDown(name: string): boolean {
    return this.nodes.get(name)?.isDown ?? false;
  }

  /** Remembers the node as it is now. */
  add(node: NodeObject): NodeChange {
    const { name, uid = "" } = node.metadata;
    const known = this.nodes.get(name);
    const entry = entryOf(node, uid, known);
    if (entry !== known) this.nodes.set(name, entry);
    const { isDown } = entry;
    const isNew = known?.uid !== uid;
    const hasRecovered = !isNew && !isDown && known.isDown;
    return { isNew, isDown, hasRecovered, readPods: this.passedOver.delete(name) };
  }

  /** Forgets a node that is gone, or not ours any more. */
  remove(name: string): ManagedNode | undefined {
    const known = this.nodes.get(name);
    this.nodes.delete(name);
    return known;
  }
}

function acceptor(manage: Manage): (node: NodeObject) => boolean {
  if (manage.kind !== "selected" || manage.annotations === undefined) return () => true;
  const selector = parseLabelSelector(manage.annotations);
  return (node) => selector.matches(node.metadata.annotations);
}

/** The same entry when nothing that matters changed: most node events are heartbeats. */
function entryOf(node: NodeObject, uid: string, known: ManagedNode | undefined): ManagedNode {
  const hostIps = hostIpsOf(node);
  const podCidrs = node.spec?.podCIDRs ?? (node.spec?.podCIDR ? [node.spec.podCIDR] : nothing);
  const isDown = node.metadata.labels?.[FAIL_LABEL] === "true";
  const sameAddresses =
    known?.uid === uid && same(known.hostIps, hostIps) && same(known.podCidrs, podCidrs);
  if (sameAddresses && known.isDown === isDown) return known;
  return { name: node.metadata.name, uid, hostIps, podCidrs, isDown };
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text, index) => text === right[index]);
}

/** The first internal address of each family, else the first external one. */
function hostIpsOf(node: NodeObject): readonly string[] {
  const addresses = (node.status?.["addresses"] ?? []) as readonly {
    type: string;
    address: string;
  }[];
  const found: string[] = [];
  for (const type of ["InternalIP", "ExternalIP"])
    for (const entry of addresses)
      if (
        entry.type === type &&
        !found.some((ip) => ip.includes(":") === entry.address.includes(":"))
      )
        found.push(entry.address);
  return found;
}
