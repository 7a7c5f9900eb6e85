// The objects of a CustomResourceDefinition go before it does (controller/finalizer/crd_finalizer.go).

import { CLEANUP_FINALIZER, type CustomResourceDefinition } from "../../custom/definition.ts";
import type { ServedResource } from "../../registry/registry.ts";
import { collectionOf, type Api } from "../http/call.ts";
import { deleteObject } from "../write/delete.ts";
import { internalCall } from "./boot.ts";

/** Objects deleted in one go, so that a hundred thousand of them do not hold up everybody else. */
const DELETED_AT_ONCE_MAX = 2000;

/** Deletes some of the objects of `resource`; true when none is left. */
export function deleteSome(api: Api, resource: ServedResource): boolean {
  const collection = collectionOf(api, resource);
  let deleted = 0;
  for (const object of collection.select({ namespace: "", key: "" })) {
    if (deleted >= DELETED_AT_ONCE_MAX) return false;
    if (api.store.read(object).metadata.deletionTimestamp) continue;
    deleteObject(internalCall(api, resource, object.namespace, object.name), object, {});
    deleted++;
  }
  return collection.size === 0;
}

/** The finalizers without the one that waits for this; undefined where it is not among them. */
export function finalizersWithoutCleanup({
  metadata: { finalizers = [] },
}: CustomResourceDefinition): string[] | undefined {
  if (!finalizers.includes(CLEANUP_FINALIZER)) return undefined;
  return finalizers.filter((finalizer) => finalizer !== CLEANUP_FINALIZER);
}
