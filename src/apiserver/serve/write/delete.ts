// DELETE of one object: at once, or by stages where somebody must finish first (apiserver/pkg/registry/rest/delete.go).

import { rfc3339 } from "../../../base/index.ts";
import { status, type KubeObject } from "../../../kube/index.ts";
import type { Strategy } from "../../registry/strategy.ts";
import { draftOf, type Draft } from "../../store/draft.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { deletedReply, refuse, refuseIf } from "../http/api-error.ts";
import { isDryRun, type Call } from "../http/call.ts";
import { readDeleteOptions, type DeleteOptions } from "./delete-options.ts";
import type { Reply } from "../http/http.ts";
import { objectReply } from "../represent/choose.ts";
import { currentOf } from "./update.ts";

const FOREGROUND = "foregroundDeletion";
const ORPHAN = "orphan";

export async function remove(call: Call): Promise<Reply> {
  const options = await readDeleteOptions(call);
  const current = currentOf(call);
  const { object, gone } = deleteObject(call, current, options);
  const { info } = call.resource;
  if (info.returnsDeleted || !gone) return objectReply(call, object, 200);
  return deletedReply({
    name: current.name,
    ...(info.group ? { group: info.group } : {}),
    kind: info.plural,
    uid: current.uid,
  });
}

export interface Deletion {
  readonly object: StoredObject;
  /** Whether it is gone, or only on its way. */
  readonly gone: boolean;
}

/** Deletes `current` as far as it can be now; refuses where a precondition does not hold. */
export function deleteObject(call: Call, current: StoredObject, options: DeleteOptions): Deletion {
  checkPreconditions(call, current, options);
  const { api, collection, resource, namespace } = call;
  const before = api.store.read(current);
  const draft = draftOf(before);
  const request = { resource, namespace, subresource: "", operation: "delete", draft } as const;
  refuseIf(api.admission.admit(request));
  const why = resource.strategy.deleteForbidden?.(before);
  if (why !== undefined) refuse(status.forbidden(resource.info, current.name, why));
  const graceSeconds =
    resource.strategy.deletionGraceSeconds?.(before, options.gracePeriodSeconds) ?? 0;
  const finalizers = finalizersFor(before, options, resource.strategy);
  call.warnings.push(...orphaningWarnings(resource.strategy, options));
  const dryRun = isDryRun(call) || options.dryRun?.includes("All");
  const waits = graceSeconds > 0 || finalizers.length > 0 || namespaceHasContent(call, before);
  if (!waits) {
    // What goes gracefully is marked even where nobody waits for it.
    if (resource.strategy.deletionGraceSeconds) markGone(draft, before, api.clock.wallMs());
    if (dryRun) return { object: current, gone: true };
    return { object: api.store.remove(collection, current, draft), gone: true };
  }
  if (!markDeleted(draft, before, graceSeconds, finalizers, api.clock.wallMs()))
    return { object: current, gone: false };
  if (resource.info.generation && !before.metadata.deletionTimestamp)
    draft.metadata.generation = (before.metadata.generation ?? 0) + 1;
  if (!before.metadata.deletionTimestamp)
    resource.strategy.markDeleted?.(draft, before, rfc3339(api.clock.wallMs()));
  if (dryRun)
    return { object: api.store.preview(collection, draft, current.resourceVersion), gone: false };
  return { object: api.store.replace(collection, current, draft), gone: false };
}

function checkPreconditions(
  { resource }: Call,
  current: StoredObject,
  { preconditions }: DeleteOptions,
): void {
  const { uid, resourceVersion } = preconditions ?? {};
  if (uid && uid !== current.uid)
    refuse(
      status.conflict(
        resource.info,
        current.name,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.uid}`,
      ),
    );
  if (resourceVersion && resourceVersion !== String(current.resourceVersion))
    refuse(
      status.conflict(
        resource.info,
        current.name,
        `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${current.resourceVersion}`,
      ),
    );
}

/** The finalizers the object must lose before it goes; the garbage collector takes off the two that a policy adds. */
function finalizersFor(
  { metadata }: KubeObject,
  options: DeleteOptions,
  { finalizersOnDelete: added = [], orphansDependents }: Strategy,
): readonly string[] {
  // What a delete adds, it adds once: when its work is done and it is taken off, it stays off.
  const isFirst = metadata.deletionTimestamp === undefined;
  const own = isFirst
    ? [...new Set([...(metadata.finalizers ?? []), ...added])]
    : (metadata.finalizers ?? []);
  const { propagationPolicy: policy, orphanDependents } = options;
  if (policy === undefined && orphanDependents === undefined) {
    const isSaid = own.includes(FOREGROUND) || own.includes(ORPHAN);
    return orphansDependents && isFirst && !isSaid ? [...own, ORPHAN] : own;
  }
  const others = own.filter((finalizer) => finalizer !== FOREGROUND && finalizer !== ORPHAN);
  if (policy === "Foreground") return [...others, FOREGROUND];
  if (policy === "Orphan" || orphanDependents === true) return [...others, ORPHAN];
  return others;
}

function orphaningWarnings(
  { orphansDependents }: Strategy,
  { propagationPolicy, orphanDependents }: DeleteOptions,
): readonly string[] {
  const isSaid = propagationPolicy !== undefined || orphanDependents !== undefined;
  return isSaid || !orphansDependents?.warning ? [] : [orphansDependents.warning];
}

function namespaceHasContent(_call: Call, before: KubeObject): boolean {
  if (before.kind !== "Namespace") return false;
  const spec = before["spec"] as { finalizers?: readonly string[] } | undefined;
  return (spec?.finalizers?.length ?? 0) > 0;
}

/** Marks the draft as being deleted; false where it already is and nothing would change. */
function markDeleted(
  draft: Draft,
  before: KubeObject,
  graceSeconds: number,
  finalizers: readonly string[],
  wallMs: number,
): boolean {
  const { metadata } = draft;
  const old = before.metadata;
  const sameFinalizers = sameItems(finalizers, old.finalizers ?? []);
  if (finalizers.length > 0) metadata.finalizers = [...finalizers];
  else delete metadata.finalizers;
  if (old.deletionTimestamp) {
    // A second delete can only shorten the wait.
    const oldSeconds = old.deletionGracePeriodSeconds ?? 0;
    if (graceSeconds >= oldSeconds) return !sameFinalizers;
    const startedMs = Date.parse(old.deletionTimestamp) - oldSeconds * 1000;
    metadata.deletionTimestamp = rfc3339(startedMs + graceSeconds * 1000);
  } else metadata.deletionTimestamp = rfc3339(wallMs + graceSeconds * 1000);
  metadata.deletionGracePeriodSeconds = graceSeconds;
  if (draft.kind === "Namespace")
    draft["status"] = { ...(draft["status"] as object), phase: "Terminating" };
  return true;
}

function markGone({ metadata }: Draft, before: KubeObject, wallMs: number): void {
  if (before.metadata.deletionTimestamp === undefined) {
    metadata.deletionTimestamp = rfc3339(wallMs);
    metadata.generation = (before.metadata.generation ?? 0) + 1;
  }
  metadata.deletionGracePeriodSeconds = 0;
}

function sameItems(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item, at) => item === right[at]);
}
