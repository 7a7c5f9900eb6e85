// The components beside the API server: stage controllers, scheduler, controller manager.

import { join } from "node:path";
import { fail } from "../base/index.ts";
import type { Children } from "./children.ts";
import { realProgram, schedulerConfiguration, waitHealthy } from "./programs.ts";
import type { ClusterContext, ClusterRequest } from "./types.ts";

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

/** How each component reaches the API server, and as whom. */
export interface ComponentTarget {
  /** Flags for our own roles. */
  readonly roleFlags: Readonly<Record<ComponentRole, readonly string[]>>;
  /** For real programs. */
  readonly kubeconfigFile: Readonly<Record<Exclude<ComponentRole, "controller">, string>>;
  /** More flags for a real controller manager. */
  readonly managerFlags?: readonly string[];
}

type ComponentRole = "controller" | "scheduler" | "controller-manager";

/** A target where all components are the same user. */
export function sameForAll(roleFlags: readonly string[], kubeconfigFile: string): ComponentTarget {
  return {
    roleFlags: { controller: roleFlags, scheduler: roleFlags, "controller-manager": roleFlags },
    kubeconfigFile: { scheduler: kubeconfigFile, "controller-manager": kubeconfigFile },
  };
}

export interface StartedComponents {
  /** Client limits of a real scheduler, if one was started (`qps` in requests per second). */
  readonly schedulerClient: { readonly qps: number; readonly burst: number } | undefined;
}

/** Starts the components that the request names, in parallel; resolves when each is ready. Rejects with FailureError. */
export async function startComponents(
  request: ClusterRequest,
  context: ClusterContext,
  children: Children,
  target: ComponentTarget,
  manage: readonly string[] = ["--manage-all-nodes"],
): Promise<StartedComponents> {
  const real =
    request.scheduler.kind === "binary"
      ? await schedulerConfiguration(request.scheduler.config, target.kubeconfigFile.scheduler)
      : undefined;
  const started: Promise<unknown>[] = [];
  if (request.controller.kind === "embedded")
    started.push(...startControllers(request, request.controller.shards, children, target, manage));
  if (request.scheduler.kind === "embedded") {
    const flags = ["--seed", String(request.seed), "--listen", "127.0.0.1:0"];
    const args = ["scheduler", ...target.roleFlags.scheduler, ...flags];
    started.push(children.startRole("scheduler", args));
  } else if (request.scheduler.kind === "binary" && real) {
    started.push(startRealScheduler(request.scheduler.path, real.text, context, children));
  }
  if (request.controllerManager.kind === "embedded") {
    const flags = target.roleFlags["controller-manager"];
    const args = [
      "controller-manager",
      ...flags,
      ...graceFlags(request),
      "--listen",
      "127.0.0.1:0",
    ];
    started.push(children.startRole("controller-manager", args));
  } else if (request.controllerManager.kind === "binary") {
    started.push(startRealManager(request.controllerManager.path, request, children, target));
  }
  await Promise.all(started);
  return { schedulerClient: real?.client };
}

function startControllers(
  request: ClusterRequest,
  shards: number,
  children: Children,
  target: ComponentTarget,
  manage: readonly string[],
): Promise<unknown>[] {
  const { stages, lease, seed, server } = request;
  const flags = [
    ...target.roleFlags.controller,
    ...manage,
    ...(stages.profile === "none" ? [] : ["--stages", stages.profile]),
    ...[...(stages.extras ?? []), ...stages.files].flatMap((file) => ["--stages", file]),
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
    // So that logs, exec and the nodes' metrics answer during a run.
    const kubelet = ["--server-address", `127.0.0.1:${server?.kubeletPorts?.[shard] ?? 0}`];
    return children.startRole(role, ["controller", ...flags, ...kubelet, ...shardFlags]);
  });
}

async function startRealScheduler(
  path: string,
  configuration: string,
  context: ClusterContext,
  children: Children,
): Promise<void> {
  const program = await realProgram(path);
  const file = join(context.directory, "kube-scheduler.json");
  await Bun.write(file, configuration);
  await startWithHealth(children, "scheduler", program, [`--config=${file}`]);
}

function graceFlags({ nodeMonitorGraceMs }: ClusterRequest): string[] {
  return nodeMonitorGraceMs === undefined
    ? []
    : [`--node-monitor-grace-period=${nodeMonitorGraceMs}ms`];
}

async function startRealManager(
  path: string,
  request: ClusterRequest,
  children: Children,
  target: ComponentTarget,
): Promise<void> {
  const program = await realProgram(path);
  await startWithHealth(children, "controller-manager", program, [
    `--kubeconfig=${target.kubeconfigFile["controller-manager"]}`,
    ...(target.managerFlags ?? []),
    ...graceFlags(request),
    "--leader-elect=false",
    // With the default limit of 20 requests per second a run would measure the limit.
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
  const command = [
    program.path,
    ...flags,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    // So that the runner can read the metrics without a user of its own.
    "--authorization-always-allow-paths=/healthz,/readyz,/livez,/metrics",
  ];
  const url = `https://127.0.0.1:${port}`;
  const child = children.startProgram(role, program.version, command, `${url}/metrics`);
  const ended = child.ended.then((how) => fail(how, `see ${child.logFile}`));
  await Promise.race([waitHealthy(`${url}/healthz`), ended]);
}

/** A port nobody listens at now. Another process may take it before its user does: the caller sees that fail. */
export async function freePort(): Promise<number> {
  return listenBriefly(0);
}

/** The port, or 0 where somebody else has it by now. */
export function ifFree(port: number): number {
  try {
    return listenBriefly(port);
  } catch {
    return 0;
  }
}

function listenBriefly(wanted: number): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: wanted, socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  return port;
}
