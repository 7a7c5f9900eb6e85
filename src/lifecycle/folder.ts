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
  /** What the cluster is to be; see ClusterSpec. */
  readonly specFile: string;
  /** What its keeper says of it while it runs. */
  readonly stateFile: string;
  readonly kubeconfigFile: string;
  /** Of the processes: their logs, certificates and data. */
  readonly runDirectory: string;
  readonly keeperLog: string;
}

export function clustersHome(environment: Readonly<Record<string, string | undefined>>): string {
  return join(environment["KWOKBENCH_HOME"] ?? join(homedir(), ".kwokbench"), "clusters");
}

/** Refuses names that could not be a folder and a context. */
export function clusterFolder(home: string, name: string): ClusterFolder {
  if (!NAME.test(name))
    fail(
      `"${name}" cannot be the name of a cluster`,
      "use at most 63 small letters, digits and dashes, as in nightly-1",
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

/** Of all clusters there are, sorted. */
export function clusterNames(home: string): readonly string[] {
  if (!existsSync(home)) return [];
  return readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(home, entry.name, "cluster.json")))
    .map(({ name }) => name)
    .sort();
}
