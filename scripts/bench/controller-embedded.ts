// The controller on the embedded server, where the server is not what limits it: transitions, leases, memory.

import { createClient, createTransport } from "../../src/client/index.ts";
import { resources } from "../../src/kube/index.ts";
import { binary } from "../setup.ts";
import { READY, RUNNING, benchNodes, benchPods } from "./controller-objects.ts";
import { type Work, cpuOf, createAll, rssOf } from "./drive.ts";
import { type Row, megabytes, percent, perSecond, printTable } from "./table.ts";

const LEASES_WATCHED_MS = 20_000;

interface Role {
  readonly pid: number;
  readonly url: string;
  stop(): Promise<void>;
}

async function startRole(...args: readonly string[]): Promise<Role> {
  const child = Bun.spawn([binary, ...args, "--json"], { stdout: "pipe", stderr: "inherit" });
  const { value } = await child.stdout.getReader().read();
  const { url } = JSON.parse(new TextDecoder().decode(value).split("\n")[0]!) as { url: string };
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await child.exited;
  };
  return { pid: child.pid, url, stop };
}

function startController(master: string): Promise<Role> {
  return startRole(
    "controller",
    "--master",
    master,
    "--manage-all-nodes",
    "--stages",
    "fast",
    "--listen",
    "127.0.0.1:0",
  );
}

interface ControllerFigures {
  readonly plays: Readonly<Record<string, number>>;
  readonly leaseRenewals: number;
  readonly leasesLate: number;
}

async function figures({ url }: Role): Promise<ControllerFigures> {
  return (await (await fetch(`${url}/kwokbench/metrics.json`)).json()) as ControllerFigures;
}

/** Prints the table. */
export async function benchEmbedded(scale: number): Promise<void> {
  const count = (full: number): number => Math.round(full * scale);
  const rows = [
    ...(await benchTransitions(count(1_000), count(20_000))),
    ...(await benchLeasesAndMemory(count(10_000), count(100_000))),
  ];
  printTable("The controller on the embedded server", rows);
}

/** Pods that are all there when the controller starts: from the first that runs to the last. */
async function benchTransitions(nodes: number, pods: number): Promise<Row[]> {
  const server = await startRole("apiserver", "--listen", "127.0.0.1:0");
  const client = createClient(createTransport({ url: server.url }, "bench"));
  const work: Work = { client, resource: resources.pods, namespace: "default", pid: server.pid };
  const there = '{"type":"ADDED"';
  await createAll({ client, resource: resources.nodes, pid: server.pid }, benchNodes(nodes), there);
  await createAll(work, benchPods(pods, nodes), there);
  const controller = await startController(server.url);
  const startMs = performance.now();
  const before = (await figures(controller)).plays["pod-ready"] ?? 0;
  let played = before;
  while (played < pods) {
    await Bun.sleep(20);
    played = (await figures(controller)).plays["pod-ready"] ?? 0;
  }
  const rate = (pods - before) / ((performance.now() - startMs) / 1000);
  await controller.stop();
  await server.stop();
  return [
    {
      what: `transitions (${pods} pods on ${nodes} nodes, all there before)`,
      figure: perSecond(rate),
      bar: "≥ 6,000/s",
      met: rate >= 6_000,
    },
  ];
}

async function benchLeasesAndMemory(nodes: number, pods: number): Promise<Row[]> {
  const server = await startRole("apiserver", "--listen", "127.0.0.1:0");
  const client = createClient(createTransport({ url: server.url }, "bench"));
  const controller = await startController(server.url);
  const { pid } = controller;
  await createAll({ client, resource: resources.nodes, pid }, benchNodes(nodes), READY);
  // The first period makes the leases, spread over its length.
  await Bun.sleep(12_000);
  const [before, cpuBefore] = [await figures(controller), cpuOf(pid)];
  await Bun.sleep(LEASES_WATCHED_MS);
  const [after, cpuAfter] = [await figures(controller), cpuOf(pid)];
  const seconds = LEASES_WATCHED_MS / 1000;
  const share = (cpuAfter - cpuBefore) / seconds;
  const renewals = (after.leaseRenewals - before.leaseRenewals) / seconds;
  const work: Work = { client, resource: resources.pods, namespace: "default", pid };
  const tenth = Math.round(pods / 10);
  const all = benchPods(pods, nodes);
  await createAll(work, all.slice(0, tenth), RUNNING);
  const fewer = rssOf(pid);
  await createAll(work, all.slice(tenth), RUNNING);
  const more = rssOf(pid);
  await controller.stop();
  await server.stop();
  const memory = (what: string, bytes: number, max: number): Row => ({
    what: `memory with ${nodes} nodes and ${what} pods`,
    figure: megabytes(bytes),
    bar: `≤ ${megabytes(max)}`,
    met: bytes <= max,
  });
  return [
    {
      what: `${nodes} node leases: ${perSecond(renewals)}, ${after.leasesLate} late`,
      figure: `${percent(share)} of a core`,
      bar: "≤ 15 %, none late",
      met: share <= 0.15 && after.leasesLate === 0,
    },
    memory(`${tenth}`, fewer, 200e6),
    memory(`${pods}`, more, 400e6),
  ];
}
