// Why a pod fits nowhere: each sentence is what kube-scheduler v1.36 says, put together from its sources
// (framework.FitError.Error and the filters' reasons).

import { expect, test } from "bun:test";
import { prng } from "../base/index.ts";
import type { NodeObject } from "../kube/index.ts";
import { node } from "./core.test-kit.ts";
import { Decider } from "./decide.ts";
import { NodeTable } from "./node-table.ts";
import { podClass } from "./pod-class.ts";
import type { NodeSelectorTerm, PodSpec, ResourceList } from "./pod-spec.ts";
import { requestsOf } from "./requests.ts";
import { Survey } from "./survey.ts";

function decide(nodes: readonly NodeObject[], spec: PodSpec, prepare?: (table: NodeTable) => void) {
  const table = new NodeTable();
  for (const object of nodes) table.set(object);
  prepare?.(table);
  const decision = new Decider(table, prng(1)).decide(new Survey(podClass(spec), table, 0));
  return decision.kind === "refuse" ? decision.message : `→ ${table.names[decision.slot]}`;
}

const asks = (requests: ResourceList, more: PodSpec = {}): PodSpec => ({
  containers: [{ resources: { requests } }],
  ...more,
});
const small = asks({ cpu: "100m" });
const many = (count: number, prefix: string, fields = {}): NodeObject[] =>
  Array.from({ length: count }, (_, at) => node(`${prefix}-${at}`, fields));
const terms = (...nodeSelectorTerms: NodeSelectorTerm[]): PodSpec => ({
  ...small,
  affinity: {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  },
});
const named = (...names: string[]): NodeSelectorTerm => ({
  matchFields: names.map((name) => ({ key: "metadata.name", operator: "In", values: [name] })),
});
const label = (key: string, operator: string, ...values: string[]): NodeSelectorTerm => ({
  matchExpressions: [{ key, operator, values }],
});
const taint = { key: "dedicated", value: "db", effect: "NoSchedule" };
const port = (hostPort: number, hostIP?: string): PodSpec => ({
  containers: [{ ports: [{ hostPort, ...(hostIP && { hostIP }) }] }],
});
const onFirst = (spec: PodSpec) => (table: NodeTable) => table.charge(0, requestsOf(spec), 1);

test.each<[string, readonly NodeObject[], PodSpec, string, ((table: NodeTable) => void)?]>([
  ["no nodes at all", [], small, "no nodes available to schedule pods"],
  [
    "reasons are counted and sorted as texts",
    [...many(3, "small"), ...many(7, "tainted", { taints: [taint] })],
    asks({ cpu: "5" }),
    "0/10 nodes are available: 3 Insufficient cpu, 7 node(s) had untolerated taint(s).",
  ],
  [
    "texts sort 10 before 2",
    [...many(2, "small"), ...many(10, "tainted", { taints: [taint] })],
    asks({ cpu: "5" }),
    "0/12 nodes are available: 10 node(s) had untolerated taint(s), 2 Insufficient cpu.",
  ],
  [
    "a node short of several resources counts for each",
    many(2, "n"),
    asks({ cpu: "5", memory: "9Gi", "ephemeral-storage": "1Ti" }),
    "0/2 nodes are available: 2 Insufficient cpu, 2 Insufficient ephemeral-storage, 2 Insufficient memory.",
  ],
  [
    "a full node, even for a pod that asks for nothing",
    [node("n", { pods: "0" })],
    {},
    "0/1 nodes are available: 1 Too many pods.",
  ],
  [
    "a resource no node has",
    many(1, "n"),
    asks({ "example.com/gpu": "1" }),
    "0/1 nodes are available: 1 Insufficient example.com/gpu.",
  ],
  [
    "a resource in use",
    [node("n", { extra: { "example.com/gpu": "2" } })],
    asks({ "example.com/gpu": "2" }),
    "0/1 nodes are available: 1 Insufficient example.com/gpu.",
    onFirst(asks({ "example.com/gpu": "1" })),
  ],
  [
    "cordoned: that is said before any taint",
    many(2, "n", { unschedulable: true, taints: [taint] }),
    small,
    "0/2 nodes are available: 2 node(s) were unschedulable.",
  ],
  [
    "nodeSelector",
    many(2, "n", { labels: { disk: "hdd" } }),
    { ...small, nodeSelector: { disk: "ssd" } },
    "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.",
  ],
  [
    "an affinity term without conditions matches nothing",
    many(1, "n"),
    terms({}),
    "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
  ],
  [
    "a term that is not valid matches nothing",
    many(1, "n", { labels: { size: "3" } }),
    terms(label("size", "Gt", "two")),
    "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
  ],
  [
    "a named node that does not suit; the others were not looked at",
    [node("a", { taints: [taint] }), ...many(3, "n")],
    terms(named("a")),
    "0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 node(s) didn't satisfy plugin(s) [NodeAffinity].",
  ],
  [
    "a named node that does not exist",
    many(3, "n"),
    terms(named("gone")),
    "0/3 nodes are available: 3 node(s) didn't satisfy plugin(s) [NodeAffinity].",
  ],
  [
    "names that contradict each other",
    many(3, "n"),
    terms(named("n-0", "n-1")),
    "0/3 nodes are available: pod affinity terms conflict.",
  ],
  [
    "a port taken at every address",
    many(1, "n"),
    port(80, "127.0.0.1"),
    "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.",
    onFirst(port(80)),
  ],
  [
    "the same port at another address",
    many(1, "n"),
    port(80, "127.0.0.1"),
    "→ n-0",
    onFirst(port(80, "127.0.0.2")),
  ],
  [
    "tolerated: by key and effect",
    many(1, "n", { taints: [taint] }),
    { ...small, tolerations: [{ key: "dedicated", operator: "Exists", effect: "NoSchedule" }] },
    "→ n-0",
  ],
  [
    "tolerated: by everything",
    many(1, "n", { taints: [taint], unschedulable: true }),
    { ...small, tolerations: [{ operator: "Exists" }] },
    "→ n-0",
  ],
  [
    "not tolerated: another value",
    many(1, "n", { taints: [taint] }),
    { ...small, tolerations: [{ key: "dedicated", value: "web" }] },
    "0/1 nodes are available: 1 node(s) had untolerated taint(s).",
  ],
  [
    "PreferNoSchedule keeps nobody away",
    many(1, "n", { taints: [{ ...taint, effect: "PreferNoSchedule" }] }),
    small,
    "→ n-0",
  ],
  [
    "terms are alternatives",
    many(1, "n", { labels: { zone: "b" } }),
    terms(label("zone", "In", "a"), label("zone", "In", "b", "c")),
    "→ n-0",
  ],
  [
    "Gt and Lt compare numbers",
    [node("a", { labels: { size: "3" } }), node("b", { labels: { size: "12" } })],
    terms({
      matchExpressions: [
        { key: "size", operator: "Gt", values: ["9"] },
        { key: "size", operator: "Lt", values: ["20"] },
      ],
    }),
    "→ b",
  ],
  [
    "NotIn holds where the label is missing",
    [node("a", { labels: { zone: "x" } }), node("b")],
    terms(label("zone", "NotIn", "x")),
    "→ b",
  ],
  [
    "Exists and DoesNotExist",
    [node("a"), node("b", { labels: { gpu: "", old: "" } }), node("c", { labels: { gpu: "" } })],
    terms({
      matchExpressions: [
        { key: "gpu", operator: "Exists" },
        { key: "old", operator: "DoesNotExist" },
      ],
    }),
    "→ c",
  ],
  ["a named node is taken", many(5, "n"), terms(named("n-3")), "→ n-3"],
])("%s", (_, nodes, spec, expected, ...[prepare]) => {
  expect(decide(nodes, spec, prepare)).toBe(expected);
});

test("the emptiest node is taken", () => {
  const prepare = (table: NodeTable) => {
    for (const slot of [0, 1, 3])
      table.charge(slot, requestsOf(asks({ cpu: "1", memory: "2Gi" })), 1);
  };
  expect(decide(many(4, "n"), small, prepare)).toBe("→ n-2");
});

test("a preferred node wins over an emptier one", () => {
  const spec: PodSpec = {
    ...small,
    affinity: {
      nodeAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 1, preference: label("disk", "In", "ssd") },
        ],
      },
    },
  };
  const nodes = [...many(3, "n"), node("ssd", { labels: { disk: "ssd" } })];
  const prepare = (table: NodeTable) =>
    table.charge(3, requestsOf(asks({ cpu: "1", memory: "2Gi" })), 1);
  expect(decide(nodes, spec, prepare)).toBe("→ ssd");
});

test("a node with fewer PreferNoSchedule taints wins over an emptier one", () => {
  const discouraged = { taints: [{ ...taint, effect: "PreferNoSchedule" }] };
  const nodes = [...many(3, "n", discouraged), node("clean")];
  const prepare = (table: NodeTable) =>
    table.charge(3, requestsOf(asks({ cpu: "2", memory: "4Gi" })), 1);
  expect(decide(nodes, small, prepare)).toBe("→ clean");
});
