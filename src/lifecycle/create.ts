// Creating a named cluster: its folder, its port (kept for good), its first start. If that fails, the folder is removed.

import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fail } from "../base/index.ts";
import { freePort } from "../cluster/index.ts";
import type { ClusterFolder } from "./folder.ts";
import type { ClusterSpec } from "./spec.ts";
import { type StartOptions, startCluster } from "./start-stop.ts";

export interface CreateOptions extends StartOptions {
  readonly request: ClusterSpec["request"];
  /** Of the API server; 0 or undefined picks a free one. */
  readonly port?: number | undefined;
}

/** Resolves when the cluster is ready. Rejects with FailureError where the name is taken or it does not start. */
export async function createCluster(folder: ClusterFolder, options: CreateOptions): Promise<void> {
  if (existsSync(folder.specFile))
    fail(
      `the cluster "${folder.name}" exists already`,
      `start it with \`kwokbench cluster start --name ${folder.name}\`, or choose another name`,
    );
  const { controller } = options.request;
  const controllers = controller.kind === "embedded" ? controller.shards : 0;
  const spec: ClusterSpec = {
    formatVersion: 1,
    createdAt: new Date().toISOString(),
    port: options.port || (await freePort()),
    kubeletPorts: await Promise.all(Array.from({ length: controllers }, () => freePort())),
    request: options.request,
  };
  mkdirSync(folder.path, { recursive: true, mode: 0o700 });
  writeFileSync(folder.specFile, `${JSON.stringify(spec, undefined, 2)}\n`);
  try {
    await startCluster(folder, options);
  } catch (error) {
    rmSync(folder.path, { recursive: true, force: true });
    throw error;
  }
}
