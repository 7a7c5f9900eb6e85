// kwokbench cluster start: a stopped cluster again, with everything that was in it.

import { readFileSync } from "node:fs";
import { buildCommand } from "@stricli/core";
import { addContext, startCluster } from "../../../lifecycle/index.ts";
import type { Program } from "../../program.ts";
import { type KubeconfigFlags, kubeconfigFlags, userKubeconfig } from "./kubeconfig-flag.ts";
import { type NameFlags, folderOf, nameFlags } from "./name-flag.ts";
import { type WaitFlags, waitFlags } from "./wait-flag.ts";

async function run(this: Program, flags: NameFlags & WaitFlags & KubeconfigFlags): Promise<void> {
  const folder = folderOf(this, flags);
  const { selfCommand } = this;
  const started = await startCluster(folder, { selfCommand, timeoutMs: flags.wait });
  const file = userKubeconfig(this, flags);
  if (file !== undefined) addContext(file, readFileSync(folder.kubeconfigFile, "utf8"));
  const what = started ? "is ready" : "ran already";
  this.process.stdout.write(`cluster "${flags.name}" ${what}\n`);
}

export const clusterStartCommand = buildCommand({
  func: run,
  parameters: { flags: { ...nameFlags, ...waitFlags, ...kubeconfigFlags } },
  docs: { brief: "Start a stopped cluster" },
});
