import { afterEach, describe, expect, test } from "bun:test";
import { Cluster, eventually, stagesOf } from "./controller.test-kit.ts";

let cluster: Cluster;
afterEach(() => cluster.stop());

const podPath = "/api/v1/namespaces/default/pods";

describe("the fast profile", () => {
  test("makes nodes ready and pods run, with one request each", async () => {
    cluster = new Cluster();
    await cluster.node("early");
    const controller = await cluster.start();
    await cluster.node("late");
    await cluster.pod("web", "late");
    await eventually(() => controller.metrics().playResults.played === 3, "three plays");
    expect(await cluster.phase("web")).toBe("Running");
    expect(cluster.writes().toSorted()).toEqual([
      "PATCH /api/v1/namespaces/default/pods/web/status",
      "PATCH /api/v1/nodes/early/status",
      "PATCH /api/v1/nodes/late/status",
    ]);
    expect(controller.metrics().plays).toEqual({ "node-initialize": 2, "pod-ready": 1 });
  });

  test("completes a Job's pod, and removes a deleted one", async () => {
    cluster = new Cluster();
    const controller = await cluster.start();
    await cluster.node("n");
    const job = { apiVersion: "batch/v1", kind: "Job", name: "j", uid: "u" };
    await cluster.pod("work", "n", { ownerReferences: [job] });
    await eventually(async () => (await cluster.phase("work")) === "Succeeded", "success");
    await cluster.pod("web", "n");
    await eventually(async () => (await cluster.phase("web")) === "Running", "it runs");
    // A pod that has ended is removed by the API server itself; one that runs waits for its kubelet.
    for (const name of ["work", "web"]) await cluster.server.call("DELETE", `${podPath}/${name}`);
    await eventually(() => controller.metrics().objects["v1/Pod"] === 0, "no pods");
    expect(controller.metrics().plays["pod-delete"]).toBe(1);
  });

  test("plays what is there when it starts", async () => {
    cluster = new Cluster();
    await cluster.node("n");
    for (let index = 0; index < 20; index++) await cluster.pod(`p${index}`, "n");
    const controller = await cluster.start({ inFlightMax: 4 });
    await eventually(() => controller.metrics().plays["pod-ready"] === 20, "twenty pods");
    const ips = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const { status } = await cluster.get(`${podPath}/p${index}`);
        return (status as { podIP: string }).podIP;
      }),
    );
    expect(new Set(ips).size).toBe(20);
  });
});

describe("which nodes are simulated", () => {
  test("by annotation: the others, and their pods, are left alone; a node may join later", async () => {
    cluster = new Cluster();
    const controller = await cluster.start({
      manage: { kind: "selected", annotations: "kwok.x-k8s.io/node=fake" },
    });
    await cluster.node("real");
    await cluster.pod("theirs", "real");
    await cluster.node("ours", { annotations: { "kwok.x-k8s.io/node": "fake" } });
    await cluster.pod("mine", "ours");
    await eventually(async () => (await cluster.phase("mine")) === "Running", "our pod runs");
    expect(await cluster.phase("theirs")).toBe("Pending");
    expect(controller.metrics().nodesManaged).toBe(1);
    const annotations = { "kwok.x-k8s.io/node": "fake" };
    await cluster.server.call("PATCH", "/api/v1/nodes/real", { metadata: { annotations } });
    await eventually(async () => (await cluster.phase("theirs")) === "Running", "their pod runs");
    await cluster.server.call("PATCH", "/api/v1/nodes/real", {
      metadata: { annotations: { "kwok.x-k8s.io/node": null } },
    });
    await eventually(() => controller.metrics().nodesManaged === 1, "the node is let go");
    await cluster.pod("late", "real");
    await cluster.pod("last", "ours");
    await eventually(async () => (await cluster.phase("last")) === "Running", "our pod runs");
    expect(await cluster.phase("late")).toBe("Pending");
  });

  test("by label, and by name", async () => {
    cluster = new Cluster();
    await cluster.node("a", { labels: { type: "kwok" } });
    await cluster.node("b");
    const labels = await cluster.start({ manage: { kind: "selected", labels: "type=kwok" } });
    await eventually(() => labels.metrics().plays["node-initialize"] === 1, "a is ready");
    expect(labels.metrics().nodesManaged).toBe(1);
    const named = await cluster.start({ manage: { kind: "node", name: "b" } });
    await eventually(() => named.metrics().plays["node-initialize"] === 1, "b is ready");
  });

  test("by label and annotation: those that have both", async () => {
    cluster = new Cluster();
    const controller = await cluster.start({
      manage: {
        kind: "selected",
        labels: "zone in (a, b)",
        annotations: "kwok.x-k8s.io/node=fake",
      },
    });
    const annotations = { "kwok.x-k8s.io/node": "fake" };
    await cluster.node("annotated", { annotations });
    await cluster.node("labelled", { labels: { zone: "a" } });
    await cluster.node("elsewhere", { labels: { zone: "c" }, annotations });
    await cluster.node("both", { labels: { zone: "b" }, annotations });
    await eventually(() => controller.metrics().plays["node-initialize"] === 1, "it is ready");
    expect(cluster.writes().filter((write) => write.startsWith("PATCH"))).toEqual([
      "PATCH /api/v1/nodes/both/status",
    ]);
    await cluster.server.call("PATCH", "/api/v1/nodes/both", {
      metadata: { labels: { zone: "c" } },
    });
    await eventually(() => controller.metrics().nodesManaged === 0, "it is let go");
  });

  test("shards share the nodes and their pods: each is played once, by one of them", async () => {
    cluster = new Cluster();
    const shards = [0, 1, 2].map((index) => cluster.start({ shard: { index, count: 3 } }));
    const controllers = await Promise.all(shards);
    for (let index = 0; index < 30; index++) {
      await cluster.node(`n${index}`);
      await cluster.pod(`p${index}`, `n${index}`);
    }
    const played = (): number[] => controllers.map((one) => one.metrics().playResults.played);
    await eventually(() => played().reduce((sum, count) => sum + count, 0) === 60, "sixty plays");
    expect(Math.min(...played())).toBeGreaterThan(0);
    expect(cluster.writes().length).toBe(60);
  });
});

describe("stages of one's own", () => {
  const stage = (name: string, spec: string): string =>
    `apiVersion: kwok.x-k8s.io/v1alpha1\nkind: Stage\nmetadata: { name: ${name} }\nspec:\n${spec}---\n`;

  test("chain: later steps see earlier ones, immediateNextStage goes on from the answer", async () => {
    cluster = new Cluster();
    const stages = stagesOf(
      stage(
        "first",
        `  resourceRef: { kind: ConfigMap }
  selector: { matchLabels: { play: "yes" } }
  immediateNextStage: true
  steps:
  - patch: { template: "data: { one: first }", type: merge }
  - patch: { template: "data: { two: '{{ .data.one }} again' }", type: merge }
  - finalizers: { add: [ { value: example.com/held } ] }
  - patch: { template: "metadata: { labels: { play: 'done' } }", type: merge }
`,
      ) +
        stage(
          "second",
          `  resourceRef: { kind: ConfigMap }
  selector: { matchLabels: { play: done } }
  steps:
  - event: { type: Normal, reason: Played, message: it was played }
  - finalizers: { remove: [ { value: example.com/held } ] }
  - delete: true
`,
        ),
    );
    const controller = await cluster.start({ stages });
    await cluster.server.call("POST", "/api/v1/namespaces/default/configmaps", {
      metadata: { name: "c", labels: { play: "yes" } },
    });
    await eventually(() => controller.metrics().playResults.played === 2, "two plays");
    const path = "/api/v1/namespaces/default/configmaps/c";
    const event = "POST /api/v1/namespaces/default/events";
    expect(cluster.writes()).toEqual([
      ...Array<string>(4).fill(`PATCH ${path}`),
      event,
      `PATCH ${path}`,
      `DELETE ${path}`,
    ]);
    expect(await cluster.get(path).then(() => "there", String)).toContain("404");
  });

  test("apply makes another object, or changes the one that is there", async () => {
    cluster = new Cluster();
    const stages = stagesOf(
      stage(
        "mirror",
        `  resourceRef: { kind: ConfigMap }
  selector: { matchLabels: { mirror: "yes" } }
  steps:
  - apply:
      type: merge
      template: |
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: "{{ .metadata.name }}-mirror" }
        data: { of: {{ Quote .data.value }} }
`,
      ),
    );
    const controller = await cluster.start({ stages });
    const path = "/api/v1/namespaces/default/configmaps";
    await cluster.server.call("POST", path, {
      metadata: { name: "c", labels: { mirror: "yes" } },
      data: { value: "1" },
    });
    await eventually(() => controller.metrics().playResults.played === 1, "one play");
    expect(await cluster.get(`${path}/c-mirror`)).toMatchObject({ data: { of: "1" } });
    await cluster.server.call("PATCH", `${path}/c`, { data: { value: "2" } });
    await eventually(() => controller.metrics().playResults.played === 2, "two plays");
    expect(await cluster.get(`${path}/c-mirror`)).toMatchObject({ data: { of: "2" } });
  });

  test("a delay counts from what began it, not from each event since", async () => {
    cluster = new Cluster();
    const stages = stagesOf(
      stage(
        "later",
        `  resourceRef: { kind: ConfigMap }
  selector: { matchLabels: { wait: "yes" } }
  delay: { durationMilliseconds: 300 }
  steps:
  - patch: { template: "metadata: { labels: { wait: 'done' } }", type: merge }
`,
      ),
    );
    const controller = await cluster.start({ stages });
    const path = "/api/v1/namespaces/default/configmaps";
    await cluster.server.call("POST", path, { metadata: { name: "c", labels: { wait: "yes" } } });
    const touch = setInterval(
      () => void cluster.server.call("PATCH", `${path}/c`, { data: { at: `${Date.now()}` } }),
      50,
    );
    await eventually(
      () => controller.metrics().playResults.played === 1,
      "it plays although it is touched",
    );
    clearInterval(touch);
    expect(controller.metrics().waiting).toBe(0);
  });
});

test("a play that changes nothing sends nothing and ends there", async () => {
  cluster = new Cluster();
  const stages = stagesOf(`apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: { name: same }
spec:
  resourceRef: { kind: Node }
  selector: {}
  steps: [ { patch: { template: "metadata: { labels: { a: b } }" } } ]
`);
  const controller = await cluster.start({ stages });
  await cluster.node("n", { labels: { a: "b" } });
  await eventually(() => controller.metrics().playResults.unchanged === 1, "one play");
  expect(cluster.writes()).toEqual([]);
  expect(controller.metrics().patchesSuppressed).toBe(1);
});

test("answers for its health and what it counts", async () => {
  cluster = new Cluster();
  const controller = await cluster.start({ listen: { hostname: "127.0.0.1", port: 0 } });
  await cluster.node("n");
  await eventually(() => controller.metrics().playResults.played === 1, "one play");
  const text = async (path: string): Promise<string> => (await fetch(controller.url + path)).text();
  expect(await text("/readyz")).toBe("ok");
  expect(await text("/healthz")).toBe("ok");
  expect(await text("/metrics")).toContain(
    'kwokbench_stage_reconcile_seconds_count{stage="node-initialize"} 1',
  );
  expect(JSON.parse(await text("/kwokbench/metrics.json"))).toMatchObject({
    plays: { "node-initialize": 1 },
    cpuSeconds: expect.any(Number),
    rssBytes: expect.any(Number),
  });
});

test("node leases are made, renewed on time, and go with their nodes", async () => {
  cluster = new Cluster();
  const controller = await cluster.start({ lease: { durationSeconds: 40, renewMs: 100 } });
  await cluster.node("n");
  await eventually(() => controller.metrics().leaseRenewals >= 3, "three renewals");
  const path = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n";
  expect(await cluster.get(path)).toMatchObject({
    metadata: { ownerReferences: [{ kind: "Node", name: "n" }] },
    spec: { holderIdentity: "n", leaseDurationSeconds: 40 },
  });
  expect(controller.metrics().leasesLate).toBe(0);
  await cluster.server.call("DELETE", "/api/v1/nodes/n");
  await eventually(
    () =>
      cluster.get(path).then(
        () => false,
        () => true,
      ),
    "the lease is gone",
  );
});
