// kwokbench cluster list and status: which there are, and how each does.

import { buildCommand } from "@stricli/core";
import Table from "cli-table3";
import { exitCodes } from "../../../base/index.ts";
import { processUsage } from "../../../cluster/index.ts";
import { type ClusterStatus, clusterNames, statusOf } from "../../../lifecycle/index.ts";
import type { Program } from "../../program.ts";
import { type NameFlags, homeOf, nameFlags } from "./name-flag.ts";

interface JsonFlags {
  readonly json: boolean;
}

const jsonFlags = {
  json: { kind: "boolean", brief: "Print JSON", default: false },
} as const;

const PLAIN = { chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" } };

async function list(this: Program, flags: JsonFlags): Promise<void> {
  const home = homeOf(this);
  const all = await Promise.all(clusterNames(home).map((name) => statusOf(home, name)));
  if (flags.json) return write(this, `${JSON.stringify(all.map(documentOf))}\n`);
  if (all.length === 0)
    return write(this, "there are no clusters; `kwokbench cluster create` makes one\n");
  const table = new Table({ head: ["name", "provider", "state", "server", "version"], ...PLAIN });
  for (const { folder, spec, running } of all)
    table.push([
      folder.name,
      spec.request.provider,
      running ? "running" : "stopped",
      running?.serverUrl ?? "",
      running?.serverVersion ?? "",
    ]);
  write(this, `${table.toString()}\n`);
}

/** Exit code 5 where it is stopped: for scripts. */
async function status(this: Program, flags: NameFlags & JsonFlags): Promise<void> {
  const found = await statusOf(homeOf(this), flags.name);
  if (!found.running) this.process.exitCode = exitCodes.incomplete;
  if (flags.json) return write(this, `${JSON.stringify(documentOf(found))}\n`);
  const { running } = found;
  if (!running) return write(this, `cluster "${flags.name}" is stopped\n`);
  const table = new Table({ head: ["component", "version", "pid", "CPU", "memory"], ...PLAIN });
  for (const { role, version, pid } of running.components) {
    const usage = processUsage(pid);
    table.push([
      role,
      version,
      String(pid),
      usage ? `${usage.cpuSeconds.toFixed(1)} s` : "ended",
      usage ? `${Math.round(usage.rssBytes / 1e6)} MB` : "",
    ]);
  }
  write(
    this,
    `cluster "${flags.name}" has run since ${running.startedAt} at ${running.serverUrl} (${running.serverVersion})\n${table.toString()}\n`,
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
  docs: { brief: "List the clusters there are" },
});

export const clusterStatusCommand = buildCommand({
  func: status,
  parameters: { flags: { ...nameFlags, ...jsonFlags } },
  docs: { brief: "Say how a cluster and each of its components does" },
});
