// The credentials of `kwokbench apiserver --secure`: a certificate authority, certificates or tokens for the administrator
// and for each component, and the kubeconfigs that carry them.

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { hostname as machineName, networkInterfaces } from "node:os";
import { join } from "node:path";
import { parseTokenFile, userOf, type SecureOptions, type User } from "../apiserver/index.ts";
import {
  type Authority,
  createAuthority,
  fail,
  messageOf,
  serviceAccountKeys,
} from "../base/index.ts";
import type { Endpoint } from "../client/index.ts";
import { kubeconfigText, writeSecret } from "./write-kubeconfig.ts";

/** The users of the components, named as kubeadm names them and as Kubernetes' default roles bind them. */
const IDENTITIES = {
  admin: { user: "kwokbench-admin", groups: ["system:masters"] },
  scheduler: { user: "system:kube-scheduler", groups: [] },
  "controller-manager": { user: "system:kube-controller-manager", groups: [] },
} as const satisfies Record<string, { user: string; groups: readonly string[] }>;
export type Identity = keyof typeof IDENTITIES;
export const identities = Object.keys(IDENTITIES) as Identity[];

export interface SecureRequest {
  /** What the server listens at; its certificate is for this and every other name of this machine. */
  readonly hostname: string;
  /** Keeps the authority and the key of service accounts from start to start, and gets the components' files. */
  readonly certDir?: string | undefined;
  /** Static tokens in Kubernetes' form. */
  readonly tokenFile?: string | undefined;
  /** Whether clients may authenticate by certificate; otherwise every identity gets a token. */
  readonly clientCertificates: boolean;
  readonly nowMs: number;
}

export interface SecureSetup {
  readonly server: SecureOptions;
  /** The text of a kubeconfig for a server at `url`. */
  kubeconfig(identity: Identity, url: string): Promise<string>;
}

/** Reads or makes all credentials. Rejects with FailureError where `certDir` or `tokenFile` cannot be used. */
export async function prepareSecure(request: SecureRequest): Promise<SecureSetup> {
  const { certDir, tokenFile, clientCertificates, nowMs } = request;
  const files = new SecretFiles(certDir);
  const authority = await createAuthority(nowMs, await files.readPair("ca"));
  const serviceAccountKey = (await files.read("sa.key")) ?? serviceAccountKeys().privateKey;
  const server = await authority.signServer(namesOf(request.hostname));
  await files.write({
    "ca.crt": authority.cert,
    "ca.key": authority.key,
    "sa.key": serviceAccountKey,
    "apiserver.crt": server.cert,
    "apiserver.key": server.key,
  });
  const staticTokens = tokenFile === undefined ? new Map() : await readTokens(tokenFile);
  const own = clientCertificates ? {} : await ownTokens(files);
  for (const [identity, token] of Object.entries(own))
    staticTokens.set(token, userOfIdentity(identity as Identity));
  return {
    server: {
      tls: { ...server, ca: authority.cert, asksForCertificates: clientCertificates },
      staticTokens,
      serviceAccountKey,
    },
    kubeconfig: (identity, url) => kubeconfigOf(authority, identity, url, own[identity]),
  };
}

async function kubeconfigOf(
  authority: Authority,
  identity: Identity,
  url: string,
  token: string | undefined,
): Promise<string> {
  const { user, groups } = IDENTITIES[identity];
  const own = token === undefined ? await authority.signClient(user, groups) : undefined;
  const tls = { ca: authority.cert, ...(own && { cert: own.cert, key: own.key }) };
  return kubeconfigText("kwokbench", { url, tls }, token);
}

/**
 * The administrator's way to a server at `url` that was told to keep its files in `certDir`, by token. Reads no kubeconfig:
 * the library that does would double the memory of a run.
 */
export async function administratorEndpoint(certDir: string, url: string): Promise<Endpoint> {
  const files = new SecretFiles(certDir);
  const token = await files.read(tokenFileOf("admin"));
  return {
    url,
    tls: { ca: await files.read("ca.crt") },
    authorization: () => `Bearer ${token}`,
  };
}

const tokenFileOf = (identity: Identity): string => `${identity}.token`;

/** A token for each identity, the same from start to start where there is a folder to keep them in. */
async function ownTokens(files: SecretFiles): Promise<Readonly<Partial<Record<Identity, string>>>> {
  const tokens: Partial<Record<Identity, string>> = {};
  for (const identity of identities) {
    const name = tokenFileOf(identity);
    const token = (await files.read(name)) ?? randomBytes(24).toString("base64url");
    await files.write({ [name]: token });
    tokens[identity] = token;
  }
  return tokens;
}

function userOfIdentity(identity: Identity): User {
  const { user, groups } = IDENTITIES[identity];
  return userOf(user, [...groups, "system:authenticated"]);
}

async function readTokens(file: string): Promise<Map<string, User>> {
  const text = await Bun.file(file)
    .text()
    .catch(() => fail(`the token file ${file} could not be read`, "check the path"));
  return parseTokenFile(text, file);
}

function namesOf(hostname: string): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).map(({ address }) => address.replace(/%.*$/, "")),
  );
  const everywhere = hostname === "0.0.0.0" || hostname === "::";
  return [
    ...new Set([
      "localhost",
      "127.0.0.1",
      "::1",
      "kubernetes",
      "kubernetes.default",
      "kubernetes.default.svc",
      "kubernetes.default.svc.cluster.local",
      ...(everywhere ? [machineName(), ...addresses] : [hostname]),
    ]),
  ];
}

/** A folder of files that only their owner may read; nothing where there is no folder. */
class SecretFiles {
  constructor(private readonly folder: string | undefined) {
    if (folder === undefined) return;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      fail(
        `the folder ${folder} could not be created: ${messageOf(error)}`,
        "give another --cert-dir",
      );
    }
  }

  async read(name: string): Promise<string | undefined> {
    if (this.folder === undefined) return undefined;
    const file = Bun.file(join(this.folder, name));
    return (await file.exists()) ? file.text() : undefined;
  }

  async readPair(name: string): Promise<{ cert: string; key: string } | undefined> {
    const [cert, key] = [await this.read(`${name}.crt`), await this.read(`${name}.key`)];
    if (cert !== undefined && key !== undefined) return { cert, key };
    if (cert ?? key)
      fail(
        `${this.folder} has only one of ${name}.crt and ${name}.key`,
        "put both files there, or remove the one to have both made anew",
      );
    return undefined;
  }

  async write(texts: Readonly<Record<string, string>>): Promise<void> {
    if (this.folder === undefined) return;
    for (const [name, text] of Object.entries(texts))
      await writeSecret(join(this.folder, name), text);
  }
}
