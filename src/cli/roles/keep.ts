// Keeps a named cluster (see lifecycle): started by `kwokbench cluster start`, detached from whoever said so.

import { basename, dirname } from "node:path";
import { exitCodes } from "../../base/index.ts";
import { clusterFolder, keepCluster } from "../../lifecycle/index.ts";
import type { Program } from "../program.ts";

/** Ends this process when the cluster has ended. */
export async function keep(program: Program, path: string): Promise<never> {
  const { process, selfCommand, version, logger } = program;
  const ended = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => ended.abort());
  try {
    const folder = clusterFolder(dirname(path), basename(path));
    const context = { selfCommand, version, logger, signal: ended.signal };
    const how = await keepCluster(folder, context, () => logger.info("the cluster is ready"));
    if (how === undefined) return process.exit(exitCodes.pass);
    logger.error("the cluster has ended by itself", { how });
  } catch (error) {
    logger.error(error instanceof Error ? error.message : String(error));
  }
  return process.exit(exitCodes.incomplete);
}
