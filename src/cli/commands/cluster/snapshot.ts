// kwokbench cluster snapshot: all that is in a cluster as one file, and back. A running cluster stands still meanwhile.

import { buildCommand, buildRouteMap } from "@stricli/core";
import {
  type ClusterFolder,
  restoreSnapshot,
  saveSnapshot,
  startCluster,
  stopCluster,
} from "../../../lifecycle/index.ts";
import type { Program } from "../../program.ts";
import { type NameFlags, folderOf, nameFlags } from "./name-flag.ts";
import { type WaitFlags, waitFlags } from "./wait-flag.ts";

type Flags = NameFlags & WaitFlags;

/** Does `work` on the stopped cluster, and starts it again where it ran, also when `work` failed. */
async function standingStill(
  program: Program,
  flags: Flags,
  work: (folder: ClusterFolder) => Promise<void>,
): Promise<void> {
  const folder = folderOf(program, flags);
  const ran = await stopCluster(folder, flags.wait);
  try {
    await work(folder);
  } finally {
    const { selfCommand } = program;
    if (ran) await startCluster(folder, { selfCommand, timeoutMs: flags.wait });
  }
}

async function save(this: Program, flags: Flags, file: string): Promise<void> {
  await standingStill(this, flags, (folder) => saveSnapshot(folder, file));
  this.process.stdout.write(`cluster "${flags.name}" is saved in ${file}\n`);
}

async function restore(this: Program, flags: Flags, file: string): Promise<void> {
  await standingStill(this, flags, (folder) => restoreSnapshot(folder, file));
  this.process.stdout.write(`cluster "${flags.name}" is as ${file} has it\n`);
}

const parameters = {
  flags: { ...nameFlags, ...waitFlags },
  positional: {
    kind: "tuple",
    parameters: [{ parse: String, brief: "Archive (.tar.gz)", placeholder: "file" }],
  },
} as const;

export const clusterSnapshotRoutes = buildRouteMap<string, Program>({
  routes: {
    save: buildCommand({
      func: save,
      parameters,
      docs: { brief: "Save the cluster's data to a file" },
    }),
    restore: buildCommand({
      func: restore,
      parameters,
      docs: { brief: "Replace the cluster's data with a snapshot" },
    }),
  },
  docs: { brief: "Save and restore the data of a cluster" },
});
