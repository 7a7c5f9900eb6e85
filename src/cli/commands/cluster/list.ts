// kwokbench cluster list and status: which there are, and how each does.

import { buildCommand } from "@stricli/core";
import { exitCodes } from "../../../base/index.ts";
import { processUsage } from "../../../cluster/index.ts";
import { type ClusterStatus, clusterNames, statusOf } from "../../../lifecycle/index.ts";
import { plainTable } from "../../../report/index.ts";
import type { Program } from "../../program.ts";
import { type NameFlags, homeOf, nameFlags } from "./name-flag.ts";

interface JsonFlags {
  readonly json: boolean;
}

const jsonFlags = {
  json: { kind: "boolean", brief: "Print JSON", default: false },
} as const;

async function list(this: Program, flags: JsonFlags): Promise<void> {
  const home = homeOf(this);
  const all = await Promise.all(clusterNames(home).map((name) => statusOf(home, name)));
  if (flags.json) return write(this, `${JSON.stringify(all.map(documentOf))}\n`);
  if (all.length === 0)
    return write(this, "there are no clusters; `kwokbench cluster create` makes one\n");
  const rows = all.map(({ folder, spec, running }) => [
    folder.name,
    spec.request.provider,
    running ? "running" : "stopped",
    running?.serverUrl ?? "",
    running?.serverVersion ?? "",
  ]);
  write(this, plainTable(["name", "provider", "state", "server", "version"], rows));
}

/** Exit code 5 where it is stopped: for scripts. */
async function status(this: Program, flags: NameFlags & JsonFlags): Promise<void> {
  const found = await statusOf(homeOf(this), flags.name);
  if (!found.running) this.process.exitCode = exitCodes.incomplete;
  if (flags.json) return write(this, `${JSON.stringify(documentOf(found))}\n`);
  const { running } = found;
  if (!running) return write(this, `cluster "${flags.name}" is stopped\n`);
  const rows = running.components.map(({ role, version, pid }) => {
    const usage = processUsage(pid);
    const spent = usage
      ? [`${usage.cpuSeconds.toFixed(1)} s`, `${Math.round(usage.rssBytes / 1e6)} MB`]
      : ["ended", ""];
    return [role, version, String(pid), ...spent];
  });
  const { startedAt, serverUrl, serverVersion } = running;
  write(
    this,
    `cluster "${flags.name}" has run since ${startedAt} at ${serverUrl} (${serverVersion})\n` +
      plainTable(["component", "version", "pid", "CPU", "memory"], rows),
  );
}

function documentOf({ folder, spec, running }: ClusterStatus): unknown {
  return { name: folder.name, path: folder.path, provider: spec.request.provider, running };
}

function write({ process }: Program, text: string): void {
  process.stdout.write(text);
}

export const clusterListCommand = buildCommand({
  func: list,
  parameters: { flags: jsonFlags },
  docs: { brief: "List clusters" },
});

export const clusterStatusCommand = buildCommand({
  func: status,
  parameters: { flags: { ...nameFlags, ...jsonFlags } },
  docs: { brief: "Show the state of a cluster and of each component" },
});
