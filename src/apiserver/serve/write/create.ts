// POST to a collection.

import {
  type JsonObject,
  readObject,
  status,
  typeOf,
  validateDnsSubdomain,
  type ManagedFieldsEntry,
} from "../../../kube/index.ts";
import type { ServedResource } from "../../registry/registry.ts";
import { userInfo } from "../../secure/user.ts";
import { recordAt, type Draft } from "../../store/draft.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { refuse, refuseIf } from "../http/api-error.ts";
import { isDryRun, requesterOf, type Call } from "../http/call.ts";
import { defaulted } from "./defaults.ts";
import { refuseEscalation } from "./escalation.ts";
import type { Reply } from "../http/http.ts";
import { newMetadataErrors } from "../../validation/metadata.ts";
import { stampNew } from "./metadata.ts";
import { firstOwners } from "./ownership.ts";
import { readObjectBody } from "./object-body.ts";
import { checkWriteOptions } from "./write-options.ts";
import { objectReply } from "../represent/choose.ts";

export async function create(call: Call): Promise<Reply> {
  checkWriteOptions(call, "CreateOptions");
  return objectReply(call, createObject(call, await readObjectBody(call)), 201);
}

/** Creates `sent` as if it had been posted, with owners where an apply brought it; refuses with an ApiError. */
export function createObject(
  call: Call,
  sent: Draft,
  managedFields?: readonly ManagedFieldsEntry[],
): StoredObject {
  const { resource, namespace, api, collection } = call;
  const isGenerated = !sent.metadata.name;
  stampNew(call, sent);
  const draft = defaulted(
    resource,
    resource.conversion ? resource.conversion.toStored(sent) : sent,
    api.clock.wallMs(),
  );
  resource.strategy.completeSent?.(draft, "main");
  const owners = managedFields ?? firstOwners(call, draft);
  if (owners) draft.metadata.managedFields = owners;
  const request = { resource, namespace, subresource: "", operation: "create", draft } as const;
  refuseIf(api.admission.admit(request));
  wipeStatus(resource, draft);
  resource.strategy.prepareCreate?.(draft, api.admission.lookup);
  const lacking = resource.strategy.allocate?.(draft, undefined, api.admission.lookup) ?? [];
  if (lacking.length > 0) refuse(status.invalid(resource.refusedAs, draft.metadata.name, lacking));
  if (resource.qualifiedName === SIGNING_REQUESTS) stampRequester(call, draft);
  validate(resource, draft);
  refuseEscalation(call, draft);
  refuseIf(api.admission.validate(request));
  resource.strategy.completeCreated?.(draft);
  defaultStatus(resource, draft);
  call.warnings.push(...(resource.strategy.warnings?.(draft) ?? []));
  const { name } = draft.metadata;
  const existing = collection.get(namespace, name);
  if (existing) {
    const isGoing = api.store.read(existing).metadata.deletionTimestamp !== undefined;
    refuse(
      isGenerated
        ? status.generateNameConflict(resource.info, name)
        : status.alreadyExists(resource.info, name, isGoing),
    );
  }
  return isDryRun(call)
    ? api.store.preview(collection, draft, 0)
    : api.store.create(collection, draft);
}

const SIGNING_REQUESTS = "certificatesigningrequests.certificates.k8s.io";

/** Whoever signs must know who asked. */
function stampRequester(call: Call, draft: Draft): void {
  const { username: _1, uid: _2, groups: _3, extra: _4, ...spec } = recordAt(draft, "spec");
  draft["spec"] = { ...spec, ...userInfo(requesterOf(call)) };
}

/** A client cannot say how far its object has come. */
function wipeStatus(resource: ServedResource, draft: Draft): void {
  const { hasStatus, strategy, custom } = resource;
  if (!hasStatus || strategy.keepsStatusOnCreate) return;
  if (custom) delete draft["status"];
  else draft["status"] = emptyStatus(resource);
}

/** A custom resource whose schema gives its status a default begins with that: upstream fills it in whenever it reads the object. */
function defaultStatus({ hasStatus, custom }: ServedResource, draft: Draft): void {
  if (!custom || !hasStatus) return;
  const read = custom.withDefaults(draft as unknown as JsonObject) as JsonObject;
  if (read["status"] !== undefined) draft["status"] = read["status"];
}

const emptyStatuses = new WeakMap<ServedResource, unknown>();

/** The status of an object that has none yet: the counts that Go prints although they are zero. */
function emptyStatus(resource: ServedResource): unknown {
  let empty = emptyStatuses.get(resource);
  if (empty === undefined) {
    const { apiVersion, info } = resource;
    const type = typeOf(apiVersion, info.kind);
    const bare = { apiVersion, kind: info.kind, status: {} };
    empty = type ? readObject(type, bare).object["status"] : {};
    emptyStatuses.set(resource, empty);
  }
  return empty;
}

function validate({ strategy, refusedAs, custom }: ServedResource, draft: Draft): void {
  const inMetadata = newMetadataErrors(draft, strategy.nameErrors ?? validateDnsSubdomain, !custom);
  const errors = [...inMetadata, ...(strategy.validateCreate?.(draft) ?? [])];
  if (errors.length > 0) refuse(status.invalid(refusedAs, draft.metadata.name, errors));
}
