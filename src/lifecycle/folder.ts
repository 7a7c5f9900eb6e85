// Where named clusters live: $KWOKBENCH_HOME, or ~/.kwokbench; a folder each.

import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fail } from "../base/index.ts";

/** A DNS label, as it becomes the name of a kubeconfig context. */
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

export interface ClusterFolder {
  readonly name: string;
  readonly path: string;
  /** A ClusterSpec as JSON. */
  readonly specFile: string;
  /** A KeeperState as JSON; exists while the cluster runs. */
  readonly stateFile: string;
  readonly kubeconfigFile: string;
  /** Logs, certificates and data of the processes. */
  readonly runDirectory: string;
  readonly keeperLog: string;
}

export function clustersHome(environment: Readonly<Record<string, string | undefined>>): string {
  return join(environment["KWOKBENCH_HOME"] ?? join(homedir(), ".kwokbench"), "clusters");
}

/** The paths of a cluster's files. Throws FailureError for a name that could not be a folder and a context. */
export function clusterFolder(home: string, name: string): ClusterFolder {
  if (!NAME.test(name))
    fail(
      `"${name}" is not a valid cluster name`,
      "use at most 63 lower-case letters, digits and dashes, as in nightly-1",
    );
  const path = join(home, name);
  const runDirectory = join(path, "run");
  return {
    name,
    path,
    specFile: join(path, "cluster.json"),
    stateFile: join(path, "state.json"),
    kubeconfigFile: join(path, "kubeconfig"),
    runDirectory,
    keeperLog: join(runDirectory, "keeper.log"),
  };
}

/** The names of all clusters, sorted. */
export function clusterNames(home: string): readonly string[] {
  if (!existsSync(home)) return [];
  return readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(home, entry.name, "cluster.json")))
    .map(({ name }) => name)
    .sort();
}
