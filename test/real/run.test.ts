// The smoke scenario on the real thing: etcd, kube-apiserver and kube-scheduler on this machine; and on a cluster that
// is not ours, which must be left as it was found.

import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Client, createClient, createTransport } from "../../src/client/index.ts";
import { type Cluster, kubeconfigText } from "../../src/cluster/index.ts";
import { resources } from "../../src/kube/index.ts";
import type { Result } from "../../src/result/index.ts";
import { emptyFolder, root, run } from "../e2e/program.ts";
import { openControlPlane } from "./control-plane.ts";
import { realProgramsInstalled } from "./programs.ts";

const installed = realProgramsInstalled("etcd", "kube-apiserver", "kube-scheduler");
const smoke = readFileSync(join(root, "scenarios", "smoke.yaml"), "utf8");

function resultIn(folder: string): Result {
  return JSON.parse(readFileSync(join(folder, "out", "result.json"), "utf8")) as Result;
}

/** What a machine that is busy with something else does to a run. */
const BUSY = ["machine-shared", "schedule-slip", "driver-cpu", "driver-event-loop"];

/** Complete, and believable but for a machine that is busy with something else; how fast it was is not judged here. */
function expectSound(exitCode: number, result: Result): void {
  const invalid = result.validity.findings.filter(({ severity }) => severity === "invalid");
  const others = invalid.map(({ id }) => id).filter((id) => !BUSY.includes(id));
  expect(others).toEqual([]);
  expect([0, 4, 99]).toContain(exitCode);
  expect(result.metrics["pod_startup"]).toMatchObject({ censored: 0 });
  expect(result.phases.every(({ offered, completed }) => offered === completed)).toBe(true);
}

describe.skipIf(!installed)("the smoke scenario", () => {
  test("on etcd, kube-apiserver and kube-scheduler of its own", async () => {
    using folder = emptyFolder();
    const scenario = smoke.replace(
      /^spec:$/m,
      "spec:\n  cluster: { provider: binary, scheduler: { binary: kube-scheduler } }",
    );
    writeFileSync(join(folder.path, "smoke.yaml"), scenario);
    const { exitCode, stderr } = await run(folder.path, "run", "smoke.yaml", "--out", "out");
    expect(stderr).not.toContain("error");
    const result = resultIn(folder.path);
    expectSound(exitCode, result);
    expect(result.environment.versions).toMatchObject({ apiserver: "v1.36.3" });
    expect(result.processes.map(({ role }) => role)).toEqual(
      expect.arrayContaining(["etcd", "apiserver", "scheduler", "controller"]),
    );
    expect(result.fidelity.join(" ")).toContain("kube-scheduler");
  });

  test("on a cluster that is there already: it touches nothing it did not make, and cleans up", async () => {
    using folder = emptyFolder();
    const cluster = await openRealCluster(folder.path);
    try {
      const client = createClient(createTransport(cluster.endpoint, "test"));
      await createForeignObjects(client);
      const before = await inventory(client);
      writeFileSync(join(folder.path, "config"), kubeconfigText("real", cluster.endpoint));
      writeFileSync(join(folder.path, "smoke.yaml"), smoke);
      const { exitCode } = await run(
        folder.path,
        "run",
        "smoke.yaml",
        "--kubeconfig",
        "config",
        "--out",
        "out",
      );
      expectSound(exitCode, resultIn(folder.path));
      expect(await settled(client, before)).toEqual(before);
    } finally {
      await cluster.dispose();
    }
  });
});

function openRealCluster(folder: string): Promise<Cluster> {
  const directory = join(folder, "cluster");
  mkdirSync(directory);
  return openControlPlane("binary", directory, {
    scheduler: { kind: "binary", path: "kube-scheduler" },
  });
}

async function createForeignObjects(client: Client): Promise<void> {
  await client.create(resources.nodes, {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "foreign" },
  });
  const container = { name: "main", image: "image" };
  await client.create(
    resources.pods,
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "foreign" },
      spec: { nodeName: "foreign", containers: [container] },
    },
    "default",
  );
}

/** What of nodes, pods and namespaces is there: uid and, for what is not ours to touch, version. */
async function inventory(client: Client): Promise<string[]> {
  const lists = await Promise.all(
    [resources.nodes, resources.pods, resources.namespaces].map((resource) =>
      client.list(resource),
    ),
  );
  return lists
    .flatMap(({ items }) => items)
    .map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name} ${metadata.uid}`)
    .sort();
}

/** Namespaces go on terminating by themselves; without a namespace controller they stay so. */
async function settled(client: Client, before: readonly string[]): Promise<string[]> {
  const terminating = (await client.list(resources.namespaces)).items
    .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
    .map(({ metadata }) => metadata.uid);
  const after = await inventory(client);
  return after.filter(
    (line) => before.includes(line) || !terminating.some((uid) => line.endsWith(uid!)),
  );
}
