// kwokbench cluster kubeconfig, and kubectl with it.

import { readFileSync } from "node:fs";
import { buildCommand } from "@stricli/core";
import { exitCodes, fail } from "../../../base/index.ts";
import { type ClusterFolder, statusOf } from "../../../lifecycle/index.ts";
import type { Program } from "../../program.ts";
import { type NameFlags, homeOf, nameFlags } from "./name-flag.ts";

async function runningFolder(program: Program, { name }: NameFlags): Promise<ClusterFolder> {
  const { folder, running } = await statusOf(homeOf(program), name);
  if (running) return folder;
  return fail(
    `the cluster "${name}" is stopped`,
    `start it with \`kwokbench cluster start --name ${name}\``,
    exitCodes.incomplete,
  );
}

async function kubeconfig(this: Program, flags: NameFlags): Promise<void> {
  const { kubeconfigFile } = await runningFolder(this, flags);
  this.process.stdout.write(readFileSync(kubeconfigFile, "utf8"));
}

async function kubectl(this: Program, flags: NameFlags, ...words: string[]): Promise<void> {
  const { kubeconfigFile } = await runningFolder(this, flags);
  const program = Bun.which("kubectl");
  if (!program) fail("kubectl was not found", "put it on PATH");
  const child = Bun.spawn([program, `--kubeconfig=${kubeconfigFile}`, ...words], {
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  });
  this.process.exitCode = await child.exited;
}

export const clusterKubeconfigCommand = buildCommand({
  func: kubeconfig,
  parameters: { flags: nameFlags },
  docs: { brief: "Print the cluster's kubeconfig" },
});

export const clusterKubectlCommand = buildCommand({
  func: kubectl,
  parameters: {
    flags: nameFlags,
    positional: {
      kind: "array",
      parameter: {
        parse: String,
        brief: "Arguments of kubectl; write -- before its flags",
        placeholder: "words",
      },
    },
  },
  docs: { brief: "Run kubectl against the cluster: kwokbench cluster kubectl -- get pods -A" },
});

export { runningFolder };
