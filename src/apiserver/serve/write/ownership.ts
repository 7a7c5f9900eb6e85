// Keeps metadata.managedFields true over writes. Unless the server was told to track every object, only those that were
// applied at least once are: a write to any other costs nothing for it, and the first apply finds its fields owned by
// `before-first-apply`, as upstream has it for objects from before its time (docs/decisions/managed-fields.md).

import { rfc3339 } from "../../../base/index.ts";
import {
  applyTypeOf,
  entriesOf,
  fieldElement,
  FieldSet,
  jsonEqual,
  type ManagedFieldsEntry,
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
import type { Strategy } from "../../registry/strategy.ts";
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
    // Upstream keeps no times of those who scale (util/managedfields/scalehandler.go).
    now: subresource === "scale" ? undefined : rfc3339(api.clock.wallMs()),
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

/** The managedFields of an object to be created, as its creator sent it and before anybody adds to it. */
export function firstOwners(call: Call, draft: Draft): readonly ManagedFieldsEntry[] | undefined {
  if (call.api.managedFields !== "always") return undefined;
  const write = ownershipWrite(call, bareObject(call.resource), new Map(), "main");
  return entriesOf(ownersAfterUpdate(write, withoutOwners(call, draft)));
}

/**
 * Sets the managedFields of `draft`, which is to replace `before`, as its writer sent it and before anybody adds to it;
 * `applied` are the owners where an apply brought it. What nobody tracked so far stays so.
 */
export function setOwners(
  call: Call,
  draft: Draft,
  before: KubeObject,
  part: Part,
  applied: Owners | undefined,
): void {
  const old = managedFieldsOf(before);
  const sent = draft.metadata.managedFields;
  const entries =
    applied || old !== undefined ? entriesAfter(call, draft, before, part, applied) : undefined;
  if (entries === sent) return;
  if (entries) draft.metadata.managedFields = entries;
  else delete draft.metadata.managedFields;
}

/** Owners that differ from those before only in their times are those before, unless the object changed too. */
export function settleOwners(draft: Draft, before: KubeObject): void {
  const old = managedFieldsOf(before);
  const { managedFields } = draft.metadata;
  if (managedFields === old) return;
  draft.metadata.managedFields = old;
  const isSame =
    jsonEqual(draft as unknown as Json, before as unknown as Json) &&
    sameOwnership(managedFields, old);
  if (isSame) return;
  if (managedFields === undefined) delete draft.metadata.managedFields;
  else draft.metadata.managedFields = managedFields;
}

/** Undefined where nobody owns anything, or the client gives up tracking the object. */
function entriesAfter(
  call: Call,
  draft: Draft,
  before: KubeObject,
  part: Part,
  applied: Owners | undefined,
): unknown {
  if (applied) return entriesOf(applied);
  const old = managedFieldsOf(before);
  const sent = part === "main" ? draft.metadata.managedFields : old;
  if (isReset(sent)) return undefined;
  const named = sent === old ? undefined : ownersOf(sent);
  const isNamed = named !== undefined && named.size > 0;
  const owners = isNamed ? named : ownersOf(old);
  const write = ownershipWrite(call, withoutOwners(call, before), owners, part);
  const after = ownersAfterUpdate(write, withoutOwners(call, draft));
  return after === owners && !isNamed ? old : entriesOf(after);
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

/** By API version and kind: what is made once for each. */
const bareObjects = new Map<string, JsonObject>();

export function bareObject({ apiVersion, info }: ServedResource): JsonObject {
  const key = `${apiVersion}/${info.kind}`;
  let bare = bareObjects.get(key);
  if (!bare) {
    const object = { apiVersion, kind: info.kind, metadata: {} };
    const type = typeOf(apiVersion, info.kind);
    bare = type ? readObject(type, object).object : object;
    bareObjects.set(key, bare);
  }
  return bare;
}

const NOTHING = FieldSet.of();
const STATUS = FieldSet.of([fieldElement("status")]);
const SPEC_AND_STATUS = FieldSet.of([fieldElement("spec")], [fieldElement("status")]);
const ignoredInStatus = new WeakMap<Strategy, FieldSet>();

/** What a write to this part leaves as it is, whatever it says (upstream's GetResetFields). */
function ignoredFields({ hasStatus, strategy }: ServedResource, part: Part): FieldSet {
  if (!hasStatus || (part !== "main" && part !== "status")) return NOTHING;
  if (part === "main") return strategy.specStays ? SPEC_AND_STATUS : STATUS;
  let ignored = ignoredInStatus.get(strategy);
  if (!ignored) {
    const kept = (strategy.statusKeeps ?? []).map((name) => [
      fieldElement("metadata"),
      fieldElement(name),
    ]);
    ignored = FieldSet.of([fieldElement("spec")], ...kept);
    ignoredInStatus.set(strategy, ignored);
  }
  return ignored;
}
