// A cluster as a run brings it up: the compiled program in its roles.

import { expect, test } from "bun:test";
import { silentLogger } from "../../src/base/index.ts";
import { type Client, createClient, createTransport } from "../../src/client/index.ts";
import { openCluster } from "../../src/cluster/index.ts";
import { type PodObject, resources } from "../../src/kube/index.ts";
import { binary, emptyFolder } from "./program.ts";

const WAIT_MS_MAX = 30_000;

async function untilRunning(client: Client, name: string): Promise<void> {
  const deadline = Date.now() + WAIT_MS_MAX;
  while (Date.now() < deadline) {
    const { status } = await client.get<PodObject>(resources.pods, { name, namespace: "default" });
    if (status?.phase === "Running") return;
    await Bun.sleep(50);
  }
  throw new Error(`pod ${name} never ran`);
}

test("its controllers are kubelets too: a pod's log and a node's usage are there", async () => {
  using folder = emptyFolder();
  const cluster = await openCluster(
    {
      provider: "embedded",
      scheduler: { kind: "external" },
      controllerManager: { kind: "none" },
      controller: { kind: "embedded", shards: 2 },
      stages: { profile: "fast", files: [] },
      lease: { durationSeconds: 40, renewMs: 10_000 },
      seed: 1,
      kubeconfig: {},
      nodeSelector: "",
    },
    {
      selfCommand: [binary],
      version: "test",
      directory: folder.path,
      logger: silentLogger,
      signal: new AbortController().signal,
    },
  );
  const client = createClient(createTransport(cluster.endpoint, "test"));
  const text = (path: string): Promise<string> => client.text({ method: "GET", path });
  try {
    for (const name of ["a", "b", "c"]) {
      await client.create(resources.nodes, { metadata: { name } });
      const spec = { nodeName: name, containers: [{ name: "main", image: "app:1" }] };
      await client.create(resources.pods, { metadata: { name }, spec }, "default");
      await untilRunning(client, name);
      expect(await text(`/api/v1/namespaces/default/pods/${name}/log`)).toContain("started");
      expect(await text(`/api/v1/nodes/${name}/proxy/metrics/resource`)).toContain(
        `pod_memory_working_set_bytes{namespace="default",pod="${name}"}`,
      );
    }
  } finally {
    client.close();
    await cluster.dispose();
  }
}, 60_000);
