// The real kube-controller-manager and kube-scheduler with their defaults, on an API server; pods are played by ours.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startApiServer } from "../../../src/apiserver/index.ts";
import { silentLogger } from "../../../src/base/index.ts";
import { type Client, createClient, createTransport } from "../../../src/client/index.ts";
import { kubeconfigText } from "../../../src/cluster/index.ts";
import { startController } from "../../../src/controller/index.ts";
import { resources } from "../../../src/kube/index.ts";
import { profileStages } from "../../../src/stage/index.ts";
import type { StartedServer } from "../../conformance/servers.ts";
import { emptyFolder } from "../../e2e/program.ts";
import { realProgram } from "../programs.ts";

const NODES = 3;

export interface ControlPlane {
  readonly client: Client;
  /** The lines of the programs' logs, by program. */
  logs(): Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

type Start = (folder: string) => StartedServer | Promise<StartedServer>;

/** The embedded API server; by default it stands in for a controller manager where it can. */
export const embedded =
  (standsIn = true): Start =>
  () =>
    startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger, standsIn });

/** `flags` are the controller manager's. */
export async function startControlPlane(
  flags: readonly string[],
  startServer = embedded(),
): Promise<ControlPlane> {
  const folder = emptyFolder();
  const server = await startServer(folder.path);
  const { url, tls } = server;
  const kubeconfig = join(folder.path, "kubeconfig");
  writeFileSync(kubeconfig, kubeconfigText("soak", { url, tls }));
  const client = createClient(createTransport({ url, tls }, "soak"));
  const controller = startController({
    client,
    stages: profileStages("fast"),
    manage: { kind: "selected", labels: "!idle" },
    seed: 1,
    lease: { durationSeconds: 40, renewMs: 10_000 },
    logger: silentLogger,
  });
  await controller.synced;
  for (let at = 0; at < NODES; at++) {
    const labels = { "kubernetes.io/os": "linux", feat: "none" };
    await client.create(resources.nodes, { metadata: { name: `n${at}`, labels } });
  }
  const start = (program: string, own: readonly string[]) => {
    const log = join(folder.path, `${program}.log`);
    const child = Bun.spawn(
      // The default ports may be taken on a machine that runs several tests.
      [realProgram(program), `--kubeconfig=${kubeconfig}`, "--secure-port=0", ...own],
      { stdout: "ignore", stderr: Bun.file(log) },
    );
    return { program, log, child };
  };
  const volumePlugins = `--flex-volume-plugin-dir=${join(folder.path, "volume-plugins")}`;
  const programs = [
    start("kube-controller-manager", [volumePlugins, ...flags]),
    start("kube-scheduler", []),
  ];
  return {
    client,
    logs: () =>
      Object.fromEntries(programs.map(({ program, log }) => [program, readFileSync(log, "utf8")])),
    async stop() {
      for (const { child } of programs) {
        child.kill("SIGKILL");
        await child.exited;
      }
      await controller.stop();
      client.close();
      await server.stop();
      folder[Symbol.dispose]();
    },
  };
}
