// The controllers against the embedded API server, with a player in the kubelets' place: it makes pods ready.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type ApiServerHandle, startApiServer } from "../apiserver/index.ts";
import { silentLogger } from "../base/index.ts";
import {
  ApiError,
  type Client,
  type Transport,
  createClient,
  createTransport,
  reflect,
} from "../client/index.ts";
import {
  type KubeObject,
  type NodeObject,
  type PodObject,
  type Resource,
  conditionStatus,
} from "../kube/index.ts";
import { kinds } from "./kinds.ts";
import { type ManagerHandle, startManager } from "./manager.ts";

let server: ApiServerHandle;
let client: Client;
let manager: ManagerHandle;
let stopPlayer: () => void;
/** What the player makes of a pod that is new: ready, unless a test says otherwise. */
let play: (pod: PodObject) => object | undefined;

const ready = {
  phase: "Running",
  conditions: [{ type: "Ready", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z" }],
};

beforeEach(async () => {
  server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
  client = createClient(createTransport({ url: server.url }, "test"));
  play = () => ready;
  const player = reflect<PodObject>(
    client,
    kinds.pods,
    {},
    {
      onEvents: (events) => {
        for (const { type, object } of events) {
          const status = type === "ADDED" ? play(object) : undefined;
          if (status) void patch(kinds.pods, object.metadata.name, { status }, "status");
        }
      },
    },
  );
  stopPlayer = () => player.stop();
  manager = startManager({
    client,
    logger: silentLogger,
    nodeMonitorGraceMs: 300,
    listen: { hostname: "127.0.0.1", port: 0 },
  });
  await manager.synced;
});

afterEach(async () => {
  stopPlayer();
  await manager.stop();
  await server.stop();
});

async function patch(
  resource: Resource,
  name: string,
  body: object,
  subresource?: string,
): Promise<void> {
  const namespace = resource.namespaced ? "default" : undefined;
  await client
    .patch(resource, { name, namespace }, "merge", body, { subresource })
    .catch((error: unknown) => {
      // Gone already: what is played is a race, as it is with kubelets.
      if (!(error instanceof ApiError && error.code === 404)) throw error;
    });
}

async function list<T extends KubeObject>(resource: Resource): Promise<T[]> {
  return (
    await client.list<T>(resource, { namespace: resource.namespaced ? "default" : undefined })
  ).items;
}

async function get(resource: Resource, name: string): Promise<KubeObject> {
  return client.get(resource, { name, namespace: resource.namespaced ? "default" : undefined });
}

/** Waits until the check gives what is expected; the test's own time limit ends a wait in vain. */
async function until<T>(look: () => Promise<T>, expected: T): Promise<void> {
  const text = JSON.stringify(expected);
  while (JSON.stringify(await look()) !== text) await Bun.sleep(10);
}

const template = (app: string, image = "img:1"): object => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: "c", image }] },
});

const workload = (kind: string, name: string, spec: object): KubeObject => ({
  apiVersion: "apps/v1",
  kind,
  metadata: { name, namespace: "default" },
  spec: { selector: { matchLabels: { app: name } }, template: template(name), ...spec },
});

const statusOf = async (resource: Resource, name: string, ...fields: string[]) => {
  const status = ((await get(resource, name))["status"] ?? {}) as Record<string, unknown>;
  return fields.map((field) => status[field] ?? 0);
};

const images = async (): Promise<string[]> => {
  const pods = await list<PodObject>(kinds.pods);
  return pods
    .map((pod) => (pod.spec as { containers: { image: string }[] }).containers[0]!.image)
    .sort();
};

describe("Deployment", () => {
  const deploy = async (spec: { readonly replicas: number; readonly strategy?: object }) => {
    await client.create(kinds.deployments, workload("Deployment", "web", spec), "default");
    await until(() => statusOf(kinds.deployments, "web", "availableReplicas"), [spec.replicas]);
  };
  const sizes = async (): Promise<number[]> =>
    (await list<KubeObject>(kinds.replicaSets))
      .map((set) => (set["spec"] as { replicas: number }).replicas)
      .sort((left, right) => left - right);

  test("makes its pods, follows the desired number, and says so", async () => {
    await deploy({ replicas: 5 });
    expect(await images()).toHaveLength(5);
    await patch(kinds.deployments, "web", { spec: { replicas: 8 } });
    await until(
      () => statusOf(kinds.deployments, "web", "replicas", "readyReplicas", "observedGeneration"),
      [8, 8, 2],
    );
    await patch(kinds.deployments, "web", { spec: { replicas: 2 } });
    await until(() => statusOf(kinds.deployments, "web", "replicas", "updatedReplicas"), [2, 2]);
    expect(await images()).toHaveLength(2);
    const { conditions } = (await get(kinds.deployments, "web"))["status"] as {
      conditions: { type: string; status: string; reason: string }[];
    };
    expect(
      conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`).sort(),
    ).toEqual([
      "Available True MinimumReplicasAvailable",
      "Progressing True NewReplicaSetAvailable",
    ]);
  });

  test("a pod that goes is replaced, and none is made twice", async () => {
    await deploy({ replicas: 3 });
    const [gone, ...kept] = (await list(kinds.pods)).map(({ metadata }) => metadata.name);
    await client.delete(kinds.pods, { name: gone!, namespace: "default" });
    const names = async () => (await list(kinds.pods)).map(({ metadata }) => metadata.name);
    await until(async () => (await names()).filter((name) => !kept.includes(name)).length, 1);
    await until(() => statusOf(kinds.deployments, "web", "availableReplicas"), [3]);
    expect(await names()).toHaveLength(3);
    expect(await names()).not.toContain(gone);
  });

  test("a new template rolls out, and an old one rolls back to its ReplicaSet", async () => {
    await deploy({ replicas: 6 });
    await patch(kinds.deployments, "web", { spec: { template: template("web", "img:2") } });
    await until(
      images,
      Array.from({ length: 6 }, () => "img:2"),
    );
    await until(sizes, [0, 6]);
    await patch(kinds.deployments, "web", { spec: { template: template("web", "img:1") } });
    await until(
      images,
      Array.from({ length: 6 }, () => "img:1"),
    );
    await until(sizes, [0, 6]);
    await until(
      async () =>
        (await get(kinds.deployments, "web")).metadata.annotations?.[
          "deployment.kubernetes.io/revision"
        ],
      "3",
    );
  });

  test("a rollout never has more pods than it may, nor fewer that are available", async () => {
    await deploy({
      replicas: 8,
      strategy: { rollingUpdate: { maxSurge: 2, maxUnavailable: 1 } },
    });
    const pods = new Map<string, boolean>();
    let podsMax = 0;
    let readyMin = Infinity;
    const watcher = reflect<PodObject>(
      client,
      kinds.pods,
      {},
      {
        onEvents: (events) => {
          for (const { type, object } of events) {
            const { uid = "" } = object.metadata;
            if (type === "DELETED") pods.delete(uid);
            else pods.set(uid, conditionStatus(object, "Ready") === "True");
            podsMax = Math.max(podsMax, pods.size);
            const readyCount = [...pods.values()].filter(Boolean).length;
            readyMin = Math.min(readyMin, readyCount);
          }
        },
      },
    );
    await watcher.synced;
    readyMin = Infinity;
    await patch(kinds.deployments, "web", { spec: { template: template("web", "img:2") } });
    await until(
      images,
      Array.from({ length: 8 }, () => "img:2"),
    );
    watcher.stop();
    expect(podsMax).toBeGreaterThan(8);
    expect(podsMax).toBeLessThanOrEqual(10);
    expect(readyMin).toBeGreaterThanOrEqual(7);
  });

  test("Recreate stops all old pods before it makes new ones", async () => {
    await deploy({ replicas: 3, strategy: { type: "Recreate", rollingUpdate: null } });
    const mixes = new Set<string>();
    play = () => {
      void images().then((found) => mixes.add([...new Set(found)].join()));
      return ready;
    };
    await patch(kinds.deployments, "web", { spec: { template: template("web", "img:2") } });
    await until(images, ["img:2", "img:2", "img:2"]);
    await until(async () => mixes.size > 0, true);
    expect([...mixes]).toEqual(["img:2"]);
  });

  test.each(["Background", "Foreground"] as const)(
    "deleted %s, it takes its ReplicaSet and pods along",
    async (propagationPolicy) => {
      await deploy({ replicas: 3 });
      await client.delete(
        kinds.deployments,
        { name: "web", namespace: "default" },
        { propagationPolicy },
      );
      await until(
        async () =>
          (await list(kinds.pods)).length +
          (await list(kinds.replicaSets)).length +
          (await list(kinds.deployments)).length,
        0,
      );
    },
  );

  test("deleted as an orphan's parent, it leaves them, and its successor adopts them", async () => {
    await deploy({ replicas: 2 });
    const uids = async () =>
      (await list(kinds.pods)).map(({ metadata }) => `${metadata.uid}`).sort();
    const before = await uids();
    await client.delete(
      kinds.deployments,
      { name: "web", namespace: "default" },
      { propagationPolicy: "Orphan" },
    );
    await until(async () => (await list(kinds.deployments)).length, 0);
    await until(async () => (await list(kinds.replicaSets))[0]?.metadata.ownerReferences ?? [], []);
    await deploy({ replicas: 2 });
    expect(await uids()).toEqual(before);
  });
});

test("however late its watch is, a ReplicaSet makes each pod once", async () => {
  await manager.stop();
  const transport = createTransport({ url: server.url }, "slow");
  let created = 0;
  const slow: Transport = {
    ...transport,
    stream: (request, onBody) =>
      transport.stream(request, (bytes) => {
        const kept = Buffer.from(bytes);
        setTimeout(() => onBody(kept), 150);
      }),
    exchange: (request, keep) => {
      if (request.method === "POST" && request.path.endsWith("/pods")) created++;
      return transport.exchange(request, keep);
    },
  };
  manager = startManager({ client: createClient(slow), logger: silentLogger });
  await manager.synced;
  await client.create(kinds.replicaSets, workload("ReplicaSet", "rs", { replicas: 20 }), "default");
  await until(() => statusOf(kinds.replicaSets, "rs", "availableReplicas"), [20]);
  expect(created).toBe(20);
  await patch(kinds.replicaSets, "rs", { spec: { replicas: 30 } });
  await until(() => statusOf(kinds.replicaSets, "rs", "availableReplicas"), [30]);
  expect(created).toBe(30);
}, 15_000);

test("a ReplicaSet adopts pods that match and lets go of those that no longer do", async () => {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "stray", namespace: "default", labels: { app: "rs" } },
    spec: { containers: [{ name: "c", image: "i" }] },
  };
  await client.create(kinds.pods, pod, "default");
  await client.create(kinds.replicaSets, workload("ReplicaSet", "rs", { replicas: 2 }), "default");
  await until(() => statusOf(kinds.replicaSets, "rs", "availableReplicas"), [2]);
  expect((await get(kinds.pods, "stray")).metadata.ownerReferences?.[0]?.name).toBe("rs");
  await patch(kinds.pods, "stray", { metadata: { labels: { app: "other" } } });
  await until(async () => (await get(kinds.pods, "stray")).metadata.ownerReferences ?? [], []);
  await until(() => statusOf(kinds.replicaSets, "rs", "availableReplicas"), [2]);
  expect(await list(kinds.pods)).toHaveLength(3);
});

describe("Job", () => {
  const job = (spec: object): KubeObject => ({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "job", namespace: "default" },
    spec: {
      template: { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "i" }] } },
      ...spec,
    },
  });
  const conditions = async (): Promise<string[]> => {
    const status = (await get(kinds.jobs, "job"))["status"] as {
      conditions?: { type: string; status: string }[];
    };
    return (status.conditions ?? []).map(({ type, status }) => `${type} ${status}`).sort();
  };

  test("runs so many pods to completion, so many at a time", async () => {
    play = () => ({ phase: "Succeeded" });
    await client.create(kinds.jobs, job({ completions: 5, parallelism: 2 }), "default");
    await until(conditions, ["Complete True", "SuccessCriteriaMet True"]);
    expect(await statusOf(kinds.jobs, "job", "succeeded", "failed", "active")).toEqual([5, 0, 0]);
    expect(await list(kinds.pods)).toHaveLength(5);
  });

  test("an Indexed job runs each index", async () => {
    play = () => ({ phase: "Succeeded" });
    await client.create(
      kinds.jobs,
      job({ completions: 4, parallelism: 3, completionMode: "Indexed" }),
      "default",
    );
    await until(conditions, ["Complete True", "SuccessCriteriaMet True"]);
    expect(await statusOf(kinds.jobs, "job", "succeeded", "completedIndexes")).toEqual([4, "0-3"]);
  });

  test("fails when too many pods did", async () => {
    play = () => ({ phase: "Failed" });
    await client.create(
      kinds.jobs,
      job({ completions: 3, parallelism: 3, backoffLimit: 1 }),
      "default",
    );
    await until(conditions, ["Failed True", "FailureTarget True"]);
  });

  test("goes when its time to live after finishing is over, and takes its pods along", async () => {
    play = () => ({ phase: "Succeeded" });
    await client.create(kinds.jobs, job({ ttlSecondsAfterFinished: 0 }), "default");
    await until(async () => (await list(kinds.jobs)).length + (await list(kinds.pods)).length, 0);
  });
});

test("a StatefulSet makes its pods in order, updates and removes them in reverse", async () => {
  const order: string[] = [];
  play = ({ metadata }) => {
    order.push(metadata.name);
    return ready;
  };
  await client.create(
    kinds.statefulSets,
    workload("StatefulSet", "db", { replicas: 3, serviceName: "db" }),
    "default",
  );
  await until(() => statusOf(kinds.statefulSets, "db", "availableReplicas"), [3]);
  expect(order.splice(0)).toEqual(["db-0", "db-1", "db-2"]);
  await patch(kinds.statefulSets, "db", { spec: { template: template("db", "img:2") } });
  await until(images, ["img:2", "img:2", "img:2"]);
  await until(
    () => statusOf(kinds.statefulSets, "db", "updatedReplicas", "availableReplicas"),
    [3, 3],
  );
  expect(order).toEqual(["db-2", "db-1", "db-0"]);
  await patch(kinds.statefulSets, "db", { spec: { replicas: 1 } });
  await until(async () => (await list(kinds.pods)).map(({ metadata }) => metadata.name), ["db-0"]);
});

describe("nodes", () => {
  const NODE: KubeObject = { apiVersion: "v1", kind: "Node", metadata: { name: "n" } };
  const taints = async (): Promise<string[]> =>
    ((await get(kinds.nodes, "n")) as NodeObject).spec?.taints?.map(
      ({ key, effect }) => `${key.split("/")[1]}:${effect}`,
    ) ?? [];
  const nodeReady = async (): Promise<string | undefined> =>
    ((await get(kinds.nodes, "n")) as NodeObject).status?.conditions?.find(
      ({ type }) => type === "Ready",
    )?.status;
  const renew = async (at: number): Promise<void> => {
    const renewTime = `2026-01-01T00:00:00.${String(at).padStart(6, "0")}Z`;
    await client
      .patch(kinds.leases, { name: "n", namespace: "kube-node-lease" }, "merge", {
        spec: { renewTime },
      })
      .catch(() =>
        client.create(
          kinds.leases,
          {
            apiVersion: "coordination.k8s.io/v1",
            kind: "Lease",
            metadata: { name: "n", namespace: "kube-node-lease" },
            spec: { holderIdentity: "n", renewTime },
          },
          "kube-node-lease",
        ),
      );
  };
  const pod = (tolerationSeconds: number): KubeObject => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `p${tolerationSeconds}`, namespace: "default" },
    spec: {
      nodeName: "n",
      terminationGracePeriodSeconds: 0,
      containers: [{ name: "c", image: "i" }],
      tolerations: ["not-ready", "unreachable"].map((key) => ({
        key: `node.kubernetes.io/${key}`,
        operator: "Exists",
        effect: "NoExecute",
        tolerationSeconds,
      })),
    },
  });

  test("one that falls silent becomes unknown, is tainted, and loses its pods when their time is up; heard again, it recovers", async () => {
    await client.create(kinds.nodes, NODE);
    await patch(
      kinds.nodes,
      "n",
      { status: { conditions: [{ type: "Ready", status: "True" }] } },
      "status",
    );
    await client.create(kinds.pods, pod(1), "default");
    await client.create(kinds.pods, pod(3600), "default");
    await until(async () => taints(), []);
    for (let at = 1; at <= 6; at++) {
      await renew(at);
      await Bun.sleep(100);
    }
    expect(await nodeReady()).toBe("True");
    await until(nodeReady, "Unknown");
    await until(
      async () => (await taints()).sort(),
      ["unreachable:NoExecute", "unreachable:NoSchedule"],
    );
    await until(
      async () => (await list(kinds.pods)).map(({ metadata }) => metadata.name),
      ["p3600"],
    );
    const { conditions } = (await get(kinds.pods, "p3600"))["status"] as {
      conditions: { type: string; status: string }[];
    };
    expect(conditions.find(({ type }) => type === "Ready")?.status).toBe("False");
    await patch(
      kinds.nodes,
      "n",
      {
        status: {
          conditions: [
            { type: "Ready", status: "True", lastHeartbeatTime: "2026-01-02T00:00:00Z" },
          ],
        },
      },
      "status",
    );
    await until(taints, []);
  }, 15_000);

  test("a cordoned one is tainted as long as it is", async () => {
    await client.create(kinds.nodes, NODE);
    await patch(
      kinds.nodes,
      "n",
      { status: { conditions: [{ type: "Ready", status: "True" }] } },
      "status",
    );
    await until(taints, []);
    await patch(kinds.nodes, "n", { spec: { unschedulable: true } });
    await until(taints, ["unschedulable:NoSchedule"]);
    await patch(kinds.nodes, "n", { spec: { unschedulable: null } });
    await until(taints, []);
  });
});

test("tells how it is over HTTP", async () => {
  const read = async (path: string) => (await fetch(`${manager.url}${path}`)).text();
  expect(await read("/readyz")).toBe("ok");
  expect(await read("/metrics")).toContain('workqueue_depth{name="replicaset"} 0');
  expect(JSON.parse(await read("/kwokbench/metrics.json")).cpuSeconds).toBeGreaterThan(0);
});
