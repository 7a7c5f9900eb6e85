// kwokbench cluster delete: the cluster, its folder and its context are gone.

import { buildCommand } from "@stricli/core";
import {
  clusterFolder,
  clusterNames,
  deleteCluster,
  removeContext,
} from "../../../lifecycle/index.ts";
import type { Program } from "../../program.ts";
import {
  type KubeconfigFlags,
  contextOf,
  kubeconfigFlags,
  userKubeconfig,
} from "./kubeconfig-flag.ts";
import { type NameFlags, homeOf, nameFlags } from "./name-flag.ts";
import { type WaitFlags, waitFlags } from "./wait-flag.ts";

interface Flags extends NameFlags, WaitFlags, KubeconfigFlags {
  readonly all: boolean;
}

async function run(this: Program, flags: Flags): Promise<void> {
  const home = homeOf(this);
  const file = userKubeconfig(this, flags);
  for (const name of flags.all ? clusterNames(home) : [flags.name]) {
    await deleteCluster(clusterFolder(home, name), flags.wait);
    if (file !== undefined) removeContext(file, contextOf(name));
    this.process.stdout.write(`cluster "${name}" is deleted\n`);
  }
}

export const clusterDeleteCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      ...nameFlags,
      all: { kind: "boolean", brief: "Delete all clusters", default: false },
      ...waitFlags,
      ...kubeconfigFlags,
    },
  },
  docs: { brief: "Stop a cluster and delete its data" },
});
