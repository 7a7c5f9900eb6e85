// kwokbench apiserver: the embedded API server alone, for kubectl, controllers and schedulers of your own.

import { buildCommand } from "@stricli/core";
import { ADMISSION_PLUGINS, startApiServer } from "../../apiserver/index.ts";
import { fail, messageOf } from "../../base/index.ts";
import { kubeconfigText } from "../../cluster/index.ts";
import { type Listen, listenAddress } from "../parsers.ts";
import type { Program } from "../program.ts";
import { type RoleFlags, roleFlags, serveRole } from "./role.ts";

interface Flags extends RoleFlags {
  readonly listen: Listen;
  readonly writeKubeconfig?: string;
  readonly enableAdmissionPlugins?: readonly string[];
  readonly disableAdmissionPlugins?: readonly string[];
}

async function run(this: Program, flags: Flags): Promise<void> {
  const { hostname, port } = flags.listen;
  refuseOpenAddress(hostname);
  const handle = listenOrFail(() =>
    startApiServer({
      hostname,
      port,
      logger: this.logger,
      admission: {
        enabled: flags.enableAdmissionPlugins ?? [],
        disabled: flags.disableAdmissionPlugins ?? [],
      },
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

/** `LimitRanger,ResourceQuota`. */
function admissionPlugins(text: string): readonly string[] {
  const known = ADMISSION_PLUGINS.map(({ name }) => name);
  const names = text.split(",").filter((name) => name !== "");
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new SyntaxError(
      `there is no admission plugin "${unknown}"; there are ${known.join(", ")}`,
    );
  return names;
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
      enableAdmissionPlugins: {
        kind: "parsed",
        parse: admissionPlugins,
        brief: "Admission plugins to run besides the usual ones, separated by commas",
        optional: true,
      },
      disableAdmissionPlugins: {
        kind: "parsed",
        parse: admissionPlugins,
        brief: "Admission plugins that are not to run, separated by commas",
        optional: true,
      },
    },
  },
  docs: { brief: "Run the embedded API server" },
});
