// kubectl against simulated kubelets, through the embedded API server and through the real one: logs, exec, attach,
// port-forward, as users call them; over WebSockets and, where the server can, over SPDY.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import {
  type Client,
  type Endpoint,
  createClient,
  createTransport,
} from "../../src/client/index.ts";
import { kubeconfigText } from "../../src/cluster/index.ts";
import { type NodeObject, resources } from "../../src/kube/index.ts";
import { type StartedServer, startEmbedded, startReal } from "../conformance/servers.ts";
import { emptyFolder } from "../e2e/program.ts";
import { type Part, playNodes } from "./players.ts";
import { realProgram, realProgramsInstalled } from "./programs.ts";

const WITHIN_MS = 60_000;
const TEXT_BYTES = 1_000_000;

const target = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: async (request) => new Response(await request.text()),
});
afterAll(() => target.stop(true));

const CONFIGURATION = `
apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterExec
metadata: { name: shells }
spec:
  selector: { matchNamespaces: [default] }
  execs: [ { local: { workDir: /tmp, envs: [ { name: COLOUR, value: green } ] } } ]
---
apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterPortForward
metadata: { name: web }
spec: { forwards: [ { ports: [80], target: { address: 127.0.0.1, port: ${target.port} } } ] }
`;

const kubectls = [realProgram("kubectl"), Bun.which("kubectl")].filter(
  (path): path is string => path !== null,
);
const servers: readonly [
  string,
  (folder: string) => StartedServer | Promise<StartedServer>,
  string[],
][] = [
  ["the embedded API server", startEmbedded, ["kubectl"]],
  ["the real API server", startReal, ["kubectl", "kube-apiserver", "etcd"]],
];

for (const [name, start, programs] of servers)
  describe.skipIf(!realProgramsInstalled(...programs))(`kubectl on ${name}`, () => {
    const folder = emptyFolder();
    let server: StartedServer;
    let client: Client;
    let nodes: Part;

    beforeAll(async () => {
      server = await start(folder.path);
      const endpoint: Endpoint = { url: server.url, tls: server.tls };
      await Bun.write(join(folder.path, "kubeconfig"), kubeconfigText("test", endpoint));
      client = createClient(createTransport(endpoint, "test"));
      nodes = await startNodes(client);
    }, WITHIN_MS);

    afterAll(async () => {
      await nodes.stop();
      client.close();
      await server.stop();
      folder[Symbol.dispose]();
    }, WITHIN_MS);

    describe.each(kubectls)("%s", (kubectl) => {
      const spawn = (args: readonly string[], stdin = "", env: Record<string, string> = {}) =>
        Bun.spawn([kubectl, ...args], {
          stdin: Buffer.from(stdin),
          stdout: "pipe",
          stderr: "pipe",
          env: { ...process.env, ...env, KUBECONFIG: join(folder.path, "kubeconfig") },
        });
      const run = async (args: readonly string[], stdin?: string, env?: Record<string, string>) => {
        const child = spawn(args, stdin, env);
        const [out, error] = await Promise.all([
          new Response(child.stdout).text(),
          new Response(child.stderr).text(),
        ]);
        return { out, error, code: await child.exited };
      };

      test(
        "logs",
        async () => {
          const { out } = await run(["logs", "web", "--timestamps", "--tail=1"]);
          expect(out).toMatch(/^\d{4}-\d\d-\d\dT\S+Z \S/);
          expect((await run(["logs", "none"])).error).toContain('pods "none" not found');
          expect((await run(["logs", "web", "--previous"])).error).toContain("previous terminated");
        },
        WITHIN_MS,
      );

      test(
        "logs -f, from one line to the next",
        async () => {
          const child = spawn(["logs", "-f", "--tail=1", "web"]);
          expect(await firstLines(child.stdout, 2)).toMatch(/ \d+ s\n$/);
          child.kill();
        },
        WITHIN_MS,
      );

      test(
        "exec",
        async () => {
          const script = "echo $COLOUR; echo oh >&2; exit 3";
          const { out, error, code } = await run(["exec", "web", "--", "sh", "-c", script]);
          expect([out, error.split("\n")[0], code]).toEqual(["green\n", "oh", 3]);
          const text = "x".repeat(TEXT_BYTES);
          expect((await run(["exec", "-i", "web", "--", "cat"], text)).out).toBe(text);
          const { error: why } = await run(["exec", "web", "-n", "quiet", "--", "ls"]);
          expect(why).toContain("of kind Exec or ClusterExec");
        },
        WITHIN_MS,
      );

      test(
        "exec -it, on a terminal of its size",
        async () => {
          let screen = "";
          const child = Bun.spawn([kubectl, "exec", "-it", "web", "--", "sh"], {
            env: { ...process.env, KUBECONFIG: join(folder.path, "kubeconfig") },
            terminal: {
              cols: 101,
              rows: 33,
              data: (_, bytes) => void (screen += new TextDecoder().decode(bytes)),
            },
          });
          while (!/[$#] $/.test(screen)) await Bun.sleep(20);
          child.terminal?.write("stty size; exit 5\n");
          expect(await child.exited).toBe(5);
          expect(screen).toContain("33 101");
        },
        WITHIN_MS,
      );

      test(
        "attach",
        async () => {
          const child = spawn(["attach", "web"]);
          expect(await firstLines(child.stdout, 1)).toMatch(/^running for \d+ s\n$/);
          child.kill();
        },
        WITHIN_MS,
      );

      test(
        "port-forward, many connections at once and large",
        async () => {
          const child = spawn(["port-forward", "web", ":80"]);
          const line = await firstLines(child.stdout, 1);
          const [, port] = /127\.0\.0\.1:(\d+)/.exec(line) ?? [];
          const bodies = Array.from({ length: 20 }, (_, at) => `${at}`.repeat(10_000));
          const echo = async (body: string): Promise<string> =>
            (await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body })).text();
          expect(await Promise.all(bodies.map(echo))).toEqual(bodies);
          child.kill();
        },
        WITHIN_MS,
      );

      test(
        "top, where the server asks the kubelets; else it says that nobody serves its API",
        async () => {
          if (start !== startEmbedded) {
            expect((await run(["top", "pod"])).error).toContain("Metrics API not available");
            return;
          }
          // The first figures take a second after the first node.
          while (!(await run(["top", "pod", "web"])).out.includes("web")) await Bun.sleep(200);
        },
        WITHIN_MS,
      );

      test(
        "exec over SPDY, as before 1.31: where it cannot be had, a sentence says so",
        async () => {
          const env = { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: "false" };
          const words = ["exec", "web", "--", "sh", "-c", "pwd; exit 4"];
          const { out, error, code } = await run(words, "", env);
          // Bun's server hands out the bytes of an upgraded connection for WebSockets only.
          if (start === startEmbedded) expect(error).toContain("streams over WebSockets");
          else expect([out, code]).toEqual(["/tmp\n", 4]);
        },
        WITHIN_MS,
      );

      test(
        "exec where nodes say they take WebSockets",
        async () => {
          const status = { declaredFeatures: ["ExtendWebSocketsToKubelet"] };
          await client.patch(
            resources.nodes,
            { name: "n0" },
            "merge",
            { status },
            { subresource: "status" },
          );
          const { out, code } = await run(
            ["exec", "-i", "web", "--", "sh", "-c", "cat; exit 6"],
            "hi",
          );
          expect([out, code]).toEqual(["hi", 6]);
        },
        WITHIN_MS,
      );
    });
  });

/** A node with a kubelet, and a running pod in each of two namespaces. */
async function startNodes(client: Client): Promise<Part> {
  const nodes = await playNodes(client, CONFIGURATION);
  await client.create(resources.nodes, { metadata: { name: "n0" } });
  await client.create(resources.namespaces, { metadata: { name: "quiet" } });
  const spec = { nodeName: "n0", containers: [{ name: "app", image: "nginx" }] };
  for (const namespace of ["default", "quiet"]) {
    await client.create(resources.pods, { metadata: { name: "web" }, spec }, namespace);
    while (!(await isRunning(client, namespace))) await Bun.sleep(50);
  }
  return nodes;
}

async function isRunning(client: Client, namespace: string): Promise<boolean> {
  const node = await client.get<NodeObject>(resources.nodes, { name: "n0" });
  const pod = await client.get(resources.pods, { name: "web", namespace });
  return (
    node.status?.["daemonEndpoints"] !== undefined &&
    (pod["status"] as { phase?: string } | undefined)?.phase === "Running"
  );
}

/** The first so many lines. The stream stays open: a program whose output is closed may end. */
async function firstLines(stream: ReadableStream<Uint8Array>, count: number): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let lines: string[] = [];
  for (let text = ""; lines.length <= count; lines = text.split("\n")) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  reader.releaseLock();
  return `${lines.slice(0, count).join("\n")}\n`;
}
