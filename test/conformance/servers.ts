// The two servers the suite is played against, each fresh, alone and with the same admission: plugins that wait for a
// controller manager are off on both, for none runs.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startApiServer } from "../../src/apiserver/index.ts";
import { silentLogger } from "../../src/base/index.ts";
import { emptyFolder } from "../e2e/program.ts";
import { openControlPlane } from "../real/control-plane.ts";
import { startSecure } from "../real/secure-server.ts";
import type { Endpoint } from "../../src/client/index.ts";
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

/** The embedded server with certificates and RBAC, as the real one always is. */
export async function startEmbeddedSecure(): Promise<StartedServer> {
  const folder = emptyFolder();
  const server = await startSecure(folder.path, { managedFields: "always" });
  return {
    url: server.url,
    tls: credentialsOf(server.tls),
    stop: async () => {
      await server.stop();
      folder[Symbol.dispose]();
    },
  };
}

/** kube-apiserver and etcd, in a folder that exists. */
export async function startReal(folder: string): Promise<StartedServer> {
  const directory = join(folder, "cluster");
  mkdirSync(directory);
  const cluster = await openControlPlane("binary", directory, {
    selfCommand: [process.execPath, join(import.meta.dir, "..", "..", "src", "main.ts")],
  });
  const { url, tls } = cluster.endpoint;
  return { url, tls: credentialsOf(tls), stop: () => cluster.dispose() };
}

function credentialsOf(tls: Endpoint["tls"]): Server["tls"] {
  const { ca, cert, key } = tls ?? {};
  return ca && cert && key ? { ca, cert, key } : undefined;
}
