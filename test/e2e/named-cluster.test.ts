// Clusters with a name: what is in them stays through a stop, a start and a snapshot; nothing stays after a delete.

import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createClient, createTransport, endpointFromKubeconfig } from "../../src/client/index.ts";
import { conditionStatus, type KubeObject, resources } from "../../src/kube/index.ts";
import { emptyFolder, run } from "./program.ts";

const home = emptyFolder();
const cluster = (...words: readonly string[]) => run(home.path, "cluster", ...words);
const file = (...path: readonly string[]): string => join(home.path, ...path);

interface Status {
  readonly running?: {
    readonly components: readonly { readonly role: string; readonly pid: number }[];
  };
}

async function statusOf(name: string): Promise<Status> {
  return JSON.parse((await cluster("status", "--name", name, "--json")).stdout) as Status;
}

/** Of the cluster that the user's kubeconfig names as its present one. */
async function objects(resource: (typeof resources)["pods" | "nodes"]): Promise<KubeObject[]> {
  const endpoint = await endpointFromKubeconfig({ file: file(".kube", "config") });
  const client = createClient(createTransport(endpoint, "test"));
  try {
    return (await client.list(resource)).items;
  } finally {
    client.close();
  }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await Bun.sleep(100);
}

afterAll(async () => {
  await cluster("delete", "--all");
  home[Symbol.dispose]();
});

describe("a named cluster", () => {
  test("is created, played, stopped, started, saved, restored and deleted", async () => {
    const created = await cluster("create", "--name", "one");
    expect(created).toMatchObject({ exitCode: 0, stderr: "" });
    expect(created.stdout).toContain(`cluster "one" is ready; context kwokbench-one`);

    expect((await cluster("scale", "node", "--name", "one", "--replicas", "3")).stdout).toBe(
      "nodes: 3 created, 0 deleted\n",
    );
    expect((await cluster("scale", "pod", "--name", "one", "--replicas", "5")).exitCode).toBe(0);
    await until(async () =>
      (await objects(resources.pods)).every((pod) => conditionStatus(pod, "Ready") === "True"),
    );
    const before = await objects(resources.pods);
    expect(before.map(({ metadata }) => metadata.name)).toEqual([
      "pod-000000",
      "pod-000001",
      "pod-000002",
      "pod-000003",
      "pod-000004",
    ]);

    expect((await cluster("stop", "--name", "one")).stdout).toBe(`cluster "one" is stopped\n`);
    expect(await cluster("status", "--name", "one")).toMatchObject({
      exitCode: 5,
      stdout: `cluster "one" is stopped\n`,
    });
    expect((await cluster("start", "--name", "one")).exitCode).toBe(0);
    expect(await objects(resources.pods)).toEqual(before);
    // The kubelets are where the nodes remember them.
    const { url } = await endpointFromKubeconfig({
      file: file(".kwokbench", "clusters", "one", "kubeconfig"),
    });
    const log = `${url}/api/v1/namespaces/default/pods/pod-000000/log`;
    await until(async () => (await fetch(log)).ok);

    expect((await cluster("snapshot", "save", "s.tar.gz", "--name", "one")).exitCode).toBe(0);
    expect(statSync(file("s.tar.gz")).mode & 0o777).toBe(0o600);
    const scaled = await cluster("scale", "pod", "--name", "one", "--replicas", "2");
    expect(scaled.stdout).toBe("pods: 0 created, 3 deleted\n");
    await until(async () => (await objects(resources.pods)).length === 2);
    expect((await cluster("snapshot", "restore", "s.tar.gz", "--name", "one")).exitCode).toBe(0);
    expect(await objects(resources.pods)).toEqual(before);

    const pids = (await statusOf("one")).running?.components.map(({ pid }) => pid) ?? [];
    expect(pids.length).toBeGreaterThan(3);
    expect((await cluster("delete", "--name", "one")).exitCode).toBe(0);
    expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    expect(existsSync(file(".kwokbench", "clusters", "one"))).toBe(false);
    expect(readFileSync(file(".kube", "config"), "utf8")).not.toContain("kwokbench-one");
  }, 240_000);

  test("that is secure, and whose keeper is killed: nothing runs on, it starts again, and who was known still is", async () => {
    const flags = ["--secure", "--durability", "log", "--kubeconfig", "none"];
    expect((await cluster("create", "--name", "two", ...flags)).exitCode).toBe(0);
    const pids = (await statusOf("two")).running?.components.map(({ pid }) => pid) ?? [];
    const state = readFileSync(file(".kwokbench", "clusters", "two", "state.json"), "utf8");
    process.kill((JSON.parse(state) as { pid: number }).pid, "SIGKILL");
    await until(async () => pids.every((pid) => !existsSync(`/proc/${pid}`)));
    expect((await cluster("list")).stdout).toMatch(/two +embedded +stopped/);
    expect((await cluster("start", "--name", "two", "--kubeconfig", "none")).stdout).toBe(
      `cluster "two" is ready\n`,
    );
    const kubeconfig = file(".kwokbench", "clusters", "two", "kubeconfig");
    const endpoint = await endpointFromKubeconfig({ file: kubeconfig });
    const anonymous = await fetch(`${endpoint.url}/api/v1/pods`, { tls: { ca: endpoint.tls?.ca } });
    expect(anonymous.status).toBe(401);
    const scale = ["scale", "node", "--name", "two", "--replicas", "2"];
    expect((await cluster(...scale)).stdout).toBe("nodes: 2 created, 0 deleted\n");
    expect((await cluster("delete", "--name", "two")).exitCode).toBe(0);
  }, 120_000);

  test("that is not there, is there twice or cannot be: a sentence each", async () => {
    expect(await cluster("stop", "--name", "nobody")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`there is no cluster "nobody"`),
    });
    expect((await cluster("create", "--name", "Bad_Name")).stderr).toContain(
      `"Bad_Name" is not a valid cluster name`,
    );
    const failed = await cluster("create", "--name", "three", "--scheduler", "/no/such/scheduler");
    expect(failed).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining("the program /no/such/scheduler was not found"),
    });
    expect(existsSync(file(".kwokbench", "clusters", "three"))).toBe(false);
  }, 60_000);
});
