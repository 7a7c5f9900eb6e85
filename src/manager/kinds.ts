// The kinds the controllers work on, beside those every room knows.

import { type Resource, apiVersionOf, resources } from "../kube/index.ts";

const apps = (plural: string, kind: string): Resource => ({
  group: "apps",
  version: "v1",
  plural,
  kind,
  namespaced: true,
});

export const kinds = {
  ...resources,
  statefulSets: apps("statefulsets", "StatefulSet"),
  daemonSets: apps("daemonsets", "DaemonSet"),
} as const satisfies Record<string, Resource>;

const namespaced = (group: string, version: string, plural: string, kind: string): Resource => ({
  group,
  version,
  plural,
  kind,
  namespaced: true,
});

/** What no controller works on, but operators make and own. */
export const dependentKinds: readonly Resource[] = [
  namespaced("", "v1", "secrets", "Secret"),
  namespaced("", "v1", "serviceaccounts", "ServiceAccount"),
  namespaced("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim"),
  namespaced("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler"),
  namespaced("batch", "v1", "cronjobs", "CronJob"),
  namespaced("networking.k8s.io", "v1", "ingresses", "Ingress"),
  namespaced("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy"),
  namespaced("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget"),
  namespaced("rbac.authorization.k8s.io", "v1", "roles", "Role"),
  namespaced("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding"),
];

const byOwner = new Map<string, Resource>(
  [...Object.values(kinds), ...dependentKinds].map((resource) => [
    `${apiVersionOf(resource)}/${resource.kind}`,
    resource,
  ]),
);

/** The resource an owner reference points to; undefined for kinds the manager knows nothing of. */
export function resourceOfOwner(owner: {
  readonly apiVersion: string;
  readonly kind: string;
}): Resource | undefined {
  return byOwner.get(`${owner.apiVersion}/${owner.kind}`);
}
