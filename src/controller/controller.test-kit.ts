// A controller on a faulty server, and the little a test does to it.

import { silentLogger } from "../base/index.ts";
import { createClient, createTransport } from "../client/index.ts";
import type { KubeObject } from "../kube/index.ts";
import { parseStages, profileStages } from "../stage/index.ts";
import { startController } from "./controller.ts";
import { FaultyServer } from "./faulty-server.test-kit.ts";
import type { ControllerHandle, ControllerOptions } from "./options.ts";

const WAIT_MS_MAX = 30_000;
const LOOK_MS = 5;

export class Cluster {
  readonly server = new FaultyServer();
  readonly controllers: ControllerHandle[] = [];

  /** Starts a controller, with the fast profile unless told otherwise, and waits until it is synced. */
  async start(options: Partial<ControllerOptions> = {}): Promise<ControllerHandle> {
    const controller = startController({
      client: createClient(createTransport({ url: this.server.url }, "controller-test")),
      stages: profileStages("fast"),
      manage: { kind: "all" },
      seed: 1,
      logger: silentLogger,
      ...options,
    });
    this.controllers.push(controller);
    await controller.synced;
    return controller;
  }

  node(name: string, metadata: object = {}, fields: object = {}): Promise<KubeObject> {
    return this.server.call("POST", "/api/v1/nodes", {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name, ...metadata },
      ...fields,
    });
  }

  pod(name: string, nodeName: string, metadata: object = {}): Promise<KubeObject> {
    return this.server.call("POST", "/api/v1/namespaces/default/pods", {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, ...metadata },
      spec: { nodeName, containers: [{ name: "main", image: "app:1" }] },
    });
  }

  get(path: string): Promise<KubeObject> {
    return this.server.call("GET", path);
  }

  async phase(pod: string): Promise<string | undefined> {
    const { status } = await this.get(`/api/v1/namespaces/default/pods/${pod}`);
    return (status as { phase?: string }).phase;
  }

  /** Requests that write, as `PATCH /path`. */
  writes(): string[] {
    return this.server.seen
      .filter(({ method }) => method !== "GET")
      .map(({ method, path }) => `${method} ${path}`);
  }

  async stop(): Promise<void> {
    await Promise.all(this.controllers.map((controller) => controller.stop()));
    await this.server.stop();
  }
}

export async function eventually(
  holds: () => Promise<boolean> | boolean,
  what: string,
): Promise<void> {
  const deadline = Date.now() + WAIT_MS_MAX;
  while (Date.now() < deadline) {
    if (await holds()) return;
    await Bun.sleep(LOOK_MS);
  }
  throw new Error(`never came to pass: ${what}`);
}

/** Stages from YAML; a mistake in it fails the test. */
export function stagesOf(text: string): ReturnType<typeof parseStages>["stages"] {
  const { stages, diagnostics } = parseStages(text, "test.yaml");
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return stages;
}
