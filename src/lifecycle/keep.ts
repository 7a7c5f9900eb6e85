// The keeper of a named cluster: a process that holds the cluster's processes until it is told to stop or one of them ends.

import { mkdirSync, rmSync } from "node:fs";
import type { Logger } from "../base/index.ts";
import {
  type Cluster,
  ifFree,
  kubeconfigText,
  openCluster,
  tokenOf,
  writeSecret,
} from "../cluster/index.ts";
import type { ClusterFolder } from "./folder.ts";
import { readSpec } from "./spec.ts";
import type { KeeperAnswer, KeeperState } from "./state.ts";

export interface KeepContext {
  readonly selfCommand: readonly string[];
  readonly version: string;
  readonly logger: Logger;
  /** Aborted when the keeper shall stop. */
  readonly signal: AbortSignal;
}

/** Opens the cluster, calls `ready`, and keeps it; resolves with a sentence if the cluster ended by itself. */
export async function keepCluster(
  folder: ClusterFolder,
  context: KeepContext,
  ready: () => void,
): Promise<string | undefined> {
  const spec = readSpec(folder);
  mkdirSync(folder.runDirectory, { recursive: true });
  const { port, kubeletPorts } = spec;
  const server = { port, keepsData: true, kubeletPorts: kubeletPorts?.map(ifFree) };
  const cluster = await openCluster(
    { ...spec.request, server },
    { ...context, directory: folder.runDirectory },
  );
  const stop = Promise.withResolvers<undefined>();
  context.signal.addEventListener("abort", () => stop.resolve(undefined));
  const control = serveControl(folder.name, cluster, () => stop.resolve(undefined));
  try {
    const { endpoint } = cluster;
    const name = `kwokbench-${folder.name}`;
    const text = kubeconfigText(name, endpoint, await tokenOf(endpoint));
    await writeSecret(folder.kubeconfigFile, text);
    await writeSecret(folder.stateFile, JSON.stringify(control.state));
    ready();
    return await Promise.race([stop.promise, cluster.failed]);
  } finally {
    await cluster.dispose();
    rmSync(folder.stateFile, { force: true });
    await control.close();
  }
}

function serveControl(
  name: string,
  cluster: Cluster,
  stop: () => void,
): { readonly state: KeeperState; close(): Promise<void> } {
  const token = crypto.randomUUID();
  const startedAt = new Date().toISOString();
  const answer = (): KeeperAnswer => ({
    name,
    startedAt,
    serverUrl: cluster.endpoint.url,
    serverVersion: cluster.serverVersion,
    components: cluster.components,
  });
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      if (request.headers.get("authorization") !== `Bearer ${token}`)
        return new Response("this is the keeper of a kwokbench cluster\n", { status: 401 });
      const { pathname } = new URL(request.url);
      if (pathname === "/status") return Response.json(answer());
      if (pathname !== "/stop" || request.method !== "POST")
        return new Response("unknown\n", { status: 404 });
      stop();
      return new Response("stopping\n", { status: 202 });
    },
  });
  return {
    state: { pid: process.pid, controlUrl: server.url.href.replace(/\/$/, ""), token },
    close: () => server.stop(true),
  };
}
