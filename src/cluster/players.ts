// The processes that play a part beside the API server: controllers, scheduler, controller manager.

import { fail } from "../base/index.ts";
import type { Children } from "./children.ts";
import { realProgram, schedulerConfiguration, waitHealthy } from "./programs.ts";
import type { ClusterContext, ClusterRequest } from "./types.ts";
import { join } from "node:path";

/** The flags that tell a role where its API server is. */
export function roleArguments(target: {
  readonly master?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}): string[] {
  return Object.entries(target).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
}

export interface PlayerTarget {
  /** Flags for our own roles. */
  readonly roleFlags: readonly string[];
  /** For real programs. */
  readonly kubeconfigFile: string;
}

/** Starts what the request asks for, side by side, and waits until each is ready. */
export async function startPlayers(
  request: ClusterRequest,
  context: ClusterContext,
  children: Children,
  target: PlayerTarget,
  manage: readonly string[] = ["--manage-all-nodes"],
): Promise<void> {
  const started: Promise<unknown>[] = [];
  if (request.controller.kind === "embedded")
    started.push(...startControllers(request, request.controller.shards, children, target, manage));
  if (request.scheduler.kind === "embedded") {
    const flags = ["--seed", String(request.seed), "--listen", "127.0.0.1:0"];
    started.push(children.startRole("scheduler", ["scheduler", ...target.roleFlags, ...flags]));
  } else if (request.scheduler.kind === "binary") {
    started.push(startRealScheduler(request.scheduler, context, children, target));
  }
  if (request.controllerManager.kind === "embedded") {
    const args = ["controller-manager", ...target.roleFlags, "--listen", "127.0.0.1:0"];
    started.push(children.startRole("controller-manager", args));
  } else if (request.controllerManager.kind === "binary") {
    started.push(startRealManager(request.controllerManager.path, context, children, target));
  }
  await Promise.all(started);
}

function startControllers(
  request: ClusterRequest,
  shards: number,
  children: Children,
  target: PlayerTarget,
  manage: readonly string[],
): Promise<unknown>[] {
  const { stages, lease, seed } = request;
  const flags = [
    ...target.roleFlags,
    ...manage,
    ...(stages.profile === "none" ? [] : ["--stages", stages.profile]),
    ...stages.files.flatMap((file) => ["--stages", file]),
    "--node-lease-duration-seconds",
    String(lease.durationSeconds),
    "--node-lease-renew",
    `${lease.renewMs}ms`,
    "--seed",
    String(seed),
    "--listen",
    "127.0.0.1:0",
  ];
  return Array.from({ length: shards }, (_, shard) => {
    const shardFlags = shards > 1 ? ["--shard", `${shard}/${shards}`] : [];
    const role = shards > 1 ? `controller-${shard}` : "controller";
    return children.startRole(role, ["controller", ...flags, ...shardFlags]);
  });
}

async function startRealScheduler(
  scheduler: { readonly path: string; readonly config?: string | undefined },
  context: ClusterContext,
  children: Children,
  target: PlayerTarget,
): Promise<void> {
  const program = await realProgram(scheduler.path);
  const config = await schedulerConfiguration(scheduler.config, target.kubeconfigFile);
  const file = join(context.directory, "kube-scheduler.json");
  await Bun.write(file, config);
  await startWithHealth(children, "scheduler", program, [`--config=${file}`]);
}

async function startRealManager(
  path: string,
  _context: ClusterContext,
  children: Children,
  target: PlayerTarget,
): Promise<void> {
  const program = await realProgram(path);
  await startWithHealth(children, "controller-manager", program, [
    `--kubeconfig=${target.kubeconfigFile}`,
    "--leader-elect=false",
    // The default of 20 requests a second is what would be measured otherwise.
    "--kube-api-qps=10000",
    "--kube-api-burst=20000",
    "--concurrent-deployment-syncs=50",
    "--concurrent-replicaset-syncs=50",
    "--concurrent-job-syncs=50",
    "--concurrent-gc-syncs=50",
  ]);
}

async function startWithHealth(
  children: Children,
  role: string,
  program: { readonly path: string; readonly version: string },
  flags: readonly string[],
): Promise<void> {
  const port = await freePort();
  const child = children.startProgram(role, program.version, [
    program.path,
    ...flags,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
  ]);
  const ended = child.ended.then((how) => fail(how, `see ${child.logFile}`));
  await Promise.race([waitHealthy(`https://127.0.0.1:${port}/healthz`), ended]);
}

/** A port nobody listens at now. Another process may take it before its user does: the caller sees that fail. */
export async function freePort(): Promise<number> {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  return port;
}
