// Controllers as processes, on the embedded API server and on the real one: they share, one is killed and the others take
// over, one is told to end and ends in order; and nothing is played twice.

import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Client,
  type Reflector,
  createClient,
  createTransport,
  reflect,
} from "../../src/client/index.ts";
import { type Cluster, kubeconfigText } from "../../src/cluster/index.ts";
import { type PodObject, resources } from "../../src/kube/index.ts";
import { binary, emptyFolder } from "../e2e/program.ts";
import { openControlPlane } from "./control-plane.ts";
import { realProgramsInstalled } from "./programs.ts";

const WAIT_MS_MAX = 90_000;
const NODES = 12;

interface Controller {
  readonly process: Bun.Subprocess;
  readonly url: string;
}

/** Every pod that was ever seen: its address, and how often it became what it was not. */
class PodLog {
  readonly phases = new Map<string, string[]>();
  readonly addresses = new Map<string, string>();
  private readonly reflector: Reflector;

  constructor(client: Client) {
    this.reflector = reflect<PodObject>(
      client,
      resources.pods,
      {},
      {
        onEvents: (events) => {
          for (const { type, object } of events) if (type !== "DELETED") this.see(object);
        },
      },
    );
  }

  get running(): number {
    return [...this.phases.values()].filter((phases) => phases.includes("Running")).length;
  }

  /** Of no pod more than what was created and one change of it. */
  get versionsMost(): number {
    return Math.max(...[...this.phases.values()].map(({ length }) => length));
  }

  stop(): void {
    this.reflector.stop();
  }

  private see({ metadata, status }: PodObject): void {
    const phases = this.phases.get(metadata.name) ?? [];
    phases.push(status?.phase ?? "");
    this.phases.set(metadata.name, phases);
    if (typeof status?.["podIP"] === "string") this.addresses.set(metadata.name, status["podIP"]);
  }
}

async function eventually(holds: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const deadline = Date.now() + WAIT_MS_MAX;
  while (Date.now() < deadline) {
    if (await holds()) return;
    await Bun.sleep(50);
  }
  throw new Error(`never came to pass: ${what}`);
}

const servers = [
  ["embedded", "embedded", true],
  ["real", "binary", realProgramsInstalled("etcd", "kube-apiserver")],
] as const;

for (const [name, provider, isInstalled] of servers)
  describe.skipIf(!isInstalled)(`controllers on the ${name} API server`, () => {
    let folder: ReturnType<typeof emptyFolder>;
    let cluster: Cluster;
    let client: Client;
    let pods: PodLog;
    let made = 0;
    let controllers: Controller[] = [];

    beforeAll(async () => {
      folder = emptyFolder();
      cluster = await openControlPlane(provider, folder.path);
      client = createClient(createTransport(cluster.endpoint, "test"));
      writeFileSync(join(folder.path, "config"), kubeconfigText(name, cluster.endpoint), {
        mode: 0o600,
      });
      for (let index = 0; index < NODES; index++)
        await client.create(resources.nodes, { metadata: { name: `n${index}` } });
    }, 120_000);
    afterEach(async () => {
      pods.stop();
      for (const { process } of controllers) process.kill("SIGKILL");
      await Promise.all(controllers.map(({ process }) => process.exited));
      controllers = [];
    });
    afterAll(async () => {
      client?.close();
      await cluster?.dispose();
      folder?.[Symbol.dispose]();
    });

    async function start(...more: readonly string[]): Promise<Controller> {
      const child = Bun.spawn(
        [
          binary,
          "controller",
          `--kubeconfig=${join(folder.path, "config")}`,
          "--stages=fast",
          "--manage-all-nodes",
          "--listen=127.0.0.1:0",
          "--json",
          ...more,
        ],
        { cwd: folder.path, stdin: "ignore", stdout: "pipe", stderr: "ignore" },
      );
      const { value } = await child.stdout.getReader().read();
      const { url } = JSON.parse(new TextDecoder().decode(value)) as { url: string };
      const controller = { process: child, url };
      controllers.push(controller);
      return controller;
    }

    async function nodesOf({ url }: Controller): Promise<number> {
      const response = await fetch(`${url}/kwokbench/metrics.json`);
      return ((await response.json()) as { nodesManaged: number }).nodesManaged;
    }

    async function make(count: number): Promise<void> {
      for (let index = 0; index < count; index++) {
        const spec = { nodeName: `n${made % NODES}`, containers: [{ name: "c", image: "i" }] };
        await client.create(resources.pods, { metadata: { name: `p${made++}` }, spec }, "default");
      }
    }

    test("three share; one is killed and the others take over", async () => {
      pods = new PodLog(client);
      const [first, ...others] = await Promise.all([1, 2, 3].map(() => start("--shard=auto")));
      const total = async (some: readonly Controller[]): Promise<number> =>
        (await Promise.all(some.map(nodesOf))).reduce((sum, count) => sum + count, 0);
      await eventually(
        async () => (await total([first!, ...others])) === NODES,
        "all nodes are had",
      );
      await make(40);
      await eventually(() => pods.running === made, "all run");
      first!.process.kill("SIGKILL");
      await make(40);
      await eventually(() => pods.running === made, "those of the dead one run as well");
      expect(await total(others)).toBe(NODES);
      expect(pods.versionsMost).toBe(2);
      expect(new Set(pods.addresses.values()).size).toBe(made);
    }, 240_000);

    test("one is told to end: it ends in order, and the next goes on from there", async () => {
      pods = new PodLog(client);
      const leaving = await start();
      const before = made;
      const making = make(80);
      await eventually(() => pods.running > before + 10, "it is at work");
      leaving.process.kill("SIGTERM");
      expect(await leaving.process.exited).toBe(0);
      await making;
      await start();
      await eventually(() => pods.running === made, "all run");
      expect(pods.versionsMost).toBe(2);
      expect(new Set(pods.addresses.values()).size).toBe(made);
    }, 240_000);
  });
