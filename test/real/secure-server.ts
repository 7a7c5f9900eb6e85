// The embedded API server over HTTPS, with an administrator's endpoint and the files that components are given.

import { join } from "node:path";
import { startApiServer } from "../../src/apiserver/index.ts";
import { silentLogger } from "../../src/base/index.ts";
import { type Endpoint, endpointFromKubeconfig } from "../../src/client/index.ts";
import { identities, prepareSecure, writeSecret } from "../../src/cluster/index.ts";

export interface SecureServer {
  readonly url: string;
  readonly endpoint: Endpoint;
  readonly tls: Endpoint["tls"];
  stop(): Promise<void>;
}

/** `folder` gets ca.crt, sa.key, admin.conf, scheduler.conf, controller-manager.conf. */
export async function startSecure(
  folder: string,
  options: {
    readonly clientCertificates?: boolean;
    readonly tokenFile?: string;
    readonly managedFields?: "always";
  } = {},
): Promise<SecureServer> {
  const setup = await prepareSecure({
    hostname: "127.0.0.1",
    certDir: folder,
    tokenFile: options.tokenFile,
    clientCertificates: options.clientCertificates ?? true,
    nowMs: Date.now(),
  });
  const server = startApiServer({
    hostname: "127.0.0.1",
    port: 0,
    logger: silentLogger,
    secure: setup.server,
    // No controller manager makes service accounts before the first pod.
    admission: { disabled: ["ServiceAccount", "TaintNodesByCondition"] },
    standsIn: false,
    ...(options.managedFields && { managedFields: options.managedFields }),
  });
  for (const identity of identities)
    await writeSecret(
      join(folder, `${identity}.conf`),
      await setup.kubeconfig(identity, server.url),
    );
  const endpoint = await endpointFromKubeconfig({ file: join(folder, "admin.conf") });
  return { url: server.url, endpoint, tls: endpoint.tls, stop: () => server.stop() };
}
