// The metadata that only the server decides: names from prefixes, uid, timestamps, generation.

import { rfc3339 } from "../../../base/index.ts";
import {
  generateName,
  jsonEqual,
  status,
  type Json,
  type KubeObject,
} from "../../../kube/index.ts";
import type { ServedResource } from "../../registry/registry.ts";
import type { Draft } from "../../store/draft.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";
import type { Part } from "./part.ts";

/** As upstream's registry store. */
const GENERATED_NAMES_TRIED_MAX = 8;

/** Fills in the metadata of an object to be created; refuses what a client may not set. */
export function stampNew(call: Call, draft: Draft): void {
  const { resource, namespace, api } = call;
  const { metadata } = draft;
  if (metadata.resourceVersion)
    refuse(status.badRequest("resourceVersion should not be set on objects to be created"));
  if (resource.info.namespaced) {
    metadata.namespace ||= namespace;
    if (metadata.namespace !== namespace) refuse(status.badRequest(NAMESPACE_MISMATCH));
  } else delete metadata.namespace;
  metadata.name ||= nameFromPrefix(call, metadata.generateName);
  if (resource.strategy.namedByServer) metadata.name ||= api.newUid();
  delete metadata.selfLink;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.managedFields;
  delete metadata.resourceVersion;
  metadata.uid = api.newUid();
  metadata.creationTimestamp = rfc3339(api.clock.wallMs());
  if (resource.info.generation) metadata.generation = 1;
}

export const NAMESPACE_MISMATCH =
  "the namespace of the provided object does not match the namespace sent on the request";

function nameFromPrefix({ api, collection, namespace }: Call, prefix: string | undefined): string {
  if (!prefix) return "";
  let name = "";
  for (let tried = 0; tried < GENERATED_NAMES_TRIED_MAX; tried++) {
    name = generateName(prefix, api.random);
    if (!collection.get(namespace, name)) return name;
  }
  return name;
}

/** Carries over what an update may not change, and counts a new generation where the desired state changed. */
export function stampUpdated(
  resource: ServedResource,
  draft: Draft,
  before: KubeObject,
  part: Part,
): void {
  const { metadata } = draft;
  const old = before.metadata;
  metadata.name = old.name;
  keep(metadata, "namespace", old.namespace);
  keep(metadata, "uid", old.uid);
  keep(metadata, "creationTimestamp", old.creationTimestamp);
  // Who says another time of its end is refused by validation.
  if (part !== "main" || !metadata.deletionTimestamp)
    keep(metadata, "deletionTimestamp", old.deletionTimestamp);
  keep(metadata, "deletionGracePeriodSeconds", old.deletionGracePeriodSeconds);
  keep(metadata, "generation", old.generation);
  delete metadata.selfLink;
  if (!resource.info.generation || resource.strategy.generationStays || part === "status") return;
  if (desiredChanged(resource, draft, before)) metadata.generation = (old.generation ?? 0) + 1;
}

function keep<Field extends keyof Draft["metadata"]>(
  metadata: Draft["metadata"],
  field: Field,
  value: Draft["metadata"][Field],
): void {
  if (value === undefined) delete metadata[field];
  else metadata[field] = value;
}

/** Whether anything but metadata and status differs; where the status is no part of its own, it counts too. */
function desiredChanged(
  { custom, hasStatus, conversion }: ServedResource,
  draft: Draft,
  stored: KubeObject,
): boolean {
  // What a newer schema adds or prunes is so for whoever reads the object, and no change of this write.
  const before = custom && conversion ? conversion.fromStored(stored) : stored;
  const apart = custom && !hasStatus ? "" : "status";
  for (const field in draft) {
    if (field === "metadata" || field === "apiVersion" || field === apart) continue;
    if (!jsonEqual(draft[field] as Json, before[field] as Json)) return true;
  }
  for (const field in before)
    if (before[field] !== undefined && draft[field] === undefined && field !== apart) return true;
  return false;
}
