// What the server serves: a table that starts with the built-in resources and that custom ones join and leave.

import {
  apiVersionOf,
  builtinResources,
  qualifiedName,
  type ResourceInfo,
} from "../../kube/index.ts";
import type { CustomVersion } from "../custom/served-versions.ts";
import type { CollectionDefinition } from "../store/collection.ts";
import { conversionOf, type Conversion } from "./conversion.ts";
import { selectableFields } from "./selectable-fields.ts";
import { strategyOf } from "./strategies.ts";
import type { Strategy } from "./strategy.ts";

export interface ServedResource {
  readonly info: ResourceInfo;
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  /** `pods`, `deployments.apps`. */
  readonly qualifiedName: string;
  /** Where its objects are; two versions or groups of the same thing share it. */
  readonly definition: CollectionDefinition;
  /** Between this version and the stored one; absent where they are the same. */
  readonly conversion?: Conversion | undefined;
  /** As what an invalid object is refused: the kind in its stored form. */
  readonly refusedAs: Pick<ResourceInfo, "group" | "kind">;
  readonly strategy: Strategy;
  readonly hasStatus: boolean;
  readonly verbs: ReadonlySet<string>;
  readonly subresources: ReadonlyMap<string, ReadonlySet<string>>;
  /** The schema and all that follows from it, of a resource that a CustomResourceDefinition defines. */
  readonly custom?: CustomVersion;
}

export class Registry {
  private readonly followers = new Set<() => void>();
  private readonly byGroupVersion = new Map<string, Map<string, ServedResource>>();
  /** Grows with every change, so that what is derived from the table knows when it is stale. */
  revision = 0;

  constructor() {
    const definitions = new Map<string, CollectionDefinition>();
    for (const info of builtinResources()) this.add(served(info, definitions));
  }

  /** The resources of `v1` or `apps/v1` by plural. */
  resourcesOf(apiVersion: string): ReadonlyMap<string, ServedResource> | undefined {
    return this.byGroupVersion.get(apiVersion);
  }

  find(apiVersion: string, plural: string): ServedResource | undefined {
    return this.byGroupVersion.get(apiVersion)?.get(plural);
  }

  /** `v1`, `apps/v1`: those that have resources now. */
  apiVersions(): Iterable<string> {
    return this.byGroupVersion.keys();
  }

  /** Calls `changed` after every change of the table; the returned function ends it. */
  follow(changed: () => void): () => void {
    this.followers.add(changed);
    return () => this.followers.delete(changed);
  }

  *all(): Iterable<ServedResource> {
    for (const resources of this.byGroupVersion.values()) yield* resources.values();
  }

  add(resource: ServedResource): void {
    let resources = this.byGroupVersion.get(resource.apiVersion);
    if (!resources) this.byGroupVersion.set(resource.apiVersion, (resources = new Map()));
    resources.set(resource.info.plural, resource);
    this.changed();
  }

  remove({ apiVersion, info }: ServedResource): void {
    const resources = this.byGroupVersion.get(apiVersion);
    resources?.delete(info.plural);
    if (resources?.size === 0) this.byGroupVersion.delete(apiVersion);
    this.changed();
  }

  private changed(): void {
    this.revision++;
    for (const changed of this.followers) changed();
  }
}

/** Resources that are kept in the shape and place of another: `group/version/plural` to `group/plural`. */
const STORED_AS: Readonly<Record<string, readonly [group: string, plural: string]>> = {
  "events.k8s.io/v1/events": ["", "events"],
};

/** Pods by node, as upstream's watch cache has it; services by address, for whoever gives out the next. */
const INDEXED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  "/pods": ["spec.nodeName"],
  "/services": ["spec.clusterIP"],
};

function served(
  info: ResourceInfo,
  definitions: Map<string, CollectionDefinition>,
): ServedResource {
  const { group, version, plural, kind } = info;
  const [storedGroup, storedPlural] = STORED_AS[`${group}/${version}/${plural}`] ?? [group, plural];
  const name = qualifiedName({ group: storedGroup, plural: storedPlural });
  let definition = definitions.get(name);
  if (!definition) {
    definition = {
      name,
      ...selectableFields(storedGroup, storedPlural),
      indexedFields: INDEXED_FIELDS[`${storedGroup}/${storedPlural}`] ?? [],
    };
    definitions.set(name, definition);
  }
  const subresources = new Map(
    (info.subresources ?? []).map(({ name, verbs }) => [name, new Set(verbs)]),
  );
  return {
    info,
    apiVersion: apiVersionOf(info),
    qualifiedName: qualifiedName(info),
    definition,
    conversion: conversionOf(apiVersionOf(info), kind),
    refusedAs: { group: storedGroup, kind },
    strategy: strategyOf(group, kind),
    hasStatus: subresources.has("status"),
    verbs: new Set(info.verbs),
    subresources,
  };
}
