// A cluster made of this executable alone: API server, scheduler and controller, each a process of its own on loopback,
// which talk to each other through the Kubernetes API as they would to a real server.

import { join } from "node:path";
import { runningPlugins } from "../apiserver/index.ts";
import type { Endpoint } from "../client/index.ts";
import { askServerVersion, assembleCluster } from "./assemble.ts";
import { durabilityPhrase } from "./durability.ts";
import { type ComponentTarget, roleArguments, sameForAll, startComponents } from "./components.ts";
import { administratorEndpoint } from "./secure.ts";
import type { ApiServerSettings, Cluster, ClusterContext, ClusterRequest } from "./types.ts";
import { kubeconfigText, writeSecret } from "./write-kubeconfig.ts";

/** Rejects with FailureError where a role does not become ready. */
export function openEmbedded(request: ClusterRequest, context: ClusterContext): Promise<Cluster> {
  return assembleCluster(request, context, async (children) => {
    const settings = settingsOf(request);
    const { directory } = context;
    const certificates = join(directory, "certificates");
    // Over HTTPS real components speak HTTP/2, which costs them and the server less; ours speak HTTP/1.1, which does not.
    const forGo =
      hasRealComponents(request) && !settings.secure
        ? join(directory, "kubeconfig-https")
        : undefined;
    const url = await children.startRole("apiserver", [
      "apiserver",
      `--listen=127.0.0.1:${request.server?.port ?? 0}`,
      ...(forGo === undefined ? [] : [`--https-kubeconfig=${forGo}`]),
      ...(settings.secure ? ["--secure", "--cert-dir", certificates] : []),
      ...settingFlags(settings, join(directory, "data")),
    ]);
    const { endpoint, target } = settings.secure
      ? await secureTarget(url, certificates)
      : await openTarget(url, directory, forGo);
    const started = await startComponents(request, context, children, target);
    return {
      ...started,
      endpoint,
      serverVersion: await askServerVersion(endpoint, context),
      apiServer: settings,
      serverSentence: sentenceOf(settings, directory, forGo !== undefined),
    };
  });
}

function hasRealComponents({ scheduler, controllerManager }: ClusterRequest): boolean {
  return scheduler.kind === "binary" || controllerManager.kind === "binary";
}

function settingsOf({ apiServer, server, admission }: ClusterRequest): ApiServerSettings {
  return {
    secure: apiServer?.secure ?? false,
    durability: apiServer?.durability ?? (server?.keepsData ? "fsync" : "memory"),
    managedFields: apiServer?.managedFields ?? "applied",
    admission: { enable: admission?.enable ?? [], disable: admission?.disable ?? [] },
  };
}

function settingFlags(settings: ApiServerSettings, dataFolder: string): string[] {
  const { durability, managedFields, admission } = settings;
  const { enable, disable } = admission;
  return [
    ...(durability === "memory" ? [] : ["--data", dataFolder]),
    ...(durability === "log" ? ["--fsync=never"] : []),
    `--managed-fields=${managedFields}`,
    ...(enable.length > 0 ? [`--enable-admission-plugins=${enable.join(",")}`] : []),
    ...(disable.length > 0 ? [`--disable-admission-plugins=${disable.join(",")}`] : []),
  ];
}

interface Target {
  /** The run's own. */
  readonly endpoint: Endpoint;
  readonly target: ComponentTarget;
}

/** Whoever connects may do everything. */
async function openTarget(
  url: string,
  directory: string,
  forGo: string | undefined,
): Promise<Target> {
  const endpoint = { url };
  const kubeconfigFile = join(directory, "kubeconfig");
  await writeSecret(kubeconfigFile, kubeconfigText("kwokbench", endpoint));
  return {
    endpoint,
    target: sameForAll(roleArguments({ master: url }), forGo ?? kubeconfigFile),
  };
}

/** Each as who it is; but what kubelets and upstream's many controllers may do, our one controller and manager need at once. */
async function secureTarget(url: string, certificates: string): Promise<Target> {
  const fileOf = (identity: string): string => join(certificates, `${identity}.conf`);
  const administrator = roleArguments({ kubeconfig: fileOf("admin") });
  return {
    endpoint: await administratorEndpoint(certificates, url),
    target: {
      roleFlags: {
        controller: administrator,
        scheduler: roleArguments({ kubeconfig: fileOf("scheduler") }),
        "controller-manager": administrator,
      },
      kubeconfigFile: {
        scheduler: fileOf("scheduler"),
        "controller-manager": fileOf("controller-manager"),
      },
      managerFlags: [
        "--use-service-account-credentials",
        `--service-account-private-key-file=${join(certificates, "sa.key")}`,
        `--root-ca-file=${join(certificates, "ca.crt")}`,
      ],
    },
  };
}

function sentenceOf(settings: ApiServerSettings, directory: string, forGo: boolean): string {
  const { secure, durability, managedFields, admission } = settings;
  const running = runningPlugins({ enabled: admission.enable, disabled: admission.disable });
  return [
    `kwokbench's embedded one, no etcd: ${durabilityPhrase(durability, directory)}.`,
    secure
      ? "It serves HTTPS with HTTP/2, authenticates by token and authorizes by RBAC."
      : `It serves plain HTTP, without authentication or authorization.${forGo ? " Real components reach it over HTTPS with HTTP/2." : ""}`,
    managedFields === "always"
      ? "Every object has managedFields."
      : "Only objects that were applied have managedFields.",
    `Admission: ${running.join(", ")}.`,
  ].join(" ");
}
