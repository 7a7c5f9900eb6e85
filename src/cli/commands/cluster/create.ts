// kwokbench cluster create: a cluster with a name, up and ready, and a context for it.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { buildCommand } from "@stricli/core";
import { addContext, createCluster } from "../../../lifecycle/index.ts";
import { portNumber, wholeNumber } from "../../parsers.ts";
import type { Program } from "../../program.ts";
import {
  type KubeconfigFlags,
  contextOf,
  kubeconfigFlags,
  userKubeconfig,
} from "./kubeconfig-flag.ts";
import { admissionOf } from "../../roles/admission-flags.ts";
import { type NameFlags, folderOf, nameFlags } from "./name-flag.ts";
import { type ServerFlags, serverFlags, serverOf } from "./server-flags.ts";
import { type WaitFlags, waitFlags } from "./wait-flag.ts";

interface Flags extends NameFlags, WaitFlags, KubeconfigFlags, ServerFlags {
  readonly provider: "embedded" | "binary";
  readonly scheduler: string;
  readonly controllerManager: string;
  readonly stages: readonly string[];
  readonly controllers: number;
  readonly port?: number;
  readonly nodeLeaseDurationSeconds: number;
  readonly seed: number;
}

/** What a lease is renewed by: a quarter of its duration, as the kubelet does. */
const RENEWALS_PER_LEASE = 4;

async function run(this: Program, flags: Flags): Promise<void> {
  const folder = folderOf(this, flags);
  const { provider, port, wait, seed } = flags;
  await createCluster(folder, {
    selfCommand: this.selfCommand,
    patienceMs: wait,
    port,
    request: {
      provider,
      seed,
      scheduler: playedBy(flags.scheduler, { none: { kind: "external" } }),
      controllerManager: playedBy(flags.controllerManager, { none: { kind: "none" } }),
      controller:
        flags.controllers === 0
          ? { kind: "external" }
          : { kind: "embedded", shards: flags.controllers },
      stages: stagesOf(flags.stages),
      lease: {
        durationSeconds: flags.nodeLeaseDurationSeconds,
        renewMs: (flags.nodeLeaseDurationSeconds * 1000) / RENEWALS_PER_LEASE,
      },
      apiServer: serverOf(provider, flags),
      admission: admissionOf(flags),
      kubeconfig: {},
      nodeSelector: "",
    },
  });
  const file = userKubeconfig(this, flags);
  if (file !== undefined) addContext(file, readFileSync(folder.kubeconfigFile, "utf8"));
  const context = file === undefined ? "" : `; context ${contextOf(flags.name)} in ${file}`;
  this.process.stdout.write(`cluster "${flags.name}" is ready${context}\n`);
}

type Played<None> =
  { readonly kind: "embedded" } | { readonly kind: "binary"; readonly path: string } | None;

/** `embedded`, `none`, or the program to run: a path, or a name to look for. */
function playedBy<None>(word: string, { none }: { readonly none: None }): Played<None> {
  if (word === "embedded") return { kind: "embedded" };
  if (word === "none") return none;
  return { kind: "binary", path: word.includes("/") ? resolve(word) : word };
}

/** One profile by its name; everything else is a file. */
function stagesOf(words: readonly string[]): { profile: string; files: readonly string[] } {
  const isFile = (word: string): boolean => /[/\\.]/.test(word);
  const profile = words.find((word) => !isFile(word)) ?? "none";
  return { profile, files: words.filter(isFile).map((file) => resolve(file)) };
}

export const clusterCreateCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      ...nameFlags,
      provider: {
        kind: "enum",
        values: ["embedded", "binary"],
        brief: "embedded: this program alone; binary: etcd and kube-apiserver",
        default: "embedded",
      },
      scheduler: {
        kind: "parsed",
        parse: String,
        brief: "embedded, none, or a program such as kube-scheduler",
        default: "embedded",
      },
      controllerManager: {
        kind: "parsed",
        parse: String,
        brief: "embedded, none, or a program such as kube-controller-manager",
        default: "embedded",
      },
      stages: {
        kind: "parsed",
        parse: String,
        brief:
          "Stage profile (fast, realistic, chaos, none) and Stage files; several are played together",
        variadic: true,
        default: ["fast"],
      },
      controllers: {
        kind: "parsed",
        parse: wholeNumber,
        brief: "Controllers that share the nodes; 0 plays no stages",
        default: "1",
      },
      port: {
        kind: "parsed",
        parse: portNumber,
        brief: "Port of the API server; default: a free one, kept for good",
        optional: true,
      },
      nodeLeaseDurationSeconds: {
        kind: "parsed",
        parse: wholeNumber,
        brief: "Duration of the nodes' leases",
        default: "40",
      },
      ...serverFlags,
      seed: {
        kind: "parsed",
        parse: wholeNumber,
        brief: "Seed of all random choices",
        default: "1",
      },
      ...waitFlags,
      ...kubeconfigFlags,
    },
  },
  docs: { brief: "Create a cluster that stays until it is deleted" },
});
