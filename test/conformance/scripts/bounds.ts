// What bounds workloads: budgets as evictions spend them, quotas by scope; and binding, which names the pod it is about.

import {
  type JsonObject,
  get,
  mergePatch,
  post,
  script,
  type Script,
  strategicPatch,
} from "../script.ts";
import { budgets, nodes, pods, quotas } from "./collections.ts";

const labels = { app: "bounded" };
const pod = (name: string): JsonObject => ({
  metadata: { name, labels },
  spec: { containers: [{ name: "main", image: "registry.example/web" }] },
});
const eviction = (name: string, more: JsonObject = {}) =>
  post(pods(name, "eviction"), {
    apiVersion: "policy/v1",
    kind: "Eviction",
    metadata: { name },
    ...more,
  });
const healthy = { status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] } };
const spare = (disruptionsAllowed: number): JsonObject => ({
  status: {
    disruptionsAllowed,
    currentHealthy: 2,
    desiredHealthy: 1,
    expectedPods: 2,
    observedGeneration: 1,
  },
});
const quota = (name: string, spec: JsonObject) => post(quotas(), { metadata: { name }, spec });
const selected = (...matchExpressions: readonly JsonObject[]): JsonObject => ({
  scopeSelector: { matchExpressions },
});

export const boundScripts: readonly Script[] = [
  script("evictions and their budget", [
    post(pods(), pod("a")),
    post(pods(), pod("b")),
    post(budgets(), {
      metadata: { name: "bounded" },
      spec: { minAvailable: 1, selector: { matchLabels: labels } },
    }),
    eviction("a"),
    mergePatch(pods("b", "status"), healthy),
    eviction("b"),
    mergePatch(budgets("bounded", "status"), spare(1)),
    eviction("b", { deleteOptions: { dryRun: ["All"] } }),
    get(budgets("bounded")),
    post(`${pods("b", "eviction")}?dryRun=All`, {
      apiVersion: "policy/v1",
      kind: "Eviction",
      metadata: { name: "b" },
    }),
    post(pods("b", "eviction"), { apiVersion: "policy/v1", kind: "Eviction" }),
    post(pods("b", "eviction"), { metadata: { name: "other" } }),
    eviction("b"),
    get(budgets("bounded")),
    eviction("b"),
    eviction("none"),
  ]),
  script("scopes of quotas", [
    quota("counted", { hard: { pods: "1" }, scopes: ["BestEffort"] }),
    quota("computed", { hard: { "requests.cpu": "1" }, scopes: ["Terminating"] }),
    quota("wrong", { hard: { "requests.cpu": "1" }, scopes: ["BestEffort"] }),
    quota("wrong", { hard: { services: "1", pods: "2" }, scopes: ["Terminating"] }),
    quota("wrong", { hard: { services: "1" }, scopes: ["Odd"] }),
    quota("own", { hard: { "count/widgets.example.test": "1" }, scopes: ["NotBestEffort"] }),
    quota("wrong", { hard: { pods: "1" }, scopes: ["Terminating", "NotTerminating"] }),
    quota("volumes", {
      hard: { "requests.storage": "1Gi", persistentvolumeclaims: "2" },
      ...selected({ scopeName: "VolumeAttributesClass", operator: "In", values: ["gold"] }),
    }),
    quota("wrong", selected({ scopeName: "BestEffort", operator: "In", values: ["a"] })),
    quota("wrong", {
      hard: { services: "1" },
      ...selected({ scopeName: "PriorityClass", operator: "Exists" }),
    }),
    quota("wrong", selected({ scopeName: "PriorityClass", operator: "In" })),
    quota("wrong", selected({ scopeName: "PriorityClass", operator: "Near" })),
    quota(
      "wrong",
      selected(
        { scopeName: "Terminating", operator: "Exists" },
        { scopeName: "NotTerminating", operator: "Exists" },
      ),
    ),
  ]),
  script("binding names its pod", [
    post(pods(), pod("a")),
    post(pods("a", "binding"), { target: { name: "node" } }),
    post(pods("a", "binding"), { metadata: { name: "b" }, target: { name: "node" } }),
    post(pods("a", "binding"), { metadata: { name: "a" }, target: { name: "node" } }),
    post(pods("a", "binding"), { metadata: { name: "a" }, target: { name: "node" } }),
    get(pods("a")),
  ]),
  script("what a node can give is what it has", [
    post(nodes(), { metadata: { name: "bounded" } }),
    mergePatch(nodes("bounded", "status"), { status: { capacity: { cpu: "4" } } }),
    strategicPatch(nodes("bounded", "status"), { status: { capacity: { cpu: "8" } } }),
    mergePatch(nodes("bounded", "status"), { status: { allocatable: null } }),
  ]),
];
