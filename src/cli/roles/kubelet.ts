// The simulated kubelet beside the controller, by kwok's flag names.

import { FailureError, type KeyAndCertificate, type StatusPages, fail } from "../../base/index.ts";
import type { Client } from "../../client/index.ts";
import { type ControllerHandle, type Manage, prometheusText } from "../../controller/index.ts";
import {
  type KubeletHandle,
  type KubeletSettings,
  type NodeChoice,
  type SettingKind,
  isSettingKind,
  parseSettings,
  settingKinds,
  startKubelet,
} from "../../kubelet/index.ts";
import type { OtherDocument } from "../../stage/index.ts";
import type { Program } from "../program.ts";
import { readText } from "../files/text-files.ts";
import type { KubeletFlags } from "./kubelet-flags.ts";

/** What the kubelet goes by: settings from files, and kinds of settings kept in the cluster. */
export interface ReadSettings {
  readonly settings: KubeletSettings;
  readonly kinds: readonly SettingKind[];
}

/** `enabled` are KWOK's kinds that are read from the cluster. Throws FailureError with every located problem. */
export function readSettings(
  others: readonly OtherDocument[],
  enabled: readonly string[],
): ReadSettings {
  const { settings, diagnostics } = parseSettings(others);
  const unknown = enabled.filter((kind) => kind !== "Stage" && !isSettingKind(kind));
  const problems = unknown.map((kind) => ({
    message: `KWOK has no kind ${kind} to read from the cluster`,
    hint: `--enable-crds takes Stage, ${settingKinds.join(", ")}`,
  }));
  if (diagnostics.length + problems.length > 0)
    throw new FailureError([...diagnostics, ...problems]);
  return { settings, kinds: enabled.filter(isSettingKind) };
}

export interface KubeletInputs {
  readonly settings: ReadSettings;
  readonly manage: Manage;
  readonly client: Client;
}

/** Starts the kubelet where the flags want one. It is there before the controller, which tells nodes its port. */
export async function startKubeletRole(
  program: Program,
  flags: KubeletFlags,
  { settings, manage, client }: KubeletInputs,
  controller: () => ControllerHandle | undefined,
): Promise<KubeletHandle | undefined> {
  if (!flags.serverAddress) {
    if (settings.kinds.length > 0)
      program.logger.info(
        `${settings.kinds.join(", ")} are read by the simulated kubelet, which needs --server-address`,
      );
    return undefined;
  }
  const handle = await startKubelet({
    client,
    listen: flags.serverAddress,
    ...settings,
    nodes: nodesOf(manage),
    pages: pagesOf(controller),
    debuggingHandlers: flags.enableDebuggingHandlers,
    certificate: certificateOf(flags),
    logger: program.logger,
  });
  const { hostname } = flags.serverAddress;
  if (!isLoopback(hostname))
    program.logger.warn(
      `whoever reaches ${hostname}:${handle.port} can read simulated logs and run what the Exec objects allow: a simulated kubelet asks nobody who he is`,
    );
  return handle;
}

function isLoopback(hostname: string): boolean {
  return /^(127\.|::1$|localhost$)/.test(hostname);
}

function nodesOf(manage: Manage): NodeChoice {
  switch (manage.kind) {
    case "all":
      return {};
    case "selected":
      return { labelSelector: manage.labels, annotationSelector: manage.annotations };
    case "node":
      return { fieldSelector: `metadata.name=${manage.name}` };
  }
}

function pagesOf(controller: () => ControllerHandle | undefined): StatusPages {
  let isSynced = false;
  return {
    ready() {
      const handle = controller();
      if (handle && !isSynced) void handle.synced.then(() => (isSynced = true)).catch(() => {});
      return isSynced;
    },
    prometheus() {
      const handle = controller();
      return handle ? prometheusText(handle.metrics()) : "";
    },
    data: () => controller()?.metrics() ?? {},
  };
}

function certificateOf(flags: KubeletFlags): KeyAndCertificate | undefined {
  const { tlsCertFile, tlsPrivateKeyFile } = flags;
  if (tlsCertFile === undefined && tlsPrivateKeyFile === undefined) return undefined;
  if (tlsCertFile === undefined || tlsPrivateKeyFile === undefined)
    return fail(
      "a certificate and its key go together",
      "give --tls-cert-file and --tls-private-key-file",
    );
  return { cert: readText(tlsCertFile), key: readText(tlsPrivateKeyFile) };
}
