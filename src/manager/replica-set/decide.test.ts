import { expect, test } from "bun:test";
import type { PodView } from "../workload/pod-view.ts";
import { type ReplicaSetObject, decideReplicaSet, leastWanted } from "./decide.ts";

const NOW_MS = 1_000_000;

function view(name: string, fields: Partial<PodView> = {}): PodView {
  return {
    key: `default/${name}`,
    name,
    namespace: "default",
    uid: name,
    labels: { app: "web" },
    owner: undefined,
    deleting: false,
    createdMs: 0,
    nodeName: "n",
    phase: "Running",
    ready: true,
    readySinceMs: 0,
    restarts: 0,
    tolerations: [],
    completionIndex: undefined,
    ...fields,
  };
}

function set(replicas: number, fields: object = {}): ReplicaSetObject {
  const template = { metadata: { labels: { app: "web" } } };
  return { metadata: { name: "rs", generation: 3 }, spec: { replicas, template, ...fields } };
}

const decide = (object: ReplicaSetObject, pods: readonly PodView[], settled = true) => {
  const { createCount, remove, status, lookAgainMs } = decideReplicaSet(
    object,
    pods,
    settled,
    NOW_MS,
  );
  const patch = status[0]?.kind === "patch" ? (status[0].patch as { status: object }).status : {};
  return { createCount, remove: remove.map(({ name }) => name), status: patch, lookAgainMs };
};

test.each<[string, ReplicaSetObject, readonly PodView[], number, number]>([
  ["too few: makes what is missing", set(3), [view("a")], 2, 0],
  ["pods on their way out do not count", set(2), [view("a"), view("b", { deleting: true })], 1, 0],
  ["pods that ended do not count", set(2), [view("a"), view("b", { phase: "Failed" })], 1, 0],
  ["never more than 500 in one go", set(2_000), [], 500, 0],
  ["too many: removes the rest", set(1), [view("a"), view("b"), view("c")], 0, 2],
  ["enough: nothing", set(1), [view("a")], 0, 0],
])("%s", (_, object, pods, createCount, removeCount) => {
  const decision = decide(object, pods);
  expect([decision.createCount, decision.remove.length]).toEqual([createCount, removeCount]);
});

test("while earlier decisions have not shown on the watch, only the status is written", () => {
  expect(decide(set(3), [view("a")], false)).toMatchObject({
    createCount: 0,
    remove: [],
    status: { replicas: 1, readyReplicas: 1, availableReplicas: 1 },
  });
});

test("a set on its way out makes nothing", () => {
  const going = set(3);
  const object = { ...going, metadata: { ...going.metadata, deletionTimestamp: "x" } };
  expect(decide(object, []).createCount).toBe(0);
});

test("pods are available minReadySeconds after they became ready, and the set is looked at then", () => {
  const pods = [
    view("old", { readySinceMs: NOW_MS - 10_000 }),
    view("young", { readySinceMs: NOW_MS - 4_000 }),
    view("waiting", { ready: false }),
  ];
  expect(decide(set(3, { minReadySeconds: 10 }), pods)).toMatchObject({
    status: { replicas: 3, readyReplicas: 2, availableReplicas: 1 },
    lookAgainMs: 6_000,
  });
});

test("a status that says the same is not written", () => {
  const status = {
    replicas: 1,
    fullyLabeledReplicas: 1,
    readyReplicas: 1,
    availableReplicas: 1,
    observedGeneration: 3,
  };
  expect(decideReplicaSet({ ...set(1), status }, [view("a")], true, NOW_MS).status).toEqual([]);
});

test("the least wanted pod goes first", () => {
  const pods = [
    view("good", { nodeName: "n1", readySinceMs: 1 }),
    view("younger", { nodeName: "n2", readySinceMs: 2 }),
    view("restarted", { nodeName: "n3", readySinceMs: 1, restarts: 2 }),
    view("doubled", { nodeName: "n4", readySinceMs: 0 }),
    view("double", { nodeName: "n4", readySinceMs: 1 }),
    view("unready", { nodeName: "n5", ready: false }),
    view("pending", { nodeName: "n6", ready: false, phase: "Pending" }),
    view("nowhere", { nodeName: "", ready: false, phase: "Pending" }),
  ];
  expect(leastWanted(pods, 7).map(({ name }) => name)).toEqual([
    "nowhere",
    "pending",
    "unready",
    "double",
    "doubled",
    "younger",
    "restarted",
  ]);
});
