// Which URL a kind lives at. The table of built-in resources is data; custom ones come from discovery.

export interface Resource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Lower-case plural, as in URLs. */
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

const core = (plural: string, kind: string, namespaced = true): Resource => ({
  group: "",
  version: "v1",
  plural,
  kind,
  namespaced,
});

/** The resources kwokbench itself reads and writes. */
export const resources = {
  nodes: core("nodes", "Node", false),
  namespaces: core("namespaces", "Namespace", false),
  pods: core("pods", "Pod"),
  events: core("events", "Event"),
  configMaps: core("configmaps", "ConfigMap"),
  services: core("services", "Service"),
  leases: {
    group: "coordination.k8s.io",
    version: "v1",
    plural: "leases",
    kind: "Lease",
    namespaced: true,
  },
  deployments: {
    group: "apps",
    version: "v1",
    plural: "deployments",
    kind: "Deployment",
    namespaced: true,
  },
  replicaSets: {
    group: "apps",
    version: "v1",
    plural: "replicasets",
    kind: "ReplicaSet",
    namespaced: true,
  },
  jobs: { group: "batch", version: "v1", plural: "jobs", kind: "Job", namespaced: true },
} as const satisfies Record<string, Resource>;

/** `v1`, `apps/v1`. */
export function apiVersionOf(resource: Pick<Resource, "group" | "version">): string {
  return resource.group ? `${resource.group}/${resource.version}` : resource.version;
}

/** `pods`, `deployments.apps`: how Kubernetes names a resource in messages. */
export function qualifiedName(resource: Pick<Resource, "group" | "plural">): string {
  return resource.group ? `${resource.plural}.${resource.group}` : resource.plural;
}

/** `/api/v1/namespaces/default/pods`; without a namespace, the collection over all namespaces. */
export function collectionPath(resource: Resource, namespace?: string): string {
  const root = resource.group
    ? `/apis/${resource.group}/${resource.version}`
    : `/api/${resource.version}`;
  return namespace
    ? `${root}/namespaces/${namespace}/${resource.plural}`
    : `${root}/${resource.plural}`;
}

/** `/api/v1/namespaces/default/pods/web-0/status`. */
export function objectPath(
  resource: Resource,
  name: string,
  namespace?: string,
  subresource?: string,
): string {
  const path = `${collectionPath(resource, namespace)}/${name}`;
  return subresource ? `${path}/${subresource}` : path;
}
