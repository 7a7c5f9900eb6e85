// kwokbench cluster scale KIND: creates and deletes objects of one set until it has the wanted number.

import { buildCommand } from "@stricli/core";
import {
  ResourceFinder,
  createClient,
  createTransport,
  endpointFromKubeconfig,
} from "../../../client/index.ts";
import { scaleTo } from "../../../lifecycle/index.ts";
import { builtInManifest, parseManifest } from "../../../scenario/index.ts";
import { wholeNumber } from "../../flags/parsers.ts";
import type { Program } from "../../program.ts";
import { endOnSignals } from "../../runs/signals.ts";
import { readText } from "../../files/text-files.ts";
import { runningFolder } from "./kubectl.ts";
import { type NameFlags, nameFlags } from "./name-flag.ts";

interface Flags extends NameFlags {
  readonly replicas: number;
  readonly profile?: string;
  readonly manifest?: string;
  readonly set?: string;
  readonly namespace: string;
}

async function run(this: Program, flags: Flags, kind: string): Promise<void> {
  const manifest =
    flags.manifest === undefined
      ? builtInManifest(kind, flags.profile)
      : parseManifest(readText(flags.manifest), flags.manifest);
  const { kubeconfigFile } = await runningFolder(this, flags);
  const endpoint = await endpointFromKubeconfig({ file: kubeconfigFile });
  const client = createClient(createTransport(endpoint, `kwokbench-cluster/${this.version}`));
  const signals = endOnSignals(this.process, (text) => this.process.stderr.write(`${text}\n`));
  try {
    const resource = await new ResourceFinder(client).find(
      String(manifest["apiVersion"]),
      String(manifest["kind"]),
    );
    const { created, deleted } = await scaleTo({
      client,
      resource,
      namespace: resource.namespaced ? flags.namespace : "",
      name: flags.set ?? resource.kind.toLowerCase(),
      replicas: flags.replicas,
      manifest,
      signal: signals.signal,
    });
    this.process.stdout.write(`${resource.plural}: ${created} created, ${deleted} deleted\n`);
  } finally {
    signals.dispose();
    client.close();
  }
}

export const clusterScaleCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      ...nameFlags,
      replicas: {
        kind: "parsed",
        parse: wholeNumber,
        brief: "Number of objects the set shall have",
      },
      profile: {
        kind: "parsed",
        parse: String,
        brief: "Built-in manifest of the kind: small, standard, large, …",
        optional: true,
      },
      manifest: {
        kind: "parsed",
        parse: String,
        brief: "YAML of one object; ${name}, ${namespace}, ${index} and ${zone} are replaced",
        placeholder: "file",
        optional: true,
      },
      set: {
        kind: "parsed",
        parse: String,
        brief: "Name of the set and prefix of its objects' names; default: the kind",
        optional: true,
      },
      namespace: {
        kind: "parsed",
        parse: String,
        brief: "Namespace of the objects",
        default: "default",
      },
    },
    aliases: { n: "namespace" },
    positional: {
      kind: "tuple",
      parameters: [{ parse: String, brief: "node, pod, deployment, …", placeholder: "kind" }],
    },
  },
  docs: { brief: "Scale a set of objects to a number of replicas" },
});
