// kwokbench controller-manager: the embedded minimal controller manager alone, against any API server.

import { buildCommand } from "@stricli/core";
import { startManager } from "../../manager/index.ts";
import { type Listen, durationMs, listenAddress } from "../flags/parsers.ts";
import type { Program } from "../program.ts";
import { type RoleFlags, roleFlags, serveRole } from "./role.ts";
import { type TargetFlags, connectTarget, targetFlags } from "./target.ts";

interface Flags extends RoleFlags, TargetFlags {
  readonly listen?: Listen;
  readonly nodeMonitorGracePeriod?: number;
}

async function run(this: Program, flags: Flags): Promise<void> {
  const client = await connectTarget(this, flags, "controller-manager");
  const handle = startManager({
    client,
    logger: this.logger,
    nodeMonitorGraceMs: flags.nodeMonitorGracePeriod,
    ...(flags.listen && { listen: flags.listen }),
  });
  await handle.synced;
  await serveRole(this, flags, "controller-manager", handle);
}

export const controllerManagerCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      ...targetFlags,
      ...roleFlags,
      listen: {
        kind: "parsed",
        parse: listenAddress,
        brief: "Address of /healthz and /metrics; default: none",
        optional: true,
      },
      nodeMonitorGracePeriod: {
        kind: "parsed",
        parse: durationMs,
        brief: "How long a node may be silent before it is taken to be gone [50s]",
        optional: true,
      },
    },
  },
  docs: {
    brief: "Run the embedded controller manager: Deployments, ReplicaSets, Jobs, node lifecycle",
  },
});
