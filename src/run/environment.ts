// The machine a run was made on: without it no figure means anything.

import { arch, cpus, hostname, release, totalmem, type } from "node:os";
import type { Cluster } from "../cluster/index.ts";
import type { Environment } from "../result/index.ts";

export function environmentOf(
  cluster: Cluster,
  about: {
    readonly version: string;
    readonly provider: string;
    readonly nodes: number;
    readonly clusterReadySeconds: number;
    readonly calibration: number;
  },
): Environment {
  const processors = cpus();
  return {
    host: hostname(),
    os: `${type()} ${release()} ${arch()}`,
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryBytes: totalmem(),
    versions: {
      kwokbench: about.version,
      bun: Bun.version,
      ...Object.fromEntries(cluster.components.map(({ role, version }) => [role, version])),
      apiserver: cluster.serverVersion,
    },
    provider: about.provider,
    ...(cluster.apiServer && { apiServer: cluster.apiServer }),
    nodes: about.nodes,
    clusterReadySeconds: about.clusterReadySeconds,
    calibration: about.calibration,
  };
}
