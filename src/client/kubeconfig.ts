// From a kubeconfig to an endpoint. client-node reads the file and runs the auth plugins; it is loaded only here, because
// it doubles the memory of a small process. Requests go through our own transport: under Bun, client-node's loses the CA.

import { readFileSync } from "node:fs";
import { type KubeConfig } from "@kubernetes/client-node";
import { fail, messageOf } from "../base/index.ts";
import type { Endpoint, EndpointTls } from "./transport.ts";

/** Exec plugins say when their token expires, client-node caches until then; asking each second is often enough. */
const AUTHORIZATION_CACHE_MS = 1_000;

/** What client-node calls the context it makes up where it finds none. */
const MADE_UP_CONTEXT = "loaded-context";

export interface KubeconfigOptions {
  /** Defaults to $KUBECONFIG, then ~/.kube/config, as kubectl does. */
  readonly file?: string | undefined;
  /** Defaults to the file's current context. */
  readonly context?: string | undefined;
}

/** Throws FailureError (usage) with a sentence when the file, context, cluster or certificate is not there. */
export async function endpointFromKubeconfig(options: KubeconfigOptions): Promise<Endpoint> {
  const config = await load(options);
  const cluster = config.getCurrentCluster();
  if (!cluster) {
    fail(
      `the kubeconfig's context "${config.getCurrentContext()}" names no cluster`,
      "choose another with --context, or fix the file with `kubectl config`",
    );
  }
  const applied = await applyUser(config);
  const tls: EndpointTls = {
    ca: textOf(applied.ca) ?? caOf(cluster),
    cert: textOf(applied.cert),
    key: textOf(applied.key),
    serverName: cluster.tlsServerName,
    rejectUnauthorized: !cluster.skipTLSVerify,
  };
  return {
    url: cluster.server.replace(/\/$/, ""),
    ...(cluster.server.startsWith("https:") && { tls }),
    headers: headersWithoutAuthorization(applied.headers),
    authorization: authorizationOf(config),
  };
}

async function load({ file, context }: KubeconfigOptions): Promise<KubeConfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  if (file !== undefined && !(await Bun.file(file).exists()))
    fail(`the kubeconfig ${file} does not exist`, "give the path of a file with --kubeconfig");
  try {
    if (file !== undefined) config.loadFromFile(file);
    else config.loadFromDefault();
  } catch (error) {
    fail(
      `the kubeconfig ${file ?? ""} could not be read: ${messageOf(error)}`,
      "is it valid YAML?",
    );
  }
  if (config.getCurrentContext() === MADE_UP_CONTEXT)
    fail(
      "it is not said which API server to talk to: there is no kubeconfig, and this is no pod of a cluster",
      "give --kubeconfig FILE or --master URL, or set KUBECONFIG",
    );
  if (context !== undefined) {
    if (!config.getContextObject(context)) {
      const names = config.getContexts().map(({ name }) => name);
      fail(`the kubeconfig has no context "${context}"`, `its contexts are: ${names.join(", ")}`);
    }
    config.setCurrentContext(context);
  }
  return config;
}

interface Applied {
  ca?: string | Buffer;
  cert?: string | Buffer;
  key?: string | Buffer;
  headers?: Record<string, string>;
}

async function applyUser(config: KubeConfig): Promise<Applied> {
  const applied: Applied = {};
  // There is nothing to verify without TLS; client-node wants to be told so.
  config.clusters = config.clusters.map((cluster) =>
    cluster.server.startsWith("http:") ? { ...cluster, skipTLSVerify: true } : cluster,
  );
  try {
    await config.applyToHTTPSOptions(applied as Parameters<KubeConfig["applyToHTTPSOptions"]>[0]);
  } catch (error) {
    fail(
      `the kubeconfig's credentials could not be used: ${messageOf(error)}`,
      "try `kubectl --context … get --raw /version` with the same file",
    );
  }
  return applied;
}

function authorizationOf(config: KubeConfig): Endpoint["authorization"] {
  const user = config.getCurrentUser();
  if (!user || !(user.token || user.exec || user.authProvider || user.username)) return undefined;
  let cached: { value: string | undefined; untilMs: number } = { value: undefined, untilMs: 0 };
  return () => {
    const nowMs = performance.now();
    if (nowMs < cached.untilMs) return cached.value;
    return applyUser(config).then((applied) => {
      const value = applied.headers?.["Authorization"] ?? basicAuthorization(user);
      cached = { value, untilMs: nowMs + AUTHORIZATION_CACHE_MS };
      return value;
    });
  };
}

function basicAuthorization(user: { username?: string; password?: string }): string | undefined {
  if (!user.username) return undefined;
  return `Basic ${btoa(`${user.username}:${user.password ?? ""}`)}`;
}

function headersWithoutAuthorization(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== "authorization"),
  );
}

function textOf(pem: string | Buffer | undefined): string | undefined {
  return pem === undefined ? undefined : pem.toString();
}

/** client-node applies the CA only where the context names a user. */
function caOf({ caData, caFile }: { caData?: string; caFile?: string }): string | undefined {
  if (caData) return Buffer.from(caData, "base64").toString();
  if (!caFile) return undefined;
  try {
    return readFileSync(caFile, "utf8");
  } catch (error) {
    return fail(
      `the kubeconfig's certificate authority could not be read: ${messageOf(error)}`,
      "correct its certificate-authority",
    );
  }
}
