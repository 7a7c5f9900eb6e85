// The cluster part: its defaults depend on the provider and on what the phases create.

import type { ClusterText } from "../schema/cluster.ts";
import type { ClusterSpec } from "../types.ts";
import { resolveApiServer } from "./api-server.ts";

export type Provider = ClusterSpec["provider"];

/** Whether a provider's cluster may have nodes and components that are not kwokbench's. */
export function isForeign(provider: Provider): boolean {
  return provider === "kubeconfig" || provider === "kind";
}

/**
 * `provider` overrides the text's (a --kubeconfig flag); the roles of such a cluster are then its own.
 */
export function resolveCluster(
  text: ClusterText,
  provider: Provider | undefined,
  hasWorkloads: boolean,
): ClusterSpec {
  const roles: Pick<ClusterText, "scheduler" | "controllerManager"> =
    provider !== undefined && provider !== text.provider ? {} : text;
  const chosen = provider ?? text.provider;
  const foreign = isForeign(chosen);
  const scheduler = roles.scheduler ?? (foreign ? "external" : "embedded");
  const manager =
    roles.controllerManager ?? (foreign ? "external" : hasWorkloads ? "embedded" : "none");
  return {
    provider: chosen,
    scheduler:
      typeof scheduler === "string"
        ? { kind: scheduler }
        : { kind: "binary", path: scheduler.binary, config: scheduler.config },
    controllerManager:
      typeof manager === "string" ? { kind: manager } : { kind: "binary", path: manager.binary },
    controller: controllerOf(text.controller),
    apiServer: resolveApiServer(text, chosen),
    admission: text.admission,
  };
}

function controllerOf(controller: ClusterText["controller"]): ClusterSpec["controller"] {
  if (controller === "external") return { kind: "external" };
  return { kind: "embedded", shards: controller === "embedded" ? 1 : controller.shards };
}
