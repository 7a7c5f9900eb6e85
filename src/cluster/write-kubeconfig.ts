// The kubeconfig that lets kubectl and real components into a cluster we started.

import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Endpoint } from "../client/index.ts";

const OWNER_ONLY = 0o600;

/**
 * Writes a file that only its owner may read, and the folders it is in; a file that exists is restricted too.
 * Not by Bun.write, which ignores the mode. Rejects with the system's error.
 */
export async function writeSecret(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { mode: OWNER_ONLY });
  await chmod(file, OWNER_ONLY);
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** The token that an endpoint's requests carry, where they carry one. */
export async function tokenOf({ authorization }: Endpoint): Promise<string | undefined> {
  return /^Bearer (.+)$/.exec((await authorization?.()) ?? "")?.[1];
}

/** YAML text (JSON is YAML) of a kubeconfig with one context named `name`. */
export function kubeconfigText(name: string, endpoint: Endpoint, token?: string): string {
  const { tls } = endpoint;
  const user = {
    ...(tls?.cert && { "client-certificate-data": base64(tls.cert) }),
    ...(tls?.key && { "client-key-data": base64(tls.key) }),
    ...(token && { token }),
  };
  const cluster = {
    server: endpoint.url,
    ...(tls?.ca && { "certificate-authority-data": base64(tls.ca) }),
    // client-node refuses plain HTTP unless told that it may skip verification.
    ...(endpoint.url.startsWith("http:") && { "insecure-skip-tls-verify": true }),
  };
  return `${JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name, cluster }],
      users: [{ name, user }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      "current-context": name,
    },
    undefined,
    2,
  )}\n`;
}
