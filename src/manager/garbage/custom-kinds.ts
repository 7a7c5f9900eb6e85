// The custom kinds there are, read from their definitions.

import { type KubeObject, type Resource, apiVersionOf, conditionStatus } from "../../kube/index.ts";
import type { Feeds } from "../wire/feeds.ts";

export const definitions: Resource = {
  group: "apiextensions.k8s.io",
  version: "v1",
  plural: "customresourcedefinitions",
  kind: "CustomResourceDefinition",
  namespaced: false,
};

interface DefinitionSpec {
  readonly group: string;
  readonly scope: "Namespaced" | "Cluster";
  readonly names: { readonly plural: string; readonly kind: string };
  readonly versions: readonly {
    readonly name: string;
    readonly served: boolean;
    readonly storage: boolean;
  }[];
}

export interface CustomKindHandlers {
  /** Its objects can be watched from now on; gives back how to end that. */
  readonly opened: (resource: Resource) => () => void;
  /** The definition is gone and its objects with it, of which the watch, which is ended, may not have told. */
  readonly closed: (resource: Resource) => void;
}

/** Watches definitions as they come, change the version they store, and go. */
export function followCustomKinds(feeds: Feeds, { opened, closed }: CustomKindHandlers): void {
  const followed = new Map<string, { readonly resource: Resource; readonly stop: () => void }>();
  feeds.follow(definitions, (type, definition) => {
    const { name } = definition.metadata;
    const before = followed.get(name);
    const resource = type === "DELETED" ? undefined : resourceOfDefinition(definition);
    if (resource && before && apiVersionOf(resource) === apiVersionOf(before.resource)) return;
    before?.stop();
    followed.delete(name);
    if (resource) followed.set(name, { resource, stop: opened(resource) });
    else if (before) closed(before.resource);
  });
}

/** The resource that a CustomResourceDefinition serves, in its stored version where that is served; undefined before it serves any. */
function resourceOfDefinition(definition: KubeObject): Resource | undefined {
  if (conditionStatus(definition, "Established") !== "True") return undefined;
  const { group, names, scope, versions } = definition["spec"] as DefinitionSpec;
  const served = versions.filter((version) => version.served);
  const version = served.find(({ storage }) => storage) ?? served[0];
  if (!version) return undefined;
  return {
    group,
    version: version.name,
    plural: names.plural,
    kind: names.kind,
    namespaced: scope === "Namespaced",
  };
}
