// A namespace that is being deleted loses its content, then its finalizer, then itself. The controller-manager's
// namespace controller does the same; whoever comes first, the other finds nothing left to do.

import { draftOf, recordAt } from "../../store/draft.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { internalCall } from "./boot.ts";
import { collectionOf, type Api } from "../http/call.ts";
import { deleteObject } from "../write/delete.ts";
import { commit } from "../write/update.ts";

/** Nothing in a namespace that goes is left for a garbage collector to orphan. */
const BACKGROUND = { propagationPolicy: "Background" } as const;

/** Objects deleted in one go, so that a namespace of 100,000 pods does not hold up everybody else. */
const DELETED_AT_ONCE_MAX = 2000;

/** Takes one step for each namespace that is going. */
export function emptyNamespaces(api: Api): void {
  const resource = api.registry.find("v1", "namespaces");
  if (!resource) return;
  const namespaces = collectionOf(api, resource);
  const phase = resource.definition.fieldNames.indexOf("status.phase");
  for (const namespace of namespaces.select({ namespace: "", key: "" })) {
    if (namespace.fields[phase] !== "Terminating") continue;
    if (!emptyNamespace(api, namespace.name)) continue;
    const current = namespaces.get("", namespace.name);
    if (current) finalize(api, current);
  }
}

/** Deletes some of the content; true when nothing is left. */
function emptyNamespace(api: Api, name: string): boolean {
  let left = 0;
  let deleted = 0;
  const seen = new Set<string>();
  for (const resource of api.registry.all()) {
    const { definition, info, verbs } = resource;
    if (!info.namespaced || !verbs.has("delete") || seen.has(definition.name)) continue;
    seen.add(definition.name);
    const collection = collectionOf(api, resource);
    left += collection.sizeOf(name);
    if (collection.sizeOf(name) === 0) continue;
    for (const object of collection.select({ namespace: name, key: "" })) {
      if (deleted >= DELETED_AT_ONCE_MAX) return false;
      deleted++;
      if (deleteObject(internalCall(api, resource, name, object.name), object, BACKGROUND).gone)
        left--;
    }
  }
  return left === 0;
}

function finalize(api: Api, namespace: StoredObject): void {
  const resource = api.registry.find("v1", "namespaces");
  if (!resource) return;
  const draft = draftOf(api.store.read(namespace));
  draft["spec"] = { ...recordAt(draft, "spec"), finalizers: [] };
  commit(internalCall(api, resource, "", namespace.name), namespace, draft, "any");
}
