// kwokbench scheduler: the embedded scheduler alone, against any API server.

import { buildCommand } from "@stricli/core";
import { startScheduler } from "../../scheduler/index.ts";
import { type Listen, listenAddress, wholeNumber } from "../flags/parsers.ts";
import type { Program } from "../program.ts";
import { type RoleFlags, roleFlags, serveRole } from "./role.ts";
import { type TargetFlags, connectTarget, targetFlags } from "./target.ts";

interface Flags extends RoleFlags, TargetFlags {
  readonly name: string;
  readonly seed: number;
  readonly listen?: Listen;
}

async function run(this: Program, flags: Flags): Promise<void> {
  const client = await connectTarget(this, flags, "scheduler");
  const { name, seed, listen } = flags;
  const handle = startScheduler({
    client,
    logger: this.logger,
    name,
    seed,
    ...(listen && { listen }),
  });
  await handle.synced;
  await serveRole(this, flags, "scheduler", handle);
}

export const schedulerCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      ...targetFlags,
      ...roleFlags,
      name: {
        kind: "parsed",
        parse: String,
        brief: "Schedules pods with this spec.schedulerName",
        default: "default-scheduler",
      },
      seed: {
        kind: "parsed",
        parse: wholeNumber,
        brief: "Seed that breaks ties between nodes",
        default: "1",
      },
      listen: {
        kind: "parsed",
        parse: listenAddress,
        brief: "Address of /healthz and /metrics; default: none",
        optional: true,
      },
    },
  },
  docs: { brief: "Run the embedded scheduler against any API server" },
});
