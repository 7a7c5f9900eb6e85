// The same workloads, once under the real kube-controller-manager and once under ours: what they leave behind must be alike,
// but for times, uids and the letters of template hashes.

import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startApiServer } from "../../src/apiserver/index.ts";
import { silentLogger } from "../../src/base/index.ts";
import {
  ApiError,
  type Client,
  createClient,
  createTransport,
  reflect,
} from "../../src/client/index.ts";
import { type KubeObject, type PodObject, type Resource, resources } from "../../src/kube/index.ts";
import { startManager } from "../../src/manager/index.ts";
import { emptyFolder } from "../e2e/program.ts";
import { realProgram, realProgramsInstalled } from "./programs.ts";

const installed = realProgramsInstalled("kube-controller-manager");
const { deployments, replicaSets, pods, jobs } = resources;
const statefulSets: Resource = { ...deployments, plural: "statefulsets", kind: "StatefulSet" };

/** In the kubelets' and the scheduler's place: pods become ready, those of jobs succeed. */
function play(client: Client): () => void {
  const onEvent = async (pod: PodObject): Promise<void> => {
    const status =
      pod.metadata.ownerReferences?.[0]?.kind === "Job"
        ? { phase: "Succeeded" }
        : { phase: "Running", conditions: [{ type: "Ready", status: "True" }] };
    const { name, namespace } = pod.metadata;
    await client
      .patch(pods, { name, namespace }, "merge", { status }, { subresource: "status" })
      .catch((error: unknown) => {
        if (!(error instanceof ApiError && error.code === 404)) throw error;
      });
  };
  const player = reflect<PodObject>(
    client,
    pods,
    {},
    {
      onEvents: (events) => {
        for (const { type, object } of events) if (type === "ADDED") void onEvent(object);
      },
    },
  );
  return () => player.stop();
}

const template = (app: string, image: string, more: object = {}): object => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: "c", image }], ...more },
});

async function create(
  client: Client,
  resource: Resource,
  kind: string,
  spec: object,
): Promise<void> {
  const name = kind.toLowerCase();
  const apiVersion = kind === "Job" ? "batch/v1" : "apps/v1";
  await client.create(resource, { apiVersion, kind, metadata: { name }, spec }, "default");
}

async function patch(client: Client, spec: object): Promise<void> {
  const ref = { name: "deployment", namespace: "default" };
  await client.patch(deployments, ref, "merge", { spec });
}

/** The status of an object once `settled` says it is what was waited for. */
async function settle(
  client: Client,
  resource: Resource,
  name: string,
  settled: (status: Record<string, unknown>) => boolean,
): Promise<void> {
  for (;;) {
    const object = await client.get(resource, { name, namespace: "default" });
    const status = (object["status"] ?? {}) as Record<string, unknown>;
    const current =
      (status["observedGeneration"] ?? object.metadata.generation) === object.metadata.generation;
    if (current && settled(status)) return;
    await Bun.sleep(20);
  }
}

/** What is left once the controllers have gone quiet: what settled last may be followed by a condition or a late deletion. */
async function leftBehind(client: Client): Promise<unknown> {
  let before = await summaries(client);
  for (let still = 0; still < 10;) {
    await Bun.sleep(100);
    const now = await summaries(client);
    still = Bun.deepEquals(now, before) ? still + 1 : 0;
    before = now;
  }
  return before;
}

/** What is compared: statuses, revisions and sizes; conditions as `type status reason message`. */
async function summaries(client: Client): Promise<unknown> {
  const summary = async (resource: Resource): Promise<unknown[]> => {
    const { items } = await client.list(resource, { namespace: "default" });
    return items.map(summaryOf).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  };
  return {
    deployments: await summary(deployments),
    replicaSets: await summary(replicaSets),
    statefulSets: await summary(statefulSets),
    jobs: await summary(jobs),
    pods: await summary(pods),
  };
}

function summaryOf(object: KubeObject): unknown {
  const text = JSON.stringify(object).replaceAll(
    /(deployment|statefulset)-[a-z0-9]{9,10}/g,
    "$1-HASH",
  );
  const { metadata, spec, status } = JSON.parse(text) as {
    metadata: KubeObject["metadata"];
    spec: Record<string, unknown>;
    status: Record<string, unknown>;
  };
  const { conditions, startTime: _, completionTime: __, observedGeneration, ...counts } = status;
  const list = (conditions ?? []) as Record<string, string>[];
  return {
    name: metadata.name.replace(/^(.*HASH|job.*)-[a-z0-9]{5}$/, "$1-RANDOM"),
    annotations: metadata.annotations,
    owners: metadata.ownerReferences?.map(({ uid, ...owner }) => ({ ...owner, uid: typeof uid })),
    labels: Object.keys(metadata.labels ?? {}).sort(),
    replicas: spec["replicas"],
    counts: withoutZeros(counts),
    // How many steps a rollout took, and so its generations, hangs on who was quick.
    observes:
      observedGeneration === undefined ? "nothing" : observedGeneration === metadata.generation,
    conditions: list
      .map(({ type, status, reason, message }) => `${type} ${status} ${reason} ${message}`)
      .sort(),
  };
}

/** Go leaves zeros and empty values out or not, by type; only what is there is compared. */
function withoutZeros(counts: Record<string, unknown>): Record<string, unknown> {
  const empty = (value: unknown): boolean =>
    value === 0 || value === "" || JSON.stringify(value) === "{}" || value === null;
  return Object.fromEntries(Object.entries(counts).filter(([, value]) => !empty(value)));
}

async function live(client: Client): Promise<Record<string, unknown>> {
  const selector = (app: string) => ({ selector: { matchLabels: { app } } });
  const after: Record<string, unknown> = {};
  const stop = play(client);
  await create(client, deployments, "Deployment", {
    replicas: 4,
    ...selector("d"),
    template: template("d", "img:1"),
  });
  await settle(
    client,
    deployments,
    "deployment",
    ({ availableReplicas }) => availableReplicas === 4,
  );
  after["created"] = await leftBehind(client);
  await patch(client, { replicas: 6 });
  await settle(
    client,
    deployments,
    "deployment",
    ({ availableReplicas }) => availableReplicas === 6,
  );
  await patch(client, { template: template("d", "img:2") });
  await settle(
    client,
    deployments,
    "deployment",
    (s) => s["updatedReplicas"] === 6 && s["replicas"] === 6 && s["availableReplicas"] === 6,
  );
  after["rolled out"] = await leftBehind(client);
  await patch(client, { template: template("d", "img:1") });
  await settle(
    client,
    deployments,
    "deployment",
    (s) => s["updatedReplicas"] === 6 && s["replicas"] === 6 && s["availableReplicas"] === 6,
  );
  after["rolled back"] = await leftBehind(client);
  await client.delete(
    deployments,
    { name: "deployment", namespace: "default" },
    { propagationPolicy: "Foreground" },
  );
  for (const resource of [deployments, replicaSets, pods])
    while ((await client.list(resource, { namespace: "default" })).items.length > 0)
      await Bun.sleep(20);
  await create(client, statefulSets, "StatefulSet", {
    replicas: 3,
    serviceName: "s",
    ...selector("s"),
    template: template("s", "img:1"),
  });
  await settle(
    client,
    statefulSets,
    "statefulset",
    ({ availableReplicas }) => availableReplicas === 3,
  );
  const job = { completions: 4, parallelism: 2, completionMode: "Indexed" };
  await create(client, jobs, "Job", {
    ...job,
    template: template("j", "img:1", { restartPolicy: "Never" }),
  });
  await settle(client, jobs, "job", ({ completionTime }) => completionTime !== undefined);
  after["sets and jobs"] = await leftBehind(client);
  stop();
  return after;
}

async function withServer<T>(use: (client: Client, url: string) => Promise<T>): Promise<T> {
  const server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
  try {
    return await use(createClient(createTransport({ url: server.url }, "test")), server.url);
  } finally {
    await server.stop();
  }
}

const ours = () =>
  withServer(async (client) => {
    const manager = startManager({ client, logger: silentLogger });
    try {
      await manager.synced;
      return await live(client);
    } finally {
      await manager.stop();
    }
  });

const theirs = () =>
  withServer(async (client, url) => {
    using folder = emptyFolder();
    const kubeconfig = join(folder.path, "kubeconfig");
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: "c", cluster: { server: url } }],
        contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
        users: [{ name: "u", user: {} }],
        "current-context": "c",
      }),
    );
    const controllers = [
      "deployment-controller",
      "replicaset-controller",
      "statefulset-controller",
      "job-controller",
      "garbage-collector-controller",
    ];
    const manager = Bun.spawn(
      [
        realProgram("kube-controller-manager"),
        `--kubeconfig=${kubeconfig}`,
        `--controllers=${controllers.join()}`,
        "--leader-elect=false",
        "--secure-port=0",
        "--kube-api-qps=1000",
        "--kube-api-burst=2000",
      ],
      { stdout: "ignore", stderr: "ignore" },
    );
    try {
      return await live(client);
    } finally {
      manager.kill("SIGKILL");
      await manager.exited;
    }
  });

describe.skipIf(!installed)("kube-controller-manager and ours", () => {
  test("leave the same behind", async () => {
    const [real, own] = [await theirs(), await ours()];
    expect(own).toEqual(real);
  }, 120_000);
});
