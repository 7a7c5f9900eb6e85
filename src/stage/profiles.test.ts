import { describe, expect, test } from "bun:test";
import { life, testNode, testPod } from "./rehearsal.test-kit.ts";

const running = {
  phase: "Running",
  startTime: "2025-12-31T23:00:00Z",
  containerStatuses: [
    {
      name: "main",
      image: "app:1",
      imageID: "simulated://app:1",
      ready: true,
      restartCount: 0,
      state: { running: { startedAt: "2025-12-31T23:00:01Z" } },
    },
  ],
};

const print = async (lines: Promise<string[]>): Promise<string> =>
  `\n${(await lines).join("\n")}\n`;

describe("fast", () => {
  test("a node", async () => {
    expect(await print(life("fast", "v1/Node", testNode({}), 1))).toMatchInlineSnapshot(`
      "
      0s node-initialize: strategic status → Running Ready
      "
    `);
  });
  test("a pod", async () => {
    expect(await print(life("fast", "v1/Pod", testPod({})))).toMatchInlineSnapshot(`
      "
      0s pod-ready: strategic status → Running 10.0.0.1 Initialized+Ready+ContainersReady [running·ready]
      "
    `);
  });
  test("a job pod", async () => {
    const metadata = { ownerReferences: [{ kind: "Job", name: "j" }] };
    expect(await print(life("fast", "v1/Pod", testPod({ metadata })))).toMatchInlineSnapshot(`
      "
      0s pod-ready: strategic status → Running 10.0.0.1 Initialized+Ready+ContainersReady [running·ready]
      0s pod-complete: strategic status → Succeeded 10.0.0.1 Initialized [Completed]
      "
    `);
  });
  test("a deleted pod", async () => {
    const metadata = { deletionTimestamp: "2026-01-01T00:00:30Z" };
    expect(await print(life("fast", "v1/Pod", testPod({ metadata })))).toMatchInlineSnapshot(`
      "
      0s pod-delete: delete → gone
      "
    `);
  });
});

describe("realistic", () => {
  test("a node registers, is ready, and beats", async () => {
    expect(await print(life("realistic", "v1/Node", testNode({}), 3))).toMatchInlineSnapshot(`
      "
      0s node-register: strategic status → Pending -
      2.28s node-ready: event NodeReady, strategic status → Running Ready
      5m12s node-heartbeat: strategic status → Running Ready
      "
    `);
  });

  test("a pod with its images on the node", async () => {
    expect(await print(life("realistic", "v1/Pod", testPod({})))).toMatchInlineSnapshot(`
      "
      63.8ms pod-accept: strategic status → Pending Initialized [ContainerCreating]
      712ms pod-sandbox: strategic status → Pending 10.0.0.1 PodReadyToStartContainers+Initialized [ContainerCreating]
      1.09s pod-start: event Pulled, strategic status, event Started → Running 10.0.0.1 PodReadyToStartContainers+Initialized+ContainersReady+Ready [running·ready]
      "
    `);
  });

  test("init containers in order, a sidecar beside them, a readiness probe", async () => {
    const spec = {
      initContainers: [
        { name: "first", image: "i:1" },
        { name: "proxy", image: "s:1", restartPolicy: "Always" },
        { name: "second", image: "i:2" },
      ],
      containers: [
        { name: "main", image: "app:1", readinessProbe: { initialDelaySeconds: 5 } },
        { name: "side", image: "side:1" },
      ],
    };
    const pod = testPod({ spec, metadata: { uid: "f000" } });
    expect(await print(life("realistic", "v1/Pod", pod))).toMatchInlineSnapshot(`
      "
      63.8ms pod-accept: strategic status → Pending - init[PodInitializing PodInitializing PodInitializing] [PodInitializing PodInitializing]
      712ms pod-sandbox: strategic status → Pending 10.0.0.1 PodReadyToStartContainers init[PodInitializing PodInitializing PodInitializing] [PodInitializing PodInitializing]
      1.48s pod-init-container-start: json status → Pending 10.0.0.1 PodReadyToStartContainers init[running PodInitializing PodInitializing] [PodInitializing PodInitializing]
      2.18s pod-init-container-complete: json status → Pending 10.0.0.1 PodReadyToStartContainers init[Completed·ready PodInitializing PodInitializing] [PodInitializing PodInitializing]
      2.55s pod-init-container-start: json status → Pending 10.0.0.1 PodReadyToStartContainers init[Completed·ready running·ready PodInitializing] [PodInitializing PodInitializing]
      2.92s pod-init-container-start: json status → Pending 10.0.0.1 PodReadyToStartContainers init[Completed·ready running·ready running] [PodInitializing PodInitializing]
      4.17s pod-init-container-complete: json status → Pending 10.0.0.1 PodReadyToStartContainers init[Completed·ready running·ready Completed·ready] [PodInitializing PodInitializing]
      6.52s pod-start: event Pulled, strategic status, event Started → Running 10.0.0.1 PodReadyToStartContainers+Initialized init[Completed·ready running·ready Completed·ready] [running running·ready]
      11.79s pod-containers-ready: strategic status → Running 10.0.0.1 PodReadyToStartContainers+Initialized+ContainersReady+Ready init[Completed·ready running·ready Completed·ready] [running·ready running·ready]
      "
    `);
  });

  test("a readiness gate is waited for, and heard when it closes again", async () => {
    const spec = { readinessGates: [{ conditionType: "example.com/gate" }] };
    expect(await print(life("realistic", "v1/Pod", testPod({ spec })))).toMatchInlineSnapshot(`
      "
      63.8ms pod-accept: strategic status → Pending Initialized [ContainerCreating]
      712ms pod-sandbox: strategic status → Pending 10.0.0.1 PodReadyToStartContainers+Initialized [ContainerCreating]
      1.09s pod-start: event Pulled, strategic status, event Started → Running 10.0.0.1 PodReadyToStartContainers+Initialized+ContainersReady [running·ready]
      "
    `);
    const conditions = ["ContainersReady", "example.com/gate"].map((type) => ({
      type,
      status: "True",
    }));
    const opened = testPod({ spec, status: { ...running, conditions } });
    expect(await print(life("realistic", "v1/Pod", opened))).toMatchInlineSnapshot(`
      "
      0s pod-gates-open: strategic status → Running Ready+ContainersReady+example.com/gate [running·ready]
      "
    `);
    const [ready, open] = [
      { type: "Ready", status: "True" },
      { type: "example.com/gate", status: "False" },
    ];
    const closed = testPod({
      spec,
      status: { ...running, conditions: [conditions[0]!, ready, open] },
    });
    expect(await print(life("realistic", "v1/Pod", closed))).toMatchInlineSnapshot(`
      "
      0s pod-gates-closed: strategic status → Running ContainersReady [running·ready]
      "
    `);
  });

  test("a pod that crashes again and again", async () => {
    const metadata = { labels: { "pod-crash.stage.kwok.x-k8s.io": "true" } };
    expect(await print(life("realistic", "v1/Pod", testPod({ metadata }), 14)))
      .toMatchInlineSnapshot(`
      "
      63.8ms pod-accept: strategic status → Pending Initialized [ContainerCreating]
      712ms pod-sandbox: strategic status → Pending 10.0.0.1 PodReadyToStartContainers+Initialized [ContainerCreating]
      1.09s pod-start: event Pulled, strategic status, event Started → Running 10.0.0.1 PodReadyToStartContainers+Initialized+ContainersReady+Ready [running·ready]
      3.45s pod-crash: strategic status, event BackOff → Running 10.0.0.1 PodReadyToStartContainers+Initialized [CrashLoopBackOff]
      13.45s pod-restart: json status → Running 10.0.0.1 PodReadyToStartContainers+Initialized [running·×1]
      13.84s pod-containers-ready: strategic status → Running 10.0.0.1 PodReadyToStartContainers+Initialized+ContainersReady+Ready [running·ready·×1]
      17.99s pod-crash: strategic status, event BackOff → Running 10.0.0.1 PodReadyToStartContainers+Initialized [CrashLoopBackOff·×1]
      37.99s pod-restart: json status → Running 10.0.0.1 PodReadyToStartContainers+Initialized [running·×2]
      38.26s pod-containers-ready: strategic status → Running 10.0.0.1 PodReadyToStartContainers+Initialized+ContainersReady+Ready [running·ready·×2]
      41.55s pod-crash: strategic status, event BackOff → Running 10.0.0.1 PodReadyToStartContainers+Initialized [CrashLoopBackOff·×2]
      1m22s pod-restart: json status → Running 10.0.0.1 PodReadyToStartContainers+Initialized [running·×3]
      1m22s pod-containers-ready: strategic status → Running 10.0.0.1 PodReadyToStartContainers+Initialized+ContainersReady+Ready [running·ready·×3]
      1m26s pod-crash: strategic status, event BackOff → Running 10.0.0.1 PodReadyToStartContainers+Initialized [CrashLoopBackOff·×3]
      2m46s pod-restart: json status → Running 10.0.0.1 PodReadyToStartContainers+Initialized [running·×4]
      "
    `);
  });

  test("a crash where nothing is restarted", async () => {
    const metadata = { labels: { "pod-crash.stage.kwok.x-k8s.io": "true" } };
    const pod = testPod({ metadata, spec: { restartPolicy: "Never" } });
    expect(await print(life("realistic", "v1/Pod", pod))).toMatchInlineSnapshot(`
      "
      63.8ms pod-accept: strategic status → Pending Initialized [ContainerCreating]
      712ms pod-sandbox: strategic status → Pending 10.0.0.1 PodReadyToStartContainers+Initialized [ContainerCreating]
      1.09s pod-start: event Pulled, strategic status, event Started → Running 10.0.0.1 PodReadyToStartContainers+Initialized+ContainersReady+Ready [running·ready]
      3.45s pod-crash: strategic status, event BackOff → Failed 10.0.0.1 PodReadyToStartContainers+Initialized [Error]
      "
    `);
  });

  test("a Job's pod, its time set by annotation", async () => {
    const metadata = {
      ownerReferences: [{ kind: "Job", name: "j" }],
      annotations: { "pod-complete.stage.kwok.x-k8s.io/delay": "42s" },
    };
    expect(await print(life("realistic", "v1/Pod", testPod({ metadata })))).toMatchInlineSnapshot(`
      "
      63.8ms pod-accept: strategic status → Pending Initialized [ContainerCreating]
      712ms pod-sandbox: strategic status → Pending 10.0.0.1 PodReadyToStartContainers+Initialized [ContainerCreating]
      1.09s pod-start: event Pulled, strategic status, event Started → Running 10.0.0.1 PodReadyToStartContainers+Initialized+ContainersReady+Ready [running·ready]
      43.09s pod-complete: strategic status → Succeeded 10.0.0.1 PodReadyToStartContainers+Initialized [Completed]
      "
    `);
  });

  test("a running pod that is deleted ends within its grace period", async () => {
    const metadata = { deletionTimestamp: "2026-01-01T00:00:30Z" };
    const pod = testPod({ metadata, status: running });
    expect(await print(life("realistic", "v1/Pod", pod))).toMatchInlineSnapshot(`
      "
      1.19s pod-stop: event Killing, strategic status → Running - [Completed]
      1.19s pod-delete: delete → gone
      "
    `);
    const brief = testPod({
      metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" },
      status: running,
    });
    expect(await print(life("realistic", "v1/Pod", brief))).toMatchInlineSnapshot(`
      "
      0s pod-stop: event Killing, strategic status → Running - [Completed]
      0s pod-delete: delete → gone
      "
    `);
  });
});

describe("chaos", () => {
  const labelled = (stage: string): ReturnType<typeof testPod> =>
    testPod({ metadata: { labels: { [`${stage}.stage.kwok.x-k8s.io`]: "true" } } });

  test("a node that hangs and comes back", async () => {
    const labels = { "node-not-ready.stage.kwok.x-k8s.io": "true" };
    expect(await print(life("chaos", "v1/Node", testNode({ metadata: { labels } }), 5)))
      .toMatchInlineSnapshot(`
      "
      0s node-register: strategic status → Pending -
      2.28s node-ready: event NodeReady, strategic status → Running Ready
      1m03s node-not-ready: event NodeNotReady, strategic status → Running -
      1m38s node-recover: strategic status, event NodeReady → Running Ready
      3m19s node-not-ready: event NodeNotReady, strategic status → Running -
      "
    `);
  });

  test("a pod that runs out of memory", async () => {
    expect(await print(life("chaos", "v1/Pod", labelled("pod-out-of-memory"), 7)))
      .toMatchInlineSnapshot(`
      "
      63.8ms pod-accept: strategic status → Pending Initialized [ContainerCreating]
      712ms pod-sandbox: strategic status → Pending 10.0.0.1 PodReadyToStartContainers+Initialized [ContainerCreating]
      10.80s pod-pull-slowly: event Failed, strategic status → Pending 10.0.0.1 PodReadyToStartContainers+Initialized [ImagePullBackOff]
      24.61s pod-pull-again: strategic status → Pending 10.0.0.1 PodReadyToStartContainers+Initialized [ContainerCreating]
      24.93s pod-start: event Pulled, strategic status, event Started → Running 10.0.0.1 PodReadyToStartContainers+Initialized+ContainersReady+Ready [running·ready]
      56.22s pod-out-of-memory: strategic status, event OOMKilling → Running 10.0.0.1 PodReadyToStartContainers+Initialized [CrashLoopBackOff]
      1m06s pod-restart: json status → Running 10.0.0.1 PodReadyToStartContainers+Initialized [running·×1]
      "
    `);
  });

  test("a pod whose container fails, by a digit of its uid", async () => {
    const pod = testPod({ metadata: { uid: "55550-p" } });
    expect((await life("chaos", "v1/Pod", pod, 7)).slice(-2).join("\n")).toMatchInlineSnapshot(`
      "46.39s pod-container-fail: strategic status, event BackOff → Running 10.0.0.1 PodReadyToStartContainers+Initialized [CrashLoopBackOff]
      56.39s pod-restart: json status → Running 10.0.0.1 PodReadyToStartContainers+Initialized [running·×1]"
    `);
  });

  test("a pod that is evicted", async () => {
    expect(await print(life("chaos", "v1/Pod", labelled("pod-evict")))).toMatchInlineSnapshot(`
      "
      63.8ms pod-accept: strategic status → Pending Initialized [ContainerCreating]
      712ms pod-sandbox: strategic status → Pending 10.0.0.1 PodReadyToStartContainers+Initialized [ContainerCreating]
      10.80s pod-pull-slowly: event Failed, strategic status → Pending 10.0.0.1 PodReadyToStartContainers+Initialized [ImagePullBackOff]
      24.61s pod-pull-again: strategic status → Pending 10.0.0.1 PodReadyToStartContainers+Initialized [ContainerCreating]
      24.93s pod-start: event Pulled, strategic status, event Started → Running 10.0.0.1 PodReadyToStartContainers+Initialized+ContainersReady+Ready [running·ready]
      2m11s pod-evict: event Evicted, strategic status → Failed 10.0.0.1 DisruptionTarget+PodReadyToStartContainers+Initialized [Error]
      "
    `);
  });

  test("an init container that fails twice", async () => {
    const pod = testPod({
      metadata: { labels: { "pod-init-container-fail.stage.kwok.x-k8s.io": "true" } },
      spec: { initContainers: [{ name: "first", image: "i:1" }] },
    });
    expect(await print(life("chaos", "v1/Pod", pod))).toMatchInlineSnapshot(`
      "
      63.8ms pod-accept: strategic status → Pending - init[PodInitializing] [PodInitializing]
      712ms pod-sandbox: strategic status → Pending 10.0.0.1 PodReadyToStartContainers init[PodInitializing] [PodInitializing]
      1.48s pod-init-container-start: json status → Pending 10.0.0.1 PodReadyToStartContainers init[running] [PodInitializing]
      2.23s pod-init-container-fail: json status, event BackOff → Pending 10.0.0.1 PodReadyToStartContainers init[PodInitializing·×1] [PodInitializing]
      2.61s pod-init-container-start: json status → Pending 10.0.0.1 PodReadyToStartContainers init[running·×1] [PodInitializing]
      3.14s pod-init-container-fail: json status, event BackOff → Pending 10.0.0.1 PodReadyToStartContainers init[PodInitializing·×2] [PodInitializing]
      3.43s pod-init-container-start: json status → Pending 10.0.0.1 PodReadyToStartContainers init[running·×2] [PodInitializing]
      4.41s pod-init-container-complete: json status → Pending 10.0.0.1 PodReadyToStartContainers init[Completed·ready·×2] [PodInitializing]
      4.56s pod-start: event Pulled, strategic status, event Started → Running 10.0.0.1 PodReadyToStartContainers+Initialized+ContainersReady+Ready init[Completed·ready·×2] [running·ready]
      "
    `);
  });

  test("an image that is slow to come, by weight", async () => {
    const annotations = { "pod-pull-slowly.stage.kwok.x-k8s.io/weight": "1000000" };
    expect(await print(life("chaos", "v1/Pod", testPod({ metadata: { annotations } }), 6)))
      .toMatchInlineSnapshot(`
      "
      63.8ms pod-accept: strategic status → Pending Initialized [ContainerCreating]
      712ms pod-sandbox: strategic status → Pending 10.0.0.1 PodReadyToStartContainers+Initialized [ContainerCreating]
      10.80s pod-pull-slowly: event Failed, strategic status → Pending 10.0.0.1 PodReadyToStartContainers+Initialized [ImagePullBackOff]
      24.61s pod-pull-again: strategic status → Pending 10.0.0.1 PodReadyToStartContainers+Initialized [ContainerCreating]
      41.42s pod-pull-slowly: event Failed, strategic status → Pending 10.0.0.1 PodReadyToStartContainers+Initialized [ImagePullBackOff]
      53.36s pod-pull-again: strategic status → Pending 10.0.0.1 PodReadyToStartContainers+Initialized [ContainerCreating]
      "
    `);
  });

  test("strikes one pod in sixteen by a digit of its uid, and spares by label", async () => {
    const spared = { "pod-evict.stage.kwok.x-k8s.io": "false" };
    const struck = testPod({ metadata: { uid: "5505-x" } });
    expect((await life("chaos", "v1/Pod", struck)).at(-1)).toContain("pod-evict");
    const safe = testPod({ metadata: { uid: "5505-x", labels: spared } });
    expect((await life("chaos", "v1/Pod", safe)).at(-1)).toContain("pod-start");
  });
});
