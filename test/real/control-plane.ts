// A control plane for tests and benchmarks to bring their own players to.

import { silentLogger } from "../../src/base/index.ts";
import { type Cluster, type ClusterRequest, openCluster } from "../../src/cluster/index.ts";
import { binary } from "../e2e/program.ts";

export interface ControlPlaneOptions {
  readonly scheduler?: ClusterRequest["scheduler"];
  /** Undefined: nothing is kept. */
  readonly server?: ClusterRequest["server"];
  /** How to start the program in a role; the built one unless given. */
  readonly selfCommand?: readonly string[];
}

/** The API server alone (with its etcd, where it is the real one), its files in `directory`, which is there. */
export function openControlPlane(
  provider: "embedded" | "binary",
  directory: string,
  { scheduler = { kind: "external" }, server, selfCommand = [binary] }: ControlPlaneOptions = {},
): Promise<Cluster> {
  return openCluster(
    {
      provider,
      scheduler,
      server,
      controllerManager: { kind: "none" },
      controller: { kind: "external" },
      stages: { profile: "none", files: [] },
      lease: { durationSeconds: 40, renewMs: 10_000 },
      seed: 1,
      kubeconfig: {},
      nodeSelector: "",
    },
    {
      selfCommand,
      version: "test",
      directory,
      logger: silentLogger,
      signal: new AbortController().signal,
    },
  );
}
