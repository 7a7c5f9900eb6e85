// kwokbench cluster logs COMPONENT: what a component has written.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { buildCommand } from "@stricli/core";
import { fail } from "../../../base/index.ts";
import { followLog, readSpec } from "../../../lifecycle/index.ts";
import type { Program } from "../../program.ts";
import { type NameFlags, folderOf, nameFlags } from "./name-flag.ts";

interface Flags extends NameFlags {
  readonly follow: boolean;
}

async function run(this: Program, flags: Flags, component: string): Promise<void> {
  const folder = folderOf(this, flags);
  readSpec(folder);
  const known = readdirSync(folder.runDirectory)
    .filter((name) => name.endsWith(".log"))
    .map((name) => name.slice(0, -".log".length));
  const file = join(folder.runDirectory, `${component}.log`);
  if (!known.includes(component) || !existsSync(file))
    fail(`the cluster has no component "${component}"`, `choose one of ${known.join(", ")}`);
  const ended = new AbortController();
  this.process.once("SIGINT", () => ended.abort());
  await followLog(file, { follow: flags.follow, signal: ended.signal }, (bytes) =>
    this.process.stdout.write(bytes),
  );
}

export const clusterLogsCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      ...nameFlags,
      follow: { kind: "boolean", brief: "Keep printing as the log grows", default: false },
    },
    aliases: { f: "follow" },
    positional: {
      kind: "tuple",
      parameters: [
        {
          parse: String,
          brief: "apiserver, controller, scheduler, …, keeper",
          placeholder: "component",
        },
      ],
    },
  },
  docs: { brief: "Print a component's log" },
});
