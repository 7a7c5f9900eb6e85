// The cluster part: its defaults depend on the provider and on what the phases create.

import type { ClusterText } from "../schema/cluster.ts";
import type { Problems } from "../problems.ts";
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
  problems: Problems,
): ClusterSpec {
  const roles: Pick<ClusterText, "scheduler" | "controllerManager" | "nodeMonitorGrace"> =
    provider !== undefined && provider !== text.provider ? {} : text;
  const chosen = provider ?? text.provider;
  const foreign = isForeign(chosen);
  const scheduler = roles.scheduler ?? (foreign ? "external" : "embedded");
  const manager =
    roles.controllerManager ?? (foreign ? "external" : hasWorkloads ? "embedded" : "none");
  if (roles.nodeMonitorGrace !== undefined && (manager === "none" || manager === "external"))
    problems.add({
      path: ["spec", "cluster", "nodeMonitorGrace"],
      message: "the run starts no controller manager, so nobody heeds it",
      hint: "leave it out, or add controllerManager: embedded",
      at: "key",
    });
  return {
    provider: chosen,
    scheduler:
      typeof scheduler === "string"
        ? { kind: scheduler }
        : { kind: "binary", path: scheduler.binary, config: scheduler.config },
    controllerManager:
      typeof manager === "string" ? { kind: manager } : { kind: "binary", path: manager.binary },
    nodeMonitorGraceMs: roles.nodeMonitorGrace,
    controller: controllerOf(text.controller),
    apiServer: resolveApiServer(text, chosen),
    admission: text.admission,
  };
}

function controllerOf(controller: ClusterText["controller"]): ClusterSpec["controller"] {
  if (controller === "external") return { kind: "external" };
  return { kind: "embedded", shards: controller === "embedded" ? 1 : controller.shards };
}
