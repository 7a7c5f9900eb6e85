// Keeps metadata.managedFields true over writes. Only objects that were applied at least once are tracked: a write to any
// other object costs nothing for it, and the first apply finds its fields owned by `before-first-apply`, as upstream
// has it for objects from before its time.

import { rfc3339 } from "../../../base/index.ts";
import {
  applyTypeOf,
  entriesOf,
  fieldElement,
  FieldSet,
  jsonEqual,
  OPEN,
  ownersAfterUpdate,
  ownersOf,
  readObject,
  sameOwnership,
  typeNamed,
  typeOf,
  type Json,
  type JsonObject,
  type KubeObject,
  type MapType,
  type Owners,
  type OwnershipWrite,
} from "../../../kube/index.ts";
import { customApplyType } from "../../custom/apply-type.ts";
import type { ServedResource } from "../../registry/registry.ts";
import { draftOf, type Draft } from "../../store/draft.ts";
import type { Call } from "../http/call.ts";
import type { Part } from "./part.ts";

/** As upstream's FieldManagerMaxLength. */
const MANAGER_LENGTH_MAX = 128;

/** What the ownership of a write is decided from; `live` is in the call's version, without its managedFields. */
export function ownershipWrite(
  call: Call,
  live: JsonObject,
  owners: Owners,
  part: Part,
): OwnershipWrite {
  const { resource, subresource, api } = call;
  return {
    type: mergeTypeOf(resource),
    live,
    bare: bareObject(resource),
    owners,
    manager: managerOf(call),
    apiVersion: resource.apiVersion,
    subresource,
    ignored: ignoredFields(resource, part),
    now: rfc3339(api.clock.wallMs()),
  };
}

export function managedFieldsOf({ metadata }: KubeObject): unknown {
  return (metadata as { readonly managedFields?: unknown }).managedFields;
}

/** The object as the call's version has it, without its managedFields. */
export function withoutOwners({ resource }: Call, stored: KubeObject): JsonObject {
  const draft = draftOf(stored);
  delete draft.metadata.managedFields;
  const { conversion } = resource;
  const shown = conversion ? conversion.fromStored(draft) : draft;
  return shown as unknown as JsonObject;
}

/**
 * Sets the managedFields of `draft`, which replaces `before`; `applied` are the owners where an apply brought it. A list that
 * differs only in its times from the one before is the one before, unless the object changed with it.
 */
export function trackOwners(
  call: Call,
  draft: Draft,
  before: KubeObject,
  part: Part,
  applied: Owners | undefined,
): void {
  const old = managedFieldsOf(before);
  if (!applied && old === undefined) {
    delete draft.metadata.managedFields;
    return;
  }
  const owners = applied ?? ownersAfter(call, draft, before, part);
  const entries = owners && entriesOf(owners);
  draft.metadata.managedFields = old;
  const unchanged =
    sameOwnership(entries, old) && jsonEqual(draft as unknown as Json, before as unknown as Json);
  if (unchanged) return;
  if (entries) draft.metadata.managedFields = entries;
  else delete draft.metadata.managedFields;
}

/** Undefined where the client gives up tracking the object. */
function ownersAfter(call: Call, draft: Draft, before: KubeObject, part: Part): Owners | undefined {
  const sent = part === "main" ? draft.metadata.managedFields : undefined;
  if (isReset(sent)) return undefined;
  const named = ownersOf(sent);
  const owners = named.size > 0 ? named : ownersOf(managedFieldsOf(before));
  const write = ownershipWrite(call, withoutOwners(call, before), owners, part);
  return ownersAfterUpdate(write, withoutOwners(call, draft));
}

/** An empty list, or one empty entry, is how clients say it. */
function isReset(sent: unknown): boolean {
  if (!Array.isArray(sent)) return false;
  const [first] = sent as readonly object[];
  return first === undefined || (sent.length === 1 && Object.keys(first).length === 0);
}

/** The fieldManager parameter, or the first word of the user agent. */
function managerOf({ query, request }: Call): string {
  const named = query.get("fieldManager");
  if (named) return named;
  const agent = (request.header("user-agent") ?? "").split("/")[0] ?? "";
  return agent.replaceAll(/[^\P{C}]/gu, "").slice(0, MANAGER_LENGTH_MAX);
}

/** How the objects of a resource merge. */
export function mergeTypeOf({ apiVersion, info, custom }: ServedResource): MapType {
  if (custom) return customApplyType(custom.schema);
  const type = typeOf(apiVersion, info.kind);
  return type ? applyTypeOf(type) : UNKNOWN;
}

/** A kind without a type of its own: its metadata is everyone's, of the rest only objects merge. */
const UNKNOWN: MapType = {
  kind: "map",
  field(name) {
    const metadata = typeNamed("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
    if (name === "metadata" && metadata) return applyTypeOf(metadata);
    return name === "apiVersion" || name === "kind" ? { kind: "leaf", holds: "scalar" } : undefined;
  },
  others: OPEN,
};

export function bareObject({ apiVersion, info }: ServedResource): JsonObject {
  const object = { apiVersion, kind: info.kind, metadata: {} };
  const type = typeOf(apiVersion, info.kind);
  return type ? readObject(type, object).object : object;
}

/** What a write to this part leaves as it is, whatever it says (upstream's GetResetFields). */
function ignoredFields({ hasStatus, strategy }: ServedResource, part: Part): FieldSet {
  if (!hasStatus || part === "any") return FieldSet.of();
  if (part === "main") return FieldSet.of([fieldElement("status")]);
  const kept = (strategy.statusKeeps ?? []).map((name) => [
    fieldElement("metadata"),
    fieldElement(name),
  ]);
  return FieldSet.of([fieldElement("spec")], ...kept);
}
