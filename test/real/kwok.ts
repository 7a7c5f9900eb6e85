// The real kwok and kwokbench's controller, started with the same words on the same real control plane.

import { existsSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Cluster, kubeconfigText } from "../../src/cluster/index.ts";
import { binary } from "../e2e/program.ts";
import { openControlPlane } from "./control-plane.ts";

export const KWOK_VERSION = "v0.8.0";
const READY_MS_MAX = 30_000;

/** `$KWOK_BIN`, PATH, or where scripts/kwok/install puts it; undefined when it is nowhere. */
export function kwokProgram(): string | undefined {
  const built = join(homedir(), ".cache", "kwokbench", "kwok", KWOK_VERSION, "kwok");
  const named = process.env["KWOK_BIN"] ?? Bun.which("kwok") ?? built;
  return existsSync(named) ? named : undefined;
}

/** The folder of the Stage files that kwok publishes, where its module was built; undefined elsewhere. */
export function kwokStages(): string | undefined {
  const modules = process.env["GOMODCACHE"] ?? join(homedir(), "go", "pkg", "mod");
  const folder = join(modules, "sigs.k8s.io", `kwok@${KWOK_VERSION}`, "kustomize", "stage");
  return existsSync(folder) ? folder : undefined;
}

/** Says once, in a clear line, what is missing. */
export function kwokInstalled(): boolean {
  const program = kwokProgram();
  if (!program)
    console.log(`skipped: kwok ${KWOK_VERSION} not installed; scripts/kwok/install builds it`);
  return program !== undefined;
}

export type Player = "kwok" | "kwokbench";

export interface PlayedCluster {
  readonly cluster: Cluster;
  readonly kubeconfig: string;
  readonly folder: string;
}

/** etcd and kube-apiserver alone, in a folder that is there. */
export async function openBareCluster(folder: string): Promise<PlayedCluster> {
  const directory = join(folder, "cluster");
  mkdirSync(directory);
  const cluster = await openControlPlane("binary", directory);
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, kubeconfigText("real", cluster.endpoint), { mode: 0o600 });
  return { cluster, kubeconfig, folder };
}

export interface StartedPlayer {
  readonly pid: number;
  readonly logFile: string;
  stop(): Promise<void>;
}

/** Waits until it serves. The words are kwok's; ours takes them as they are. */
export async function startPlayer(
  player: Player,
  { kubeconfig, folder }: Pick<PlayedCluster, "kubeconfig" | "folder">,
  configs: readonly string[],
): Promise<StartedPlayer> {
  const port = await freePort();
  const words = [
    `--kubeconfig=${kubeconfig}`,
    "--manage-all-nodes=true",
    "--manage-nodes-with-label-selector=",
    "--v=WARN",
    "--cidr=10.0.0.0/16",
    "--node-ip=192.168.1.1",
    "--node-name=simulated",
    `--node-port=${port}`,
    "--node-lease-duration-seconds=40",
    `--server-address=127.0.0.1:${port}`,
    ...configs.map((file) => `--config=${file}`),
  ];
  const command =
    player === "kwok" ? [kwokProgram() ?? "kwok", ...words] : [binary, "controller", ...words];
  const logFile = join(folder, `${player}-${port}.log`);
  const log = openSync(logFile, "w");
  const child = Bun.spawn(command, { cwd: folder, stdin: "ignore", stdout: log, stderr: log });
  const deadline = Date.now() + READY_MS_MAX;
  while (!(await isServing(port))) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`${player} did not start: ${await Bun.file(logFile).text()}`);
    await Bun.sleep(100);
  }
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await child.exited;
  };
  return { pid: child.pid, logFile, stop };
}

async function isServing(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const { port } = server;
  await server.stop(true);
  return port!;
}
