// What each way of HTTP costs a Go client and the API server: pods created with client-go, 64 in flight, over plain HTTP, TLS
// with HTTP/1.1 and TLS with HTTP/2; and over our own client, which speaks HTTP/1.1. CPU a request on both sides, since
// machines are shared; the ways take turns. Needs Go.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, createTransport, endpointFromKubeconfig } from "../../src/client/index.ts";
import { processUsage } from "../../src/cluster/index.ts";
import { binary, must, root } from "../setup.ts";
import { median, micros, perSecond } from "./table.ts";

const IN_FLIGHT = 64;
const REQUESTS = 15_000;
const ROUNDS = 5;
const PODS = "/api/v1/namespaces/default/pods";

interface Way {
  readonly name: string;
  /** Which of SERVERS. */
  readonly server: string;
  /** Undefined: our own client. */
  readonly goEnvironment?: Readonly<Record<string, string>>;
}

/** Flags of the API server. Tokens only: Bun's HTTP server; with client certificates: node:http2. */
const SERVERS: Readonly<Record<string, readonly string[]>> = {
  plain: [],
  tokens: ["--secure"],
  certificates: ["--secure", "--client-certificates"],
};

const HTTP1 = { DISABLE_HTTP2: "true" };
const WAYS: readonly Way[] = [
  { name: "client-go, plain HTTP", server: "plain", goEnvironment: {} },
  { name: "client-go, TLS + HTTP/1.1", server: "tokens", goEnvironment: HTTP1 },
  { name: "client-go, TLS + HTTP/2", server: "tokens", goEnvironment: {} },
  { name: "client-go, TLS + HTTP/1.1, certificates", server: "certificates", goEnvironment: HTTP1 },
  { name: "client-go, TLS + HTTP/2, certificates", server: "certificates", goEnvironment: {} },
  { name: "our own client, plain HTTP", server: "plain" },
  { name: "our own client, TLS", server: "tokens" },
  { name: "our own client, TLS, certificates", server: "certificates" },
];

interface Round {
  readonly perSecond: number;
  readonly clientCpuSeconds: number;
  readonly serverCpuSeconds: number;
}

/** Prints a line for each way: medians over the rounds. */
export async function benchHttpVersions(): Promise<void> {
  if (!Bun.which("go")) return console.log("http-versions: skipped, Go is not on PATH");
  const folder = mkdtempSync(join(tmpdir(), "kwokbench-bench-"));
  const program = join(folder, "client-go");
  await must([
    "go",
    "build",
    "-C",
    join(root, "scripts", "bench", "client-go"),
    "-o",
    program,
    ".",
  ]);
  const servers = new Map<string, Server>();
  try {
    for (const [name, flags] of Object.entries(SERVERS))
      servers.set(name, await startServer(join(folder, name), flags));
    const rounds = new Map<Way, Round[]>(WAYS.map((way) => [way, []]));
    // The first round is to warm up.
    for (let round = 0; round <= ROUNDS; round++)
      for (const way of WAYS) {
        const server = servers.get(way.server);
        if (!server) continue;
        const figures = await measure(server, way, program, round);
        if (round > 0) rounds.get(way)?.push(figures);
      }
    print(rounds);
  } finally {
    for (const server of servers.values()) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Server {
  readonly pid: number;
  readonly kubeconfig: string;
  stop(): Promise<void>;
}

async function startServer(kubeconfig: string, flags: readonly string[]): Promise<Server> {
  const child = Bun.spawn(
    [binary, "apiserver", "--listen", "127.0.0.1:0", "--write-kubeconfig", kubeconfig, ...flags],
    { stdout: "pipe", stderr: "inherit" },
  );
  await child.stdout.getReader().read();
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await child.exited;
  };
  return { pid: child.pid, kubeconfig, stop };
}

async function measure(
  { pid, kubeconfig }: Server,
  { goEnvironment }: Way,
  program: string,
  round: number,
): Promise<Round> {
  const cpuOf = (): number => processUsage(pid)?.cpuSeconds ?? 0;
  const before = cpuOf();
  const sent = goEnvironment
    ? await createWithGo(program, kubeconfig, `round-${round}`, goEnvironment)
    : await createOurselves(kubeconfig, `round-${round}`);
  const serverCpuSeconds = (cpuOf() - before) / REQUESTS;
  await removePods(kubeconfig);
  return { ...sent, serverCpuSeconds };
}

async function createWithGo(
  program: string,
  kubeconfig: string,
  prefix: string,
  environment: Readonly<Record<string, string>>,
): Promise<Omit<Round, "serverCpuSeconds">> {
  const flags = { kubeconfig, requests: REQUESTS, "in-flight": IN_FLIGHT, prefix };
  const child = Bun.spawn(
    [program, ...Object.entries(flags).map(([name, value]) => `-${name}=${value}`)],
    { stdout: "pipe", stderr: "pipe", env: { ...process.env, ...environment } },
  );
  const [text, said] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  const report = JSON.parse(text || `{"failed": "${said}"}`) as {
    failed: number;
    seconds: number;
    clientCpuSeconds: number;
  };
  if (report.failed !== 0) throw new Error(`requests failed: ${report.failed}: ${said}`);
  return {
    perSecond: REQUESTS / report.seconds,
    clientCpuSeconds: report.clientCpuSeconds / REQUESTS,
  };
}

async function createOurselves(
  kubeconfig: string,
  prefix: string,
): Promise<Omit<Round, "serverCpuSeconds">> {
  const client = createClient(
    createTransport(await endpointFromKubeconfig({ file: kubeconfig }), "bench"),
  );
  const spec = { containers: [{ name: "main", image: "pause" }] };
  let next = 0;
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      for (let at = next++; at < REQUESTS; at = next++) {
        const metadata = { name: `${prefix}-${at}`, labels: { app: "bench" } };
        const body = JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata, spec });
        await client.text({ method: "POST", path: PODS, body });
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  client.close();
  return {
    perSecond: REQUESTS / seconds,
    clientCpuSeconds: (user + system) / 1e6 / REQUESTS,
  };
}

async function removePods(kubeconfig: string): Promise<void> {
  const client = createClient(
    createTransport(await endpointFromKubeconfig({ file: kubeconfig }), "bench"),
  );
  await client.discard({ method: "DELETE", path: `${PODS}?gracePeriodSeconds=0` });
  client.close();
}

function print(rounds: ReadonlyMap<Way, readonly Round[]>): void {
  console.log("\n## Ways of HTTP: pods created, 64 in flight\n");
  console.log(
    "| way | server CPU a request | client CPU a request | both | rate on this machine |",
  );
  console.log("|---|---|---|---|---|");
  for (const [{ name }, figures] of rounds) {
    const of = (read: (round: Round) => number): number => median(figures.map(read));
    const [server, client] = [of((r) => r.serverCpuSeconds), of((r) => r.clientCpuSeconds)];
    const cells = [server, client, server + client].map(micros);
    console.log(`| ${[name, ...cells, perSecond(of((r) => r.perSecond))].join(" | ")} |`);
  }
}
