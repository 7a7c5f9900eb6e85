// Nodes that fail, by their label: they fall silent, and so does everything on them, until they have recovered.

import { afterEach, expect, test } from "bun:test";
import type { KubeObject } from "../kube/index.ts";
import { Cluster, eventually, stagesOf } from "./controller.test-kit.ts";

let cluster: Cluster;
afterEach(() => cluster.stop());

const lease = { durationSeconds: 40, renewMs: 20 };
const podPath = "/api/v1/namespaces/default/pods";

function setFailed(node: string, failed: boolean): Promise<KubeObject> {
  const labels = { "kwokbench.dev/fail": failed ? "true" : null };
  return cluster.server.call("PATCH", `/api/v1/nodes/${node}`, { metadata: { labels } });
}

function renewals(node: string): number {
  return cluster.writes().filter((write) => write.endsWith(`/leases/${node}`)).length;
}

/** Until what was under way when the node failed has ended: the other node's lease was renewed a few times since. */
async function settled(): Promise<void> {
  const before = renewals("well");
  await eventually(() => renewals("well") > before + 3, "the other node goes on");
}

test("a failed node renews nothing and plays nothing, and catches up when it is back", async () => {
  cluster = new Cluster();
  const controller = await cluster.start({ lease });
  for (const name of ["sick", "well"]) await cluster.node(name);
  await cluster.pod("old", "sick");
  await eventually(async () => (await cluster.phase("old")) === "Running", "the pod runs");
  await eventually(() => renewals("sick") > 0 && renewals("well") > 0, "leases are renewed");

  await setFailed("sick", true);
  await settled();
  const silent = renewals("sick");
  await cluster.pod("new", "sick");
  await cluster.pod("other", "well");
  await cluster.server.call("DELETE", `${podPath}/old`);
  await eventually(async () => (await cluster.phase("other")) === "Running", "others run");
  await settled();
  expect(renewals("sick")).toBe(silent);
  expect(await cluster.phase("new")).toBe("Pending");
  expect((await cluster.get(`${podPath}/old`)).metadata.deletionTimestamp).toBeDefined();
  const condition = { type: "Ready", status: "Unknown" };
  const path = "/api/v1/nodes/sick/status";
  await cluster.server.call("PATCH", path, { status: { conditions: [condition] } });
  await settled();
  expect(controller.metrics().plays["node-initialize"]).toBe(2);

  await setFailed("sick", false);
  await eventually(async () => (await cluster.phase("new")) === "Running", "the new pod runs");
  await eventually(() => controller.metrics().plays["pod-delete"] === 1, "the old pod goes");
  await eventually(() => controller.metrics().plays["node-initialize"] === 3, "it is ready again");
  await eventually(() => renewals("sick") > silent, "its lease is renewed");
  expect(controller.metrics().leasesLate).toBe(0);
});

test("what waits for its time when the node fails is not played, and begins anew", async () => {
  cluster = new Cluster();
  const stages = stagesOf(`apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: { name: run }
spec:
  resourceRef: { kind: Pod }
  selector: { matchExpressions: [{ jq: { key: .status.phase, operator: In, values: [Pending] } }] }
  delay: { durationMilliseconds: 2000 }
  steps: [{ patch: { root: status, subresource: status, template: "phase: Running" } }]
`);
  const controller = await cluster.start({ stages, lease });
  for (const name of ["sick", "well"]) await cluster.node(name);
  await cluster.pod("waits", "sick");
  await eventually(() => controller.metrics().waiting === 1, "it waits");
  await setFailed("sick", true);
  await cluster.pod("goes", "well");
  // Made later, so due later.
  await eventually(async () => (await cluster.phase("goes")) === "Running", "others run");
  expect(await cluster.phase("waits")).toBe("Pending");
  expect(controller.metrics().waiting).toBe(0);
  await setFailed("sick", false);
  await eventually(async () => (await cluster.phase("waits")) === "Running", "it runs");
});

test("a node that has failed before the controller starts gets no lease until it recovers", async () => {
  cluster = new Cluster();
  await cluster.node("sick", { labels: { "kwokbench.dev/fail": "true" } });
  await cluster.node("well");
  await cluster.start({ lease });
  await settled();
  expect(cluster.writes().filter((write) => write.includes("sick"))).toEqual([]);
  await setFailed("sick", false);
  await eventually(() => renewals("sick") > 0, "its lease is renewed");
});
