// API servers to measure: the embedded one as a run starts it, the real one with etcd, each alone or under a real scheduler.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient, createTransport } from "../../src/client/index.ts";
import type { Cluster } from "../../src/cluster/index.ts";
import { type ControlPlaneOptions, openControlPlane } from "../../test/real/control-plane.ts";

export interface Server {
  readonly client: Client;
  /** The API server's process. */
  readonly pid: number;
  /** All of its processes: the real one's etcd too. */
  readonly pids: readonly number[];
  readonly cluster: Cluster;
}

/** Starts it, uses it, ends it whatever happens. */
export async function withServer<T>(
  provider: "embedded" | "binary",
  use: (server: Server) => Promise<T>,
  options: Pick<ControlPlaneOptions, "scheduler" | "server"> = {},
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "kwokbench-bench-"));
  const cluster = await openControlPlane(provider, folder, options);
  const client = createClient(createTransport(cluster.endpoint, "bench"));
  try {
    const ofServer = cluster.components.filter(
      ({ role }) => role === "apiserver" || role === "etcd",
    );
    return await use({
      client,
      cluster,
      pid: ofServer.find(({ role }) => role === "apiserver")!.pid,
      pids: ofServer.map(({ pid }) => pid),
    });
  } finally {
    client.close();
    await cluster.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}
