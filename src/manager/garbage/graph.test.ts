import { describe, expect, test } from "bun:test";
import type { OwnerReference } from "../../kube/index.ts";
import { kinds } from "../kinds.ts";
import { type GraphNode, OwnerGraph, decideGarbage } from "./graph.ts";

const owner = (uid: string, more: Partial<OwnerReference> = {}): OwnerReference => ({
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  name: uid,
  uid,
  blockOwnerDeletion: true,
  ...more,
});

const node = (
  uid: string,
  owners: readonly OwnerReference[] = [],
  fields: Partial<GraphNode> = {},
): GraphNode => ({
  resource: owners.length > 0 ? kinds.pods : kinds.replicaSets,
  name: uid,
  namespace: "default",
  uid,
  owners,
  finalizers: [],
  deleting: false,
  ...fields,
});

function decide(uid: string, ...nodes: GraphNode[]): string {
  const graph = new OwnerGraph();
  for (const one of nodes) graph.set(one);
  const decision = decideGarbage(graph, graph.get(uid)!);
  if (decision.kind !== "write") return decision.kind;
  return decision.writes
    .map((write) =>
      write.kind === "delete"
        ? `delete ${write.ref.name} ${write.propagationPolicy}`
        : `${write.kind} ${"ref" in write ? write.ref.name : ""} ${"patch" in write ? JSON.stringify(write.patch) : ""}`,
    )
    .join("; ");
}

const foreground = { deleting: true, finalizers: ["foregroundDeletion"] };
const orphan = { deleting: true, finalizers: ["orphan", "mine"] };

describe("a dependent", () => {
  test.each<[string, readonly GraphNode[], string]>([
    ["whose owner is there stays", [node("rs"), node("pod", [owner("rs")])], "keep"],
    ["whose owner is gone is collected", [node("pod", [owner("rs")])], "collect"],
    ["with one owner left stays", [node("rs"), node("pod", [owner("rs"), owner("gone")])], "keep"],
    ["of a kind nobody watches stays", [node("pod", [owner("x", { kind: "Widget" })])], "keep"],
    ["that goes already is left alone", [node("pod", [owner("rs")], { deleting: true })], "keep"],
    [
      "whose owner waits for it is deleted",
      [node("rs", [], foreground), node("pod", [owner("rs")])],
      "delete pod Background",
    ],
    [
      "that others wait for in turn is deleted in the foreground",
      [node("rs", [], foreground), node("pod", [owner("rs")]), node("leaf", [owner("pod")])],
      "delete pod Foreground",
    ],
  ])("%s", (_, nodes, expected) => {
    expect(decide("pod", ...nodes)).toBe(expected);
  });
});

describe("an owner on its way out", () => {
  test.each<[string, readonly GraphNode[], string]>([
    [
      "waits for those that block it",
      [node("rs", [], foreground), node("pod", [owner("rs")])],
      "keep",
    ],
    [
      "goes when nothing blocks it",
      [node("rs", [], foreground), node("pod", [owner("rs", { blockOwnerDeletion: false })])],
      'patch rs {"metadata":{"uid":"rs","finalizers":[]}}',
    ],
    [
      "makes orphans of its dependents first",
      [node("rs", [], orphan), node("pod", [owner("rs")])],
      'patch pod {"metadata":{"uid":"pod","ownerReferences":[{"$patch":"delete","uid":"rs"}]}}',
    ],
    [
      "then goes",
      [node("rs", [], orphan)],
      'patch rs {"metadata":{"uid":"rs","finalizers":["mine"]}}',
    ],
  ])("%s", (_, nodes, expected) => {
    expect(decide("rs", ...nodes)).toBe(expected);
  });
});
