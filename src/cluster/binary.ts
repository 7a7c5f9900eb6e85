// Real etcd and kube-apiserver as child processes on this machine, with our own or real scheduler and controllers beside them.

import { join } from "node:path";
import {
  type Pki,
  type ServiceAccountKeys,
  createPki,
  fail,
  serviceAccountKeys,
} from "../base/index.ts";
import { askServerVersion, assembleCluster } from "./assemble.ts";
import type { Children } from "./children.ts";
import { durabilityPhrase } from "./durability.ts";
import { freePort, roleArguments, sameForAll, startComponents } from "./components.ts";
import { realProgram, waitHealthy } from "./programs.ts";
import type { ApiServerSettings, Cluster, ClusterContext, ClusterRequest } from "./types.ts";
import { kubeconfigText, writeSecret } from "./write-kubeconfig.ts";

/** Rejects with FailureError where a program is not found, or ends before it is healthy. */
export function openBinary(request: ClusterRequest, context: ClusterContext): Promise<Cluster> {
  return assembleCluster(request, context, async (children) => {
    const etcdUrl = await startEtcd(request, context, children);
    const endpoint = await startApiServer(request, context, children, etcdUrl);
    const kubeconfigFile = join(context.directory, "kubeconfig");
    await writeSecret(kubeconfigFile, kubeconfigText("kwokbench", endpoint));
    const roleFlags = roleArguments({ kubeconfig: kubeconfigFile });
    const target = sameForAll(roleFlags, kubeconfigFile);
    const started = await startComponents(request, context, children, target);
    const serverVersion = await askServerVersion(endpoint, context);
    return {
      ...started,
      endpoint,
      serverVersion,
      apiServer: settingsOf(request),
      serverSentence: `kube-apiserver ${serverVersion} and etcd on this machine; ${durabilityPhrase(durabilityOf(request), context.directory)}; admission plugins off: ${withoutPlugins(request).join(", ")}.`,
    };
  });
}

const durabilityOf = ({ apiServer }: ClusterRequest): "log" | "fsync" =>
  apiServer?.durability === "fsync" ? "fsync" : "log";

function settingsOf(request: ClusterRequest): ApiServerSettings {
  return {
    secure: true,
    durability: durabilityOf(request),
    managedFields: "always",
    admission: { enable: request.admission?.enable ?? [], disable: withoutPlugins(request) },
  };
}

async function startEtcd(
  request: ClusterRequest,
  context: ClusterContext,
  children: Children,
): Promise<string> {
  const etcd = await realProgram("etcd");
  const [client, peer] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${client}`;
  const child = children.startProgram(
    "etcd",
    etcd.version,
    [
      etcd.path,
      `--data-dir=${join(dataDirectory(request, context), "etcd")}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=http://127.0.0.1:${peer}`,
      ...(durabilityOf(request) === "fsync" ? [] : ["--unsafe-no-fsync"]),
      "--log-level=warn",
    ],
    `${url}/metrics`,
  );
  await Promise.race([
    waitHealthy(`${url}/health`),
    child.ended.then((how) => fail(how, `see ${child.logFile}`)),
  ]);
  return url;
}

/** The folder that is kept from one start to the next, if the request keeps data; else the cluster's own. */
function dataDirectory({ server }: ClusterRequest, { directory }: ClusterContext): string {
  return server?.keepsData ? join(directory, "data") : directory;
}

interface Credentials {
  readonly madeAtMs: number;
  readonly pki: Pki;
  readonly keys: ServiceAccountKeys;
}

/** Certificates are made anew well before they end; the key of service accounts stays, as their tokens do. */
const CERTIFICATES_KEPT_MS = 14 * 86_400_000;

async function credentials(request: ClusterRequest, context: ClusterContext): Promise<Credentials> {
  const path = join(dataDirectory(request, context), "credentials.json");
  const file = Bun.file(path);
  const kept = (await file.exists()) ? ((await file.json()) as Credentials) : undefined;
  if (kept && Date.now() - kept.madeAtMs < CERTIFICATES_KEPT_MS) return kept;
  const fresh: Credentials = {
    madeAtMs: Date.now(),
    pki: await createPki(["127.0.0.1", "localhost"], Date.now()),
    keys: kept?.keys ?? serviceAccountKeys(),
  };
  if (request.server?.keepsData) await writeSecret(path, JSON.stringify(fresh));
  return fresh;
}

/** Admission that waits for a controller manager: nobody else makes service accounts, or takes the taint off a node that is ready. */
function withoutPlugins(request: ClusterRequest): string[] {
  const { kind } = request.controllerManager;
  const disabled = request.admission?.disable ?? [];
  const waiting =
    kind === "binary" ? ["ServiceAccount"] : ["ServiceAccount", "TaintNodesByCondition"];
  return [...new Set([...waiting, ...disabled])];
}

async function startApiServer(
  request: ClusterRequest,
  context: ClusterContext,
  children: Children,
  etcdUrl: string,
): Promise<Cluster["endpoint"]> {
  const apiserver = await realProgram("kube-apiserver");
  const { pki, keys } = await credentials(request, context);
  const write = async (name: string, text: string): Promise<string> => {
    const file = join(context.directory, name);
    await writeSecret(file, text);
    return file;
  };
  const port = request.server?.port || (await freePort());
  const child = children.startProgram("apiserver", apiserver.version, [
    apiserver.path,
    `--etcd-servers=${etcdUrl}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--tls-cert-file=${await write("apiserver.crt", pki.server.cert)}`,
    `--tls-private-key-file=${await write("apiserver.key", pki.server.key)}`,
    `--client-ca-file=${await write("ca.crt", pki.ca.cert)}`,
    `--service-account-key-file=${await write("service-account.pub", keys.publicKey)}`,
    `--service-account-signing-key-file=${await write("service-account.key", keys.privateKey)}`,
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    "--service-cluster-ip-range=10.96.0.0/12",
    "--authorization-mode=RBAC",
    `--disable-admission-plugins=${withoutPlugins(request).join(",")}`,
    ...(request.admission?.enable.length
      ? [`--enable-admission-plugins=${request.admission.enable.join(",")}`]
      : []),
    "--endpoint-reconciler-type=none",
    // Names of simulated nodes resolve to nothing: logs and exec go to the address of their kubelet.
    "--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
    "--allow-privileged=true",
  ]);
  await Promise.race([
    waitHealthy(`https://127.0.0.1:${port}/readyz`),
    child.ended.then((how) => fail(how, `see ${child.logFile}`)),
  ]);
  const tls = { ca: pki.ca.cert, cert: pki.admin.cert, key: pki.admin.key };
  return { url: `https://127.0.0.1:${port}`, tls };
}
