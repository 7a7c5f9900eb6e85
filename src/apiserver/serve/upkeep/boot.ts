// The objects a fresh cluster has before anybody creates any.

import { rfc3339 } from "../../../base/index.ts";
import type { Draft } from "../../store/draft.ts";
import { collectionOf, type Api, type Call } from "../http/call.ts";
import { bootstrapPolicy, RBAC_VERSION } from "../../secure/bootstrap-policy.ts";
import { createObject } from "../write/create.ts";
import type { HttpRequest } from "../http/http.ts";
import type { Query } from "../http/query.ts";

const NAMESPACES = ["default", "kube-system", "kube-public", "kube-node-lease"];
const PRIORITY_CLASSES = [
  [
    "system-node-critical",
    2_000_001_000,
    "Used for system critical pods that must not be moved from their current node.",
  ],
  [
    "system-cluster-critical",
    2_000_000_000,
    "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
  ],
] as const;

/** `authority`: PEM of whoever signs the certificates of a server that asks who it talks to. */
export function createBootObjects(api: Api, authority?: string): void {
  for (const name of NAMESPACES) make(api, "namespaces", draft("v1", "Namespace", name));
  for (const [name, value, description] of PRIORITY_CLASSES)
    make(api, "priorityclasses", {
      ...draft("scheduling.k8s.io/v1", "PriorityClass", name),
      value,
      description,
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
  createPolicy(api);
}

/** Whoever decides by roles has them at once; else they are made when somebody looks, for that costs more than the rest. */
function createPolicy(api: Api): void {
  const atStart = sinceStart(api);
  const makeAll = (wanted: string): void => {
    for (const { plural, draft } of bootstrapPolicy())
      if (plural === wanted) make(atStart, plural, draft);
  };
  for (const plural of ["clusterroles", "clusterrolebindings", "roles", "rolebindings"]) {
    const resource = api.registry.find(RBAC_VERSION, plural);
    if (!resource) continue;
    if (api.security.isEnforced) makeAll(plural);
    else api.store.fillOnDemand(resource.definition, () => makeAll(plural));
  }
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
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: "kubernetes",
      namespace: "default",
      labels: { component: "apiserver", provider: "kubernetes" },
    },
    spec: {
      type: "ClusterIP",
      clusterIP: "10.96.0.1",
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

/** The server as it was when it started: what is made later, because nobody asked before, is as old as it is. */
export function sinceStart(api: Api): Api {
  const startedMs = api.clock.wallMs();
  return { ...api, clock: { nowMs: () => api.clock.nowMs(), wallMs: () => startedMs } };
}

export interface InternalOptions {
  readonly subresource?: string;
  /** As whose work it is shown, where that is not the server's as a whole. */
  readonly manager?: string;
  /** Takes fields that others own, where it applies. */
  readonly force?: boolean;
}

/** A call that came from the server itself. */
export function internalCall(
  api: Api,
  resource: Call["resource"],
  namespace: string,
  name: string,
  { subresource = "", manager = "", force = false }: InternalOptions = {},
): Call {
  return {
    api,
    request: NO_REQUEST,
    query: manager === "" ? NO_QUERY : queryOf(manager, force),
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

const NO_QUERY: Query = new Map();

function queryOf(manager: string, force: boolean): Query {
  return new Map([
    ["fieldManager", manager],
    ["force", String(force)],
  ]);
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
