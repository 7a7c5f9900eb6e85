// kwokbench cluster create: a cluster with a name, up and ready, and a context for it.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { buildCommand } from "@stricli/core";
import type { ClusterRequest } from "../../../cluster/index.ts";
import { addContext, createCluster } from "../../../lifecycle/index.ts";
import { portNumber, wholeNumber } from "../../flags/parsers.ts";
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
    timeoutMs: wait,
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

/** Words with a dot or a slash are files, the others profiles: the first is the main one. */
function stagesOf(words: readonly string[]): ClusterRequest["stages"] {
  const isFile = (word: string): boolean => /[/\\.]/.test(word);
  const [profile = "none", ...extras] = words.filter((word) => !isFile(word));
  return { profile, extras, files: words.filter(isFile).map((file) => resolve(file)) };
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
          "Stage profile (fast, realistic, chaos, volumes, dra, none) or Stage file; repeatable, all apply",
        variadic: true,
        default: ["fast"],
      },
      controllers: {
        kind: "parsed",
        parse: wholeNumber,
        brief: "Number of stage controllers that share the nodes; 0 for none",
        default: "1",
      },
      port: {
        kind: "parsed",
        parse: portNumber,
        brief: "Port of the API server, kept over restarts; default: a free one",
        optional: true,
      },
      nodeLeaseDurationSeconds: {
        kind: "parsed",
        parse: wholeNumber,
        brief: "Lease duration of the nodes",
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
  docs: { brief: "Create a cluster and add it to your kubeconfig" },
});
