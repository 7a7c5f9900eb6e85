// kwokbench cluster stop: its processes end, its data stays.

import { buildCommand } from "@stricli/core";
import { stopCluster } from "../../../lifecycle/index.ts";
import type { Program } from "../../program.ts";
import { type NameFlags, folderOf, nameFlags } from "./name-flag.ts";
import { type WaitFlags, waitFlags } from "./wait-flag.ts";

async function run(this: Program, flags: NameFlags & WaitFlags): Promise<void> {
  const stopped = await stopCluster(folderOf(this, flags), flags.wait);
  this.process.stdout.write(`cluster "${flags.name}" ${stopped ? "is stopped" : "did not run"}\n`);
}

export const clusterStopCommand = buildCommand({
  func: run,
  parameters: { flags: { ...nameFlags, ...waitFlags } },
  docs: { brief: "Stop a cluster and keep its data" },
});
