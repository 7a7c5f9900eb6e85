// kwokbench controller: plays stages on any API server, with kwok's flag names where they mean the same.

import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { buildCommand } from "@stricli/core";
import { FailureError, fail } from "../../base/index.ts";
import {
  type ControllerHandle,
  type ControllerOptions,
  IN_FLIGHT_MAX_DEFAULT,
  type Manage,
  type Shard,
  startController,
} from "../../controller/index.ts";
import { checkStages, profileNames } from "../../stage/index.ts";
import { type Listen, durationMs, listenAddress, shardOf, wholeNumber } from "../flags/parsers.ts";
import { type Program, stderrLogger } from "../program.ts";
import { readStageSource } from "../stage/stage-source.ts";
import { type KubeletFlags, kubeletFlags } from "./kubelet-flags.ts";
import { type KwokFlags, kwokFlags, refuseKwokFlags } from "./kwok-flags.ts";
import { type KwokOptions, readKwokOptions } from "./kwok-configuration.ts";
import { type RoleFlags, roleFlags, serveRole } from "./role.ts";
import { type TargetFlags, connectTarget, targetFlags } from "./target.ts";

interface Flags extends RoleFlags, TargetFlags, KubeletFlags, KwokFlags {
  readonly stages?: readonly string[];
  readonly config?: readonly string[];
  readonly enableCrds?: readonly string[];
  readonly manageAllNodes?: boolean;
  readonly manageSingleNode?: string;
  readonly manageNodesWithLabelSelector?: string;
  readonly manageNodesWithAnnotationSelector?: string;
  readonly nodeLeaseDurationSeconds?: number;
  readonly nodeLeaseRenew?: number;
  readonly cidr?: string;
  readonly nodeIp?: string;
  readonly nodeName?: string;
  readonly nodePort?: number;
  readonly inFlight?: number;
  readonly seed: number;
  readonly shard?: Shard | { readonly team: string };
  readonly listen?: Listen;
}

/** A kubelet's. */
const LEASE_SECONDS_DEFAULT = 40;

function run(this: Program, flags: Flags): Promise<void> {
  refuseKwokFlags(flags);
  const logger = flags.verbosity ? stderrLogger(flags.verbosity) : this.logger;
  return runController({ ...this, logger }, flags);
}

async function runController(program: Program, given: Flags): Promise<void> {
  const sources = [...(given.stages ?? []), ...(given.config ?? [])].map(readStageSource);
  const stages = sources.flatMap((source) => source.stages);
  const others = sources.flatMap((source) => source.others);
  const { options, notices } = readKwokOptions(others);
  for (const notice of notices) program.logger.info(notice);
  const flags = withOptions(given, options);
  const kinds = enabledKinds(flags);
  const stageResources = kinds.includes("Stage");
  // The kubelet and what reads its settings weigh something, so they are loaded only where there is use for them.
  const isConfigured = others.length > 0 || kinds.some((kind) => kind !== "Stage");
  const kubeletRole =
    flags.serverAddress || isConfigured ? await import("./kubelet.ts") : undefined;
  const settings = kubeletRole?.readSettings(others, kinds);
  if (stages.length === 0 && !stageResources)
    fail("there are no stages to play", `give --stages ${profileNames.join("|")}, or a Stage file`);
  const problems = await checkStages(stages);
  if (problems.length > 0) throw new FailureError(problems);
  const manage = manageOf(flags);
  const client = await connectTarget(program, flags, "controller", { gathers: true });
  let handle: ControllerHandle | undefined;
  const kubelet =
    settings &&
    (await kubeletRole?.startKubeletRole(
      program,
      flags,
      { settings, manage, client },
      () => handle,
    ));
  handle = startController({
    client,
    stages,
    stageResources,
    manage,
    lease: leaseOf(flags),
    seed: flags.seed,
    logger: program.logger,
    inFlightMax: flags.inFlight,
    cidr: flags.cidr,
    nodeIp: flags.nodeIp,
    nodeName: flags.nodeName,
    nodePort: flags.nodePort ?? kubelet?.port,
    ...sharingOf(flags),
    listen: flags.listen,
    version: program.version,
  });
  await handle.synced;
  const controller = handle;
  const stop = async (): Promise<void> => {
    await Promise.all([controller.stop(), kubelet?.stop()]);
  };
  await serveRole(program, flags, "controller", { url: handle.url ?? kubelet?.url, stop });
}

/** What the flags say, and where they say nothing, the configuration. An empty flag says nothing, as with kwok. */
function withOptions(given: Flags, options: KwokOptions): Flags {
  const said = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== ""),
  ) as unknown as Flags;
  const { manageAllNodes, manageSingleNode, ...rest } = options;
  const { manageNodesWithLabelSelector, manageNodesWithAnnotationSelector, ...others } = rest;
  const choice = {
    manageAllNodes,
    manageSingleNode,
    manageNodesWithLabelSelector,
    manageNodesWithAnnotationSelector,
  };
  // Which nodes is one question: a flag that answers it leaves nothing of the configuration's answer.
  const isChosen = Object.keys(choice).some((name) => Boolean(said[name as keyof typeof choice]));
  const enableDebuggingHandlers =
    given.enableDebuggingHandlers && (options.enableDebuggingHandlers ?? true);
  const all = { ...others, ...(isChosen ? {} : choice), ...said, enableDebuggingHandlers };
  // As with kwok, a port for the nodes' kubelet is also where it listens; but on loopback, unless told otherwise.
  const serverAddress =
    all.serverAddress ??
    (all.nodePort === undefined ? undefined : { hostname: "127.0.0.1", port: all.nodePort });
  return { ...all, ...(serverAddress && { serverAddress }) };
}

/** Kinds of which the objects kept in the cluster are taken up. */
function enabledKinds({ enableCrds = [] }: Flags): readonly string[] {
  const kinds = enableCrds.flatMap((list) => list.split(",")).filter((kind) => kind !== "");
  return [...new Set(kinds)];
}

function manageOf(flags: Flags): Manage {
  const wanted: Manage[] = [];
  const { manageSingleNode, manageNodesWithLabelSelector: labels } = flags;
  const annotations = flags.manageNodesWithAnnotationSelector;
  if (flags.manageAllNodes) wanted.push({ kind: "all" });
  if (manageSingleNode !== undefined) wanted.push({ kind: "node", name: manageSingleNode });
  if (labels !== undefined || annotations !== undefined)
    wanted.push({ kind: "selected", labels, annotations });
  const [only] = wanted;
  if (only && wanted.length === 1) return only;
  return fail(
    wanted.length === 0 ? "no nodes are chosen" : "nodes are chosen in more than one way",
    "give --manage-all-nodes, or --manage-single-node, or --manage-nodes-with-label-selector, --manage-nodes-with-annotation-selector or both of these",
  );
}

/** `0/4`, or `auto` and `auto:NAME`. */
function shardOrTeam(text: string): Shard | { readonly team: string } {
  const team = /^auto(?::([a-z0-9-]{1,40}))?$/.exec(text);
  return team ? { team: team[1] ?? "default" } : shardOf(text);
}

function sharingOf({ shard }: Flags): Pick<ControllerOptions, "shard" | "team"> {
  if (!shard || !("team" in shard)) return { shard };
  return { team: { name: shard.team, identity: `${hostname()}-${randomUUID()}` } };
}

function leaseOf(flags: Flags): { durationSeconds: number; renewMs: number } | undefined {
  const durationSeconds = flags.nodeLeaseDurationSeconds ?? LEASE_SECONDS_DEFAULT;
  if (durationSeconds === 0) return undefined;
  // A quarter of the duration, as the kubelet and kwok renew.
  return { durationSeconds, renewMs: flags.nodeLeaseRenew ?? (durationSeconds * 1000) / 4 };
}

const text = (brief: string, placeholder?: string) =>
  ({
    kind: "parsed",
    parse: String,
    brief,
    optional: true,
    ...(placeholder && { placeholder }),
  }) as const;
const texts = (brief: string) =>
  ({ kind: "parsed", parse: String, brief, optional: true, variadic: true }) as const;
const number = (brief: string) =>
  ({ kind: "parsed", parse: wholeNumber, brief, optional: true }) as const;
const address = (brief: string) =>
  ({ kind: "parsed", parse: listenAddress, brief, optional: true }) as const;

export const controllerCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      ...targetFlags,
      ...roleFlags,
      ...kubeletFlags,
      ...kwokFlags,
      stages: texts(`Stage profile (${profileNames.join(", ")}), file or folder; repeatable`),
      config: texts("KWOK configuration file; repeatable"),
      enableCrds: texts(
        "KWOK kinds to read from the cluster too: Stage, Logs, ClusterLogs, …; repeatable or comma-separated",
      ),
      manageAllNodes: { kind: "boolean", brief: "Simulate every node", optional: true },
      manageSingleNode: text("Simulate this node only", "name"),
      manageNodesWithLabelSelector: text(
        "Simulate nodes that match this label selector",
        "selector",
      ),
      manageNodesWithAnnotationSelector: text(
        "Simulate nodes that match this annotation selector",
        "selector",
      ),
      nodeLeaseDurationSeconds: {
        kind: "parsed",
        parse: wholeNumber,
        brief: `Lease duration of the nodes; 0: no leases; default: ${LEASE_SECONDS_DEFAULT}`,
        optional: true,
      },
      nodeLeaseRenew: {
        kind: "parsed",
        parse: durationMs,
        brief: "How often a lease is renewed; default: a quarter of its duration",
        optional: true,
      },
      cidr: text("Pod address range for nodes without a podCIDR; default: 10.0.0.0/8"),
      nodeIp: text("Kubelet address in the status of nodes"),
      nodeName: text("Kubelet host name in the status of nodes"),
      nodePort: number("Kubelet port in the status of nodes"),
      inFlight: number(`Most requests in flight; default: ${IN_FLIGHT_MAX_DEFAULT}`),
      seed: {
        kind: "parsed",
        parse: wholeNumber,
        brief: "Seed of delays and weighted choices",
        default: "1",
      },
      shard: {
        kind: "parsed",
        parse: shardOrTeam,
        brief:
          "Share nodes with other controllers: auto (or auto:TEAM) among the live ones, or a fixed share: 0/4 is the first of four",
        optional: true,
      },
      listen: address("Address of /healthz and /metrics; default: none"),
    },
    aliases: { c: "config", v: "verbosity" },
  },
  docs: { brief: "Run the stage controller: simulates nodes and their pods on any API server" },
});
