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

const byOwner = new Map<string, Resource>(
  Object.values(kinds).map((resource) => [`${apiVersionOf(resource)}/${resource.kind}`, resource]),
);

/** The resource an owner reference points to; undefined for kinds the manager knows nothing of. */
export function resourceOfOwner(owner: {
  readonly apiVersion: string;
  readonly kind: string;
}): Resource | undefined {
  return byOwner.get(`${owner.apiVersion}/${owner.kind}`);
}
