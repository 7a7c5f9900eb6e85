// kwokbench apiserver: the embedded API server alone, for kubectl, controllers and schedulers of your own.

import { buildCommand } from "@stricli/core";
import { startApiServer } from "../../apiserver/index.ts";
import { fail, messageOf } from "../../base/index.ts";
import { kubeconfigText } from "../../cluster/index.ts";
import { type Listen, listenAddress } from "../parsers.ts";
import type { Program } from "../program.ts";
import { type RoleFlags, roleFlags, serveRole } from "./role.ts";

interface Flags extends RoleFlags {
  readonly listen: Listen;
  readonly writeKubeconfig?: string;
  readonly disableAdmissionPlugins?: string;
}

async function run(this: Program, flags: Flags): Promise<void> {
  const { hostname, port } = flags.listen;
  refuseOpenAddress(hostname);
  const handle = listenOrFail(() =>
    startApiServer({
      hostname,
      port,
      logger: this.logger,
      disabledAdmission: flags.disableAdmissionPlugins?.split(",") ?? [],
    }),
  );
  if (flags.writeKubeconfig !== undefined)
    await Bun.write(flags.writeKubeconfig, kubeconfigText("kwokbench", { url: handle.url }));
  await serveRole(this, flags, "apiserver", handle);
}

/** Plain HTTP means that whoever connects is an administrator. */
function refuseOpenAddress(hostname: string): void {
  if (/^(127\.|::1$|localhost$)/.test(hostname)) return;
  fail(
    `the API server would give everyone who reaches ${hostname} full rights: it listens without TLS and authentication`,
    "listen on 127.0.0.1",
  );
}

function listenOrFail<T>(start: () => T): T {
  try {
    return start();
  } catch (error) {
    if ((error as { code?: string }).code !== "EADDRINUSE") throw error;
    return fail(`the port is in use: ${messageOf(error)}`, "choose another, or 0 for a free one");
  }
}

export const apiserverCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      ...roleFlags,
      listen: {
        kind: "parsed",
        parse: listenAddress,
        brief: "Address to listen at; port 0 picks a free one",
        default: "127.0.0.1:8080",
      },
      writeKubeconfig: {
        kind: "parsed",
        parse: String,
        brief: "File to write a kubeconfig to",
        optional: true,
      },
      disableAdmissionPlugins: {
        kind: "parsed",
        parse: String,
        brief: "Admission plugins that are not to run, separated by commas",
        optional: true,
      },
    },
  },
  docs: { brief: "Run the embedded API server" },
});
