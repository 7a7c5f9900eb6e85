// Every write to an existing object ends here, whichever verb brought it: PUT, PATCH, scale, binding.

import { rfc3339 } from "../../../base/index.ts";
import { jsonEqual, status, type Json, type KubeObject, type Owners } from "../../../kube/index.ts";
import type { Strategy } from "../../registry/strategy.ts";
import { draftOf, type Draft } from "../../store/draft.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { refuse, refuseIf } from "../http/api-error.ts";
import { isDryRun, type Call } from "../http/call.ts";
import { createObject } from "./create.ts";
import { defaulted } from "./defaults.ts";
import { refuseEscalation } from "./escalation.ts";
import type { Reply } from "../http/http.ts";
import { changedMetadataErrors } from "../../validation/metadata.ts";
import { stampUpdated } from "./metadata.ts";
import { checkUid } from "./preconditions.ts";
import { readObjectBody } from "./object-body.ts";
import { setOwners, settleOwners } from "./ownership.ts";
import type { Part } from "./part.ts";
import { checkWriteOptions } from "./write-options.ts";
import { objectReply } from "../represent/choose.ts";

/** PUT of an object, or of its status. */
export async function update(call: Call, part: Part = "main"): Promise<Reply> {
  checkWriteOptions(call, "UpdateOptions");
  const sent = await readObjectBody(call);
  checkPlace(call, sent);
  const current = call.collection.get(call.namespace, call.name);
  if (!current) return createOrRefuse(call, sent, part);
  const { info, conversion } = call.resource;
  if (!sent.metadata.resourceVersion && !info.unconditionalUpdate && part !== "any")
    // Upstream names the resource here, and not its kind.
    refuse(status.invalid({ ...info, kind: info.plural }, call.name, [VERSION_REQUIRED]));
  const draft = conversion ? conversion.toStored(sent) : sent;
  return objectReply(call, commit(call, current, draft, part), 200);
}

/** Refuses what says that it belongs elsewhere than where it was sent to. */
export function checkPlace(call: Call, sent: Draft): void {
  if (!sent.metadata.name)
    refuse(
      status.badRequest(
        `the name of the object (${call.name} based on URL) was undeterminable: name must be provided`,
      ),
    );
  if (sent.metadata.name !== call.name)
    refuse(
      status.badRequest(
        `the name of the object (${sent.metadata.name}) does not match the name on the URL (${call.name})`,
      ),
    );
  if (sent.metadata.namespace && sent.metadata.namespace !== call.namespace)
    refuse(
      status.badRequest(
        "the namespace of the provided object does not match the namespace sent on the request",
      ),
    );
}

const VERSION_REQUIRED = {
  field: "metadata.resourceVersion",
  reason: "FieldValueInvalid",
  message: "Invalid value: 0: must be specified for an update",
};

function createOrRefuse(call: Call, sent: Draft, part: Part): Reply {
  const { info } = call.resource;
  if (!info.createOnUpdate || part !== "main") return refuse(status.notFound(info, call.name));
  delete sent.metadata.resourceVersion;
  return objectReply(call, createObject(call, sent), 201);
}

/** The present version of the object the call names; refuses with 404. */
export function currentOf({ collection, namespace, name, resource }: Call): StoredObject {
  return collection.get(namespace, name) ?? refuse(status.notFound(resource.info, name));
}

/**
 * Makes `next`, which may share parts with the present version, the new one. A write that changes nothing is no
 * write: same resourceVersion, no event. An object whose last finalizer goes while it is being deleted is removed.
 * `applied` are the owners of its fields where an apply brought it.
 */
export function commit(
  call: Call,
  current: StoredObject,
  next: Draft | KubeObject,
  part: Part,
  applied?: Owners,
): StoredObject {
  const { resource, api, collection } = call;
  const before = api.store.read(current);
  if ((next as unknown) === before && !applied) return current;
  checkPreconditions(call, before, next.metadata);
  let draft = draftOf(next);
  keepOtherParts(call, draft, before, part);
  // Defaults come first: a field that was left out and takes its default again makes no new generation.
  const { custom, strategy } = resource;
  if (custom || (part === "status" ? strategy.statusHasDefaults : mayLackDefaults(draft, before)))
    draft = defaulted(resource, draft, api.clock.wallMs());
  if (part === "main" || part === "status") strategy.completeSent?.(draft, part);
  stampUpdated(resource, draft, before, part);
  setOwners(call, draft, before, part, applied);
  prepareAndValidate(call, draft, before, part);
  draft.metadata.resourceVersion =
    before.metadata.resourceVersion ?? String(current.resourceVersion);
  settleOwners(draft, before);
  if (jsonEqual(draft as unknown as Json, before as unknown as Json)) return current;
  if (isFinished(draft)) {
    if (!isDryRun(call)) api.store.remove(collection, current, draft);
    // Who takes off the last finalizer is shown what was there, and not the version of its end.
    return api.store.preview(collection, draft, current.resourceVersion);
  }
  if (isDryRun(call)) return api.store.preview(collection, draft, current.resourceVersion);
  return api.store.replace(collection, current, draft);
}

/** Only what was written anew may; the status has no defaults that matter, and only namespaces have some in their metadata. */
function mayLackDefaults(draft: Draft, before: KubeObject): boolean {
  for (const field in draft)
    if (field !== "metadata" && field !== "status" && draft[field] !== before[field]) return true;
  // An apply may take away a whole field, which then has its default again.
  for (const field in before) if (draft[field] === undefined) return true;
  return draft.kind === "Namespace";
}

/** What is left to the kind: to fill in and take back, and to refuse. */
function prepareAndValidate(call: Call, draft: Draft, before: KubeObject, part: Part): void {
  const { resource, api, namespace } = call;
  const { strategy } = resource;
  switch (part) {
    case "main": {
      const request = {
        resource,
        namespace,
        subresource: "",
        operation: "update",
        draft,
        before,
      } as const;
      refuseIf(api.admission.admit(request));
      strategy.prepareUpdate?.(draft, before, api.admission.lookup);
      const lacking = strategy.allocate?.(draft, before, api.admission.lookup) ?? [];
      if (lacking.length > 0) refuse(status.invalid(resource.refusedAs, call.name, lacking));
      refuseErrors(call, draft, before, strategy.validateUpdate);
      refuseEscalation(call, draft, before);
      refuseIf(api.admission.validate(request));
      call.warnings.push(...(strategy.warnings?.(draft, before) ?? []));
      return;
    }
    case "status":
      strategy.prepareStatus?.(draft, before, () => rfc3339(api.clock.wallMs()));
      refuseErrors(call, draft, before, strategy.validateStatus, true);
      return;
    case "any":
      return;
    case "ephemeralcontainers":
    case "resize": {
      refuseErrors(call, draft, before, strategy.parts?.[part]?.validate);
      const operation = "update";
      refuseIf(
        api.admission.validate({
          resource,
          namespace,
          subresource: part,
          operation,
          draft,
          before,
        }),
      );
    }
  }
}

function checkPreconditions(
  { resource, name }: Call,
  before: KubeObject,
  { resourceVersion, uid }: { resourceVersion?: string; uid?: string },
): void {
  if (resourceVersion && resourceVersion !== before.metadata.resourceVersion)
    refuse(status.conflict(resource.info, name));
  if (uid) checkUid(resource.info, before, uid);
}

/** The status is written through its subresource only, and everything else not through it. */
function keepOtherParts({ resource }: Call, draft: Draft, before: KubeObject, part: Part): void {
  if (part === "any" || !resource.hasStatus) return;
  if (part !== "status") {
    copyField(draft, before, "status");
    const own = resource.strategy.parts?.[part];
    if (own) draft.metadata = draftOf(before).metadata;
    own?.prepare(draft, before);
    return;
  }
  for (const field in draft)
    if (field !== "metadata" && field !== "status" && before[field] === undefined)
      delete draft[field];
  for (const field in before)
    if (field !== "metadata" && field !== "status") draft[field] = before[field];
  const { metadata } = before as unknown as Draft;
  for (const field of resource.strategy.statusKeeps ?? [])
    if (metadata[field] === undefined) delete draft.metadata[field];
    else draft.metadata = { ...draft.metadata, [field]: metadata[field] };
}

function copyField(draft: Draft, before: KubeObject, field: string): void {
  if (before[field] === undefined) delete draft[field];
  else draft[field] = before[field];
}

function refuseErrors(
  { resource: { refusedAs, custom, strategy }, name, warnings }: Call,
  draft: Draft,
  before: KubeObject,
  validate: Strategy["validateUpdate"],
  isStatus = false,
): void {
  const inMetadata = changedMetadataErrors(draft, before, !custom, isStatus);
  const errors = [...inMetadata, ...(validate?.(draft, before) ?? [])];
  // Broken rules that are forgiven are told with a refusal too.
  if (custom) warnings.push(...(strategy.warnings?.(draft, before) ?? []));
  if (errors.length > 0) refuse(status.invalid(refusedAs, name, errors));
}

function isFinished({ metadata, kind, spec }: Draft): boolean {
  if (!metadata.deletionTimestamp || (metadata.finalizers?.length ?? 0) > 0) return false;
  if ((metadata.deletionGracePeriodSeconds ?? 0) > 0) return false;
  if (kind !== "Namespace") return true;
  const finalizers = (spec as { finalizers?: readonly string[] } | undefined)?.finalizers;
  return (finalizers?.length ?? 0) === 0;
}
