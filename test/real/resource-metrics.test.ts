// What simulated pods use, as the real programs see it through the embedded API server: `kubectl top` prints it, and the
// real kube-controller-manager scales a Deployment by it, up and down again.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { type Client, createClient, createTransport } from "../../src/client/index.ts";
import { kubeconfigText } from "../../src/cluster/index.ts";
import { type NodeObject, resources } from "../../src/kube/index.ts";
import { type StartedServer, startEmbedded } from "../conformance/servers.ts";
import { emptyFolder } from "../e2e/program.ts";
import { type Part, playControlPlane, playNodes } from "./players.ts";
import { realProgram, realProgramsInstalled } from "./programs.ts";

const WITHIN_MS = 120_000;

/** Every container uses what a label of its node says: to change it is to change the load. */
const CONFIGURATION = `
apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterResourceUsage
metadata: { name: by-node }
spec:
  usages:
    - usage:
        cpu: { expression: 'Quantity(node.metadata.labels["load"])' }
        memory: { value: 64Mi }
`;

const CONTROLLER = [
  "--controllers=horizontal-pod-autoscaler-controller",
  "--leader-elect=false",
  "--secure-port=0",
  "--horizontal-pod-autoscaler-sync-period=1s",
  "--horizontal-pod-autoscaler-downscale-stabilization=1s",
];

const installed = realProgramsInstalled("kubectl", "kube-controller-manager");

describe.skipIf(!installed)("what simulated pods use", () => {
  const folder = emptyFolder();
  const kubeconfig = join(folder.path, "kubeconfig");
  let server: StartedServer;
  let client: Client;
  let parts: Part[] = [];

  const kubectl = async (...args: readonly string[]): Promise<string> => {
    const child = Bun.spawn([realProgram("kubectl"), "--kubeconfig", kubeconfig, ...args], {
      stdout: "pipe",
      stderr: "pipe",
    });
    const [out, error] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    return out + error;
  };

  /** The words of the lines below the head. */
  const rows = async (...args: readonly string[]): Promise<string[][]> => {
    const lines = (await kubectl(...args)).trimEnd().split("\n");
    return lines.slice(1).map((line) => line.split(/\s+/).filter(Boolean));
  };

  beforeAll(async () => {
    server = startEmbedded();
    await Bun.write(kubeconfig, kubeconfigText("test", { url: server.url }));
    client = createClient(createTransport({ url: server.url }, "test"));
    expect(await kubectl("top", "nodes")).toContain("Metrics API not available");
    parts = [await playNodes(client, CONFIGURATION), await playControlPlane(client)];
    const node = { metadata: { name: "n0", labels: { load: "200m" } } };
    await client.create<NodeObject>(resources.nodes, node);
    await kubectl("create", "deployment", "busy", "--image=x", "--replicas=1");
    await kubectl("set", "resources", "deployment/busy", "--requests=cpu=100m");
    await kubectl("rollout", "status", "deployment/busy", "--timeout=60s");
  }, WITHIN_MS);

  afterAll(async () => {
    for (const part of parts) await part.stop();
    client.close();
    await server.stop();
    folder[Symbol.dispose]();
  }, WITHIN_MS);

  test(
    "is printed by kubectl top",
    async () => {
      await eventually(
        async () =>
          (await kubectl("get", "apiservices", "v1beta1.metrics.k8s.io")).includes("True"),
        "metrics.k8s.io is served",
      );
      let printed: string[][] = [];
      await eventually(async () => {
        printed = await rows("top", "pods", "-l", "app=busy", "--containers", "--sort-by=cpu");
        return printed.length === 1 && printed[0]?.length === 4;
      }, "there are figures of the pod");
      const [[pod = "", container, cores, memory] = []] = printed;
      expect([pod.startsWith("busy-"), container, memory]).toEqual([true, "x", "64Mi"]);
      // Not to the last figure: the machine that runs tests is late at times.
      expect(Number.parseInt(cores ?? "")).toBeWithin(150, 250);
      const [[node, ofNode] = []] = await rows("top", "nodes");
      expect([node, Number.parseInt(ofNode ?? "") > 100]).toEqual(["n0", true]);
      expect(await kubectl("top", "pod", "none")).toContain('"default/none" not found');
    },
    WITHIN_MS,
  );

  test(
    "scales a Deployment with the real HorizontalPodAutoscaler",
    async () => {
      await kubectl("autoscale", "deployment", "busy", "--cpu=50%", "--min=1", "--max=4");
      const manager = Bun.spawn(
        [realProgram("kube-controller-manager"), `--kubeconfig=${kubeconfig}`, ...CONTROLLER],
        { stdout: "ignore", stderr: "ignore" },
      );
      try {
        const replicas = (count: number, what: string) =>
          eventually(
            async () => (await rows("get", "deployment", "busy"))[0]?.[1] === `${count}/${count}`,
            what,
          );
        await replicas(4, "the busy Deployment grows to its maximum");
        await kubectl("label", "node", "n0", "load=10m", "--overwrite");
        await replicas(1, "the idle Deployment shrinks to its minimum");
      } finally {
        manager.kill("SIGKILL");
        await manager.exited;
      }
    },
    2 * WITHIN_MS,
  );
});

async function eventually(holds: () => Promise<boolean>, what: string): Promise<void> {
  const endMs = performance.now() + WITHIN_MS;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`not within ${WITHIN_MS} ms: ${what}`);
    await Bun.sleep(200);
  }
}
