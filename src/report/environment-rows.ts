// What was measured on, as rows of two columns: for reports and for sign-offs.

import type { ApiServerSettings, Environment } from "../result/index.ts";
import { formatBytes, formatCount } from "./format.ts";

type Shown = Pick<
  Environment,
  "host" | "os" | "cores" | "cpu" | "memoryBytes" | "provider" | "nodes" | "apiServer"
>;

export function environmentRows(environment: Shown): string[][] {
  const { host, os, cores, cpu, memoryBytes, provider, nodes, apiServer } = environment;
  return [
    ["host", `${host}, ${os}`],
    ["machine", `${cores} × ${cpu}, ${formatBytes(memoryBytes)}`],
    ["cluster", `${provider}, ${formatCount(nodes)} nodes`],
    ...(apiServer ? [["API server", apiServerText(apiServer)]] : []),
  ];
}

function apiServerText(settings: ApiServerSettings): string {
  const { secure, durability, managedFields, admission } = settings;
  const plugins = [
    ...admission.enable.map((name) => `with ${name}`),
    ...admission.disable.map((name) => `without ${name}`),
  ];
  return [
    secure ? "HTTPS with tokens and RBAC" : "plain HTTP, no access control",
    `durability ${durability}`,
    `managedFields ${managedFields}`,
    `admission ${plugins.length === 0 ? "as usual" : plugins.join(", ")}`,
  ].join("; ");
}
