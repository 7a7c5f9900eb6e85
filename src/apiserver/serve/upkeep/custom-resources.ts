// Brings CustomResourceDefinitions into effect. It follows their collection as a watcher does, and for each that changed
// looks at the present state only: gives it its status, serves what it defines, or clears away what it defined.

import { rfc3339 } from "../../../base/index.ts";
import type { CustomResourceDefinition } from "../../custom/definition.ts";
import { isTrue, statusFor, withCondition } from "../../custom/definition-status.ts";
import { collectionOfDefinition, servedVersions } from "../../custom/served-versions.ts";
import type { ServedResource } from "../../registry/registry.ts";
import { draftOf } from "../../store/draft.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { collectionOf, type Api } from "../http/call.ts";
import { commit } from "../write/update.ts";
import { internalCall } from "./boot.ts";
import { deleteSome, finalizersWithoutCleanup } from "./custom-removal.ts";
import { followNames } from "./follow-names.ts";
import { unlessRefused } from "./unless-refused.ts";

const API_VERSION = "apiextensions.k8s.io/v1";
/** Between two looks at a definition whose objects wait for somebody's finalizers. */
const REMOVAL_INTERVAL_MS = 100;

interface Served {
  /** What the served resources were made from. */
  readonly source: string;
  readonly collectionName: string;
  readonly resources: readonly ServedResource[];
}

export class CustomResources {
  private readonly served = new Map<string, Served>();
  private stopped = false;

  private constructor(
    private readonly api: Api,
    private readonly definitions: ServedResource,
  ) {}

  /** Follows from now on; the returned function stops it. */
  static start(api: Api): () => void {
    const definitions = api.registry.find(API_VERSION, "customresourcedefinitions");
    if (!definitions) return () => {};
    const custom = new CustomResources(api, definitions);
    const unfollow = followNames(api, definitions, {
      changed: (name) => custom.syncOrLater(name),
      lost: () => custom.syncAll(),
    });
    custom.syncAll();
    return () => {
      custom.stopped = true;
      unfollow();
    };
  }

  private syncAll(): void {
    for (const name of new Set([...this.served.keys(), ...this.all().map(({ name }) => name)]))
      this.syncOrLater(name);
  }

  private syncOrLater(name: string): void {
    unlessRefused(this.api, () => this.sync(name));
  }

  private all(): readonly StoredObject[] {
    return collectionOf(this.api, this.definitions).select({ namespace: "", key: "" });
  }

  private read(stored: StoredObject): CustomResourceDefinition {
    return this.api.store.read(stored) as CustomResourceDefinition;
  }

  private sync(name: string): void {
    const stored = collectionOf(this.api, this.definitions).get("", name);
    if (!stored) return this.withdraw(name);
    const definition = this.withStatus(stored);
    const { acceptedNames } = definition.status ?? {};
    if (acceptedNames && isTrue(definition.status ?? {}, "Established"))
      this.serve(name, definition, acceptedNames);
    if (definition.metadata.deletionTimestamp) this.remove(name);
  }

  /** The definition with the status it should have, written where it had another. */
  private withStatus(stored: StoredObject): CustomResourceDefinition {
    const definition = this.read(stored);
    const now = rfc3339(this.api.clock.wallMs());
    if (definition.metadata.deletionTimestamp) {
      const conditions = withCondition(
        definition.status?.conditions ?? [],
        "Terminating",
        {
          status: "True",
          reason: "InstanceDeletionInProgress",
          message: "CustomResource deletion is in progress",
        },
        now,
      );
      if (conditions === definition.status?.conditions) return definition;
      return this.write(stored, { status: { ...definition.status, conditions } });
    }
    const others = this.all().filter((other) => other !== stored);
    const status = statusFor(
      definition,
      others.map((other) => this.read(other)),
      now,
    );
    return status === definition.status ? definition : this.write(stored, { status });
  }

  private write(stored: StoredObject, change: object): CustomResourceDefinition {
    const draft = { ...draftOf(this.api.store.read(stored)), ...change };
    const call = internalCall(this.api, this.definitions, "", stored.name, {
      subresource: "status",
    });
    return this.read(commit(call, stored, draft, "any"));
  }

  private serve(
    name: string,
    definition: CustomResourceDefinition,
    acceptedNames: Parameters<typeof servedVersions>[1],
  ): void {
    const { spec, metadata } = definition;
    const isTerminating = metadata.deletionTimestamp !== undefined;
    const source = JSON.stringify([spec, acceptedNames]);
    const before = this.served.get(name);
    if (before?.source === source + String(isTerminating)) return;
    const isSameSpec = before?.source.startsWith(source) === true;
    const { registry, store } = this.api;
    const collection = isSameSpec
      ? (before.resources[0]?.definition ?? collectionOfDefinition(definition))
      : collectionOfDefinition(definition);
    // As upstream: who watches under the old definition is sent away, and finds the new one when it comes back.
    if (before && !isSameSpec) this.endWatches(before);
    if (!isSameSpec) store.redefine(collection);
    for (const resource of before?.resources ?? []) registry.remove(resource);
    const resources = servedVersions(definition, acceptedNames, collection).filter(
      ({ apiVersion, info }) => registry.find(apiVersion, info.plural) === undefined,
    );
    for (const resource of resources) registry.add(resource);
    this.served.set(name, {
      source: source + String(isTerminating),
      collectionName: collection.name,
      resources,
    });
  }

  /** Deletes the objects of a definition that is going; when none is left, lets it go. */
  private remove(name: string): void {
    const stored = collectionOf(this.api, this.definitions).get("", name);
    if (!stored || this.stopped) return;
    const [resource] = this.served.get(name)?.resources ?? [];
    if (resource && !deleteSome(this.api, resource)) {
      this.api.later(REMOVAL_INTERVAL_MS, () => unlessRefused(this.api, () => this.remove(name)));
      return;
    }
    const finalizers = finalizersWithoutCleanup(this.read(stored));
    if (!finalizers) return;
    const { metadata } = draftOf(this.read(stored));
    this.write(stored, { metadata: { ...metadata, finalizers } });
  }

  /** Stops serving what a definition that has gone defined; names it held may be free for others. */
  private withdraw(name: string): void {
    const before = this.served.get(name);
    if (!before) return;
    this.served.delete(name);
    this.endWatches(before);
    for (const resource of before.resources) this.api.registry.remove(resource);
    this.api.store.drop(before.collectionName);
    for (const other of this.all()) this.sync(other.name);
  }

  private endWatches({ resources }: Served): void {
    const [resource] = resources;
    if (!resource) return;
    for (const { sink } of collectionOf(this.api, resource).hub.all()) sink.close();
  }
}
