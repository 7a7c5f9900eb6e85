// The objects a fresh cluster has before anybody creates any.

import { rfc3339 } from "../../../base/index.ts";
import type { Draft } from "../../store/draft.ts";
import { collectionOf, type Api, type Call } from "../http/call.ts";
import { bootstrapPolicy } from "../../secure/bootstrap-policy.ts";
import { createObject } from "../write/create.ts";
import type { HttpRequest } from "../http/http.ts";

const NAMESPACES = ["default", "kube-system", "kube-public", "kube-node-lease"];
const PRIORITY_CLASSES = [
  ["system-cluster-critical", 2_000_000_000],
  ["system-node-critical", 2_000_001_000],
] as const;

/** `authority`: PEM of whoever signs the certificates of a server that asks who it talks to. */
export function createBootObjects(api: Api, authority?: string): void {
  for (const name of NAMESPACES) make(api, "namespaces", draft("v1", "Namespace", name));
  if (api.security.isEnforced)
    for (const { plural, draft } of bootstrapPolicy()) make(api, plural, draft);
  for (const [name, value] of PRIORITY_CLASSES)
    make(api, "priorityclasses", {
      ...draft("scheduling.k8s.io/v1", "PriorityClass", name),
      value,
      preemptionPolicy: "PreemptLowerPriority",
    });
  make(api, "services", kubernetesService());
  if (authority !== undefined) make(api, "configmaps", trustedAuthorities(authority));
  // The token cleaner of the controller-manager asks since when legacy tokens are tracked.
  make(api, "configmaps", {
    ...draft(
      "v1",
      "ConfigMap",
      "kube-apiserver-legacy-service-account-token-tracking",
      "kube-system",
    ),
    data: { since: rfc3339(api.clock.wallMs()).slice(0, 10) },
  });
}

function draft(apiVersion: string, kind: string, name: string, namespace?: string): Draft {
  return { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) } };
}

/** Where extension API servers, and the real components' own ports, learn whom to trust; as kubeadm fills it. */
function trustedAuthorities(authority: string): Draft {
  return {
    ...draft("v1", "ConfigMap", "extension-apiserver-authentication", "kube-system"),
    data: {
      "client-ca-file": authority,
      "requestheader-allowed-names": '["front-proxy-client"]',
      "requestheader-client-ca-file": authority,
      "requestheader-extra-headers-prefix": '["X-Remote-Extra-"]',
      "requestheader-group-headers": '["X-Remote-Group"]',
      "requestheader-username-headers": '["X-Remote-User"]',
    },
  };
}

function kubernetesService(): Draft {
  return {
    ...draft("v1", "Service", "kubernetes", "default"),
    spec: {
      type: "ClusterIP",
      clusterIP: "10.96.0.1",
      clusterIPs: ["10.96.0.1"],
      ipFamilies: ["IPv4"],
      ipFamilyPolicy: "SingleStack",
      sessionAffinity: "None",
      internalTrafficPolicy: "Cluster",
      ports: [{ name: "https", protocol: "TCP", port: 443, targetPort: 6443 }],
    },
  };
}

function make(api: Api, plural: string, object: Draft): void {
  const resource = api.registry.find(object.apiVersion, plural);
  if (!resource) return;
  const { namespace = "", name } = object.metadata;
  const call = internalCall(api, resource, namespace, name);
  // An earlier life may have left it.
  if (!call.collection.get(namespace, name)) createObject(call, object);
}

/** A call that came from the server itself. */
export function internalCall(
  api: Api,
  resource: Call["resource"],
  namespace: string,
  name: string,
  subresource = "",
): Call {
  return {
    api,
    request: NO_REQUEST,
    query: new Map(),
    user: undefined,
    collection: collectionOf(api, resource),
    form: "media type",
    resource,
    namespace,
    name,
    subresource,
    rest: "",
    warnings: [],
  };
}

const NO_REQUEST: HttpRequest = {
  method: "",
  target: "",
  header: (name) => (name === "user-agent" ? "kube-apiserver" : undefined),
  headers: () => [],
  headerNames: () => [],
  text: async () => "",
  bytes: async () => new Uint8Array(),
};
