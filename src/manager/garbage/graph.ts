// Who owns whom, and what follows when an owner goes: pure.
// Source of the rules: kubernetes/pkg/controller/garbagecollector, v1.36.

import type { KubeObject, OwnerReference, Resource } from "../../kube/index.ts";
import { resourceOfOwner } from "../kinds.ts";
import type { Write } from "../wire/write.ts";

const FOREGROUND = "foregroundDeletion";
const ORPHAN = "orphan";

export interface GraphNode {
  readonly resource: Resource;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly uid: string;
  readonly owners: readonly OwnerReference[];
  readonly finalizers: readonly string[];
  readonly deleting: boolean;
}

const NO_OWNERS: readonly OwnerReference[] = [];
const NO_FINALIZERS: readonly string[] = [];

export function graphNode(resource: Resource, { metadata }: KubeObject): GraphNode {
  return {
    resource,
    name: metadata.name,
    namespace: metadata.namespace,
    uid: metadata.uid ?? "",
    owners: metadata.ownerReferences ?? NO_OWNERS,
    finalizers: metadata.finalizers ?? NO_FINALIZERS,
    deleting: metadata.deletionTimestamp !== undefined,
  };
}

export class OwnerGraph {
  private readonly nodes = new Map<string, GraphNode>();
  private readonly dependents = new Map<string, Set<string>>();
  private readonly custom = new Map<string, Resource>();

  get size(): number {
    return this.nodes.size;
  }

  get(uid: string): GraphNode | undefined {
    return this.nodes.get(uid);
  }

  set(node: GraphNode): void {
    const before = this.nodes.get(node.uid);
    if (before) this.unlink(before);
    this.nodes.set(node.uid, node);
    for (const { uid } of node.owners) {
      const set = this.dependents.get(uid) ?? new Set<string>();
      set.add(node.uid);
      this.dependents.set(uid, set);
    }
  }

  delete(uid: string): void {
    const node = this.nodes.get(uid);
    if (!node) return;
    this.nodes.delete(uid);
    this.unlink(node);
  }

  /** From now on references may point to objects of this kind. */
  addCustom(resource: Resource): void {
    this.custom.set(`${resource.group}/${resource.kind}`, resource);
  }

  isCustom({ group, kind }: Resource): boolean {
    return this.custom.has(`${group}/${kind}`);
  }

  /** The resource an owner reference points to, in whatever version it names a custom one; undefined for kinds nothing is known of. */
  resourceOf(owner: OwnerReference): Resource | undefined {
    const [group] = owner.apiVersion.split("/");
    return resourceOfOwner(owner) ?? this.custom.get(`${group}/${owner.kind}`);
  }

  /** All objects of a resource. */
  of({ group, plural }: Resource): readonly GraphNode[] {
    return [...this.nodes.values()].filter(
      ({ resource }) => resource.group === group && resource.plural === plural,
    );
  }

  /** All objects that name an owner of a resource. */
  ownedBy(resource: Resource): readonly GraphNode[] {
    return [...this.nodes.values()].filter(({ owners }) =>
      owners.some((owner) => this.resourceOf(owner) === resource),
    );
  }

  dependentsOf(uid: string): readonly GraphNode[] {
    const found: GraphNode[] = [];
    for (const dependent of this.dependents.get(uid) ?? []) {
      const node = this.nodes.get(dependent);
      if (node) found.push(node);
    }
    return found;
  }

  private unlink(node: GraphNode): void {
    for (const { uid } of node.owners) {
      const set = this.dependents.get(uid);
      set?.delete(node.uid);
      if (set?.size === 0) this.dependents.delete(uid);
    }
  }
}

export type GarbageDecision =
  /** Nothing to do. */
  | { readonly kind: "keep" }
  /** All owners seem gone: to be made sure of, and then deleted. */
  | { readonly kind: "collect"; readonly absent: readonly OwnerReference[] }
  | { readonly kind: "write"; readonly writes: readonly Write[] };

/** What to do about one object. */
export function decideGarbage(graph: OwnerGraph, node: GraphNode): GarbageDecision {
  if (node.deleting && node.finalizers.includes(ORPHAN)) return orphanDependents(graph, node);
  if (node.deleting && node.finalizers.includes(FOREGROUND)) return deleteForeground(graph, node);
  if (node.deleting || node.owners.length === 0) return { kind: "keep" };
  const absent = node.owners.filter((owner) => isAbsent(graph, owner));
  const waiting = node.owners.filter(({ uid }) => isWaiting(graph.get(uid)));
  // An owner of a kind that is not watched may well exist, so its dependents are left alone.
  if (absent.length + waiting.length < node.owners.length) return { kind: "keep" };
  if (waiting.length === 0) return { kind: "collect", absent };
  const blocks = graph.dependentsOf(node.uid).some((dependent) => isBlocking(dependent, node.uid));
  return { kind: "write", writes: [deletion(node, blocks ? "Foreground" : "Background")] };
}

export function deletion(node: GraphNode, propagationPolicy: "Foreground" | "Background"): Write {
  return { kind: "delete", resource: node.resource, ref: node, uid: node.uid, propagationPolicy };
}

/** Foreground: the dependents go first, and the owner waits for those that block it. */
function deleteForeground(graph: OwnerGraph, node: GraphNode): GarbageDecision {
  const dependents = graph.dependentsOf(node.uid);
  if (!dependents.some((dependent) => isBlocking(dependent, node.uid)))
    return { kind: "write", writes: [withoutFinalizer(node, FOREGROUND)] };
  // Each dependent is looked at by itself: its owner waits, so it is deleted.
  return { kind: "keep" };
}

/** Orphan: the dependents forget their owner, then the owner may go. */
function orphanDependents(graph: OwnerGraph, node: GraphNode): GarbageDecision {
  const dependents = graph.dependentsOf(node.uid);
  if (dependents.length === 0) return { kind: "write", writes: [withoutFinalizer(node, ORPHAN)] };
  return {
    kind: "write",
    writes: dependents.map((dependent) => withoutOwner(dependent, node.uid, graph)),
  };
}

/** Custom resources know no strategic patches. */
function withoutOwner(node: GraphNode, owner: string, graph: OwnerGraph): Write {
  const isCustom = graph.isCustom(node.resource);
  const ownerReferences = isCustom
    ? node.owners.filter(({ uid }) => uid !== owner)
    : [{ $patch: "delete", uid: owner }];
  return {
    kind: "patch",
    resource: node.resource,
    ref: node,
    type: isCustom ? "merge" : "strategic",
    patch: { metadata: { uid: node.uid, ownerReferences } },
  };
}

function withoutFinalizer(node: GraphNode, finalizer: string): Write {
  return {
    kind: "patch",
    resource: node.resource,
    ref: node,
    type: "merge",
    patch: {
      metadata: { uid: node.uid, finalizers: node.finalizers.filter((one) => one !== finalizer) },
    },
  };
}

function isAbsent(graph: OwnerGraph, owner: OwnerReference): boolean {
  return graph.resourceOf(owner) !== undefined && graph.get(owner.uid) === undefined;
}

/** Being deleted, but not before its dependents are gone. */
function isWaiting(owner: GraphNode | undefined): boolean {
  return owner !== undefined && owner.deleting && owner.finalizers.includes(FOREGROUND);
}

function isBlocking(dependent: GraphNode, ownerUid: string): boolean {
  return dependent.owners.some(
    ({ uid, blockOwnerDeletion }) => uid === ownerUid && blockOwnerDeletion === true,
  );
}
