// The parts of a cluster that tests need beside an API server, played by ours in this process: kubelets, scheduler, controllers.

import { silentLogger } from "../../src/base/index.ts";
import type { Client } from "../../src/client/index.ts";
import { startController } from "../../src/controller/index.ts";
import { type KubeletHandle, parseSettings, startKubelet } from "../../src/kubelet/index.ts";
import { startManager } from "../../src/manager/index.ts";
import { startScheduler } from "../../src/scheduler/index.ts";
import { parseStages, profileStages } from "../../src/stage/index.ts";

export interface Part {
  stop(): Promise<void>;
}

/** Simulated kubelets for all nodes, configured by a KWOK file; returns what stops them. */
export async function playNodes(client: Client, configuration: string): Promise<Part> {
  const { settings } = parseSettings(parseStages(configuration, "kwok.yaml").others);
  const kubelet: KubeletHandle = await startKubelet({
    client,
    listen: { hostname: "127.0.0.1", port: 0 },
    settings,
    nodes: {},
    pages: { ready: () => true, prometheus: () => "", data: () => ({}) },
    debuggingHandlers: true,
  });
  const controller = startController({
    client,
    stages: profileStages("fast"),
    manage: { kind: "all" },
    seed: 1,
    nodePort: kubelet.port,
    lease: { durationSeconds: 40, renewMs: 10_000 },
    logger: silentLogger,
  });
  await controller.synced;
  return together([controller, kubelet]);
}

/** Our scheduler and our controllers. */
export async function playControlPlane(client: Client): Promise<Part> {
  const scheduler = startScheduler({ client, logger: silentLogger, seed: 1 });
  const manager = startManager({ client, logger: silentLogger });
  await Promise.all([scheduler.synced, manager.synced]);
  return together([manager, scheduler]);
}

function together(parts: readonly Part[]): Part {
  return {
    async stop() {
      for (const part of parts) await part.stop();
    },
  };
}
