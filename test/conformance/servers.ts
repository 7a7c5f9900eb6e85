// The two servers the suite is played against, each fresh, alone and with the same admission: plugins that wait for a
// controller manager are off on both, for none runs.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startApiServer } from "../../src/apiserver/index.ts";
import { silentLogger } from "../../src/base/index.ts";
import { openControlPlane } from "../real/control-plane.ts";
import type { Server } from "./execute.ts";

export interface StartedServer extends Server {
  stop(): Promise<void>;
}

const WITHOUT_MANAGER = ["ServiceAccount", "TaintNodesByCondition"];

export function startEmbedded(): StartedServer {
  const server = startApiServer({
    hostname: "127.0.0.1",
    port: 0,
    logger: silentLogger,
    admission: { disabled: WITHOUT_MANAGER },
    standsIn: false,
    managedFields: "always",
  });
  return { url: server.url, stop: () => server.stop() };
}

/** kube-apiserver and etcd, in a folder that exists. */
export async function startReal(folder: string): Promise<StartedServer> {
  const directory = join(folder, "cluster");
  mkdirSync(directory);
  const cluster = await openControlPlane("binary", directory, {
    selfCommand: [process.execPath, join(import.meta.dir, "..", "..", "src", "main.ts")],
  });
  const { url, tls } = cluster.endpoint;
  const { ca, cert, key } = tls ?? {};
  return {
    url,
    ...(ca && cert && key && { tls: { ca, cert, key } }),
    stop: () => cluster.dispose(),
  };
}
