// DELETE of one object: at once, or by stages where somebody must finish first (apiserver/pkg/registry/rest/delete.go).

import { rfc3339 } from "../../../base/index.ts";
import { status, type KubeObject } from "../../../kube/index.ts";
import type { ServedResource } from "../../registry/registry.ts";
import type { Strategy } from "../../registry/strategy.ts";
import { draftOf, type Draft } from "../../store/draft.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { refuse, refuseIf } from "../http/api-error.ts";
import { isDryRun, type Call } from "../http/call.ts";
import { readDeleteOptions, type DeleteOptions } from "./delete-options.ts";
import type { Reply } from "../http/http.ts";
import { deletedReply, objectReply } from "../represent/choose.ts";
import { currentOf } from "./update.ts";

const FOREGROUND = "foregroundDeletion";
const ORPHAN = "orphan";

export async function remove(call: Call): Promise<Reply> {
  const options = await readDeleteOptions(call);
  const current = currentOf(call);
  const { object, gone } = deleteObject(call, current, options);
  const { info } = call.resource;
  if (info.returnsDeleted || !gone) return objectReply(call, object, 200);
  return deletedReply(call, {
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
  const { api, resource, namespace } = call;
  const before = api.store.read(current);
  const draft = draftOf(before);
  const request = { resource, namespace, subresource: "", operation: "delete", draft } as const;
  refuseIf(api.admission.admit(request));
  const why = resource.strategy.deleteForbidden?.(before);
  if (why !== undefined) refuse(status.forbidden(resource.info, current.name, why));
  call.warnings.push(...orphaningWarnings(resource.strategy, options));
  return new Removal(call, current, draft, options).run();
}

/** One delete, past all that could refuse it: by steps, each of which watchers see. */
class Removal {
  private readonly before: KubeObject;
  private readonly finalizers: readonly string[];
  private readonly wallMs: number;
  private readonly dryRun: boolean;

  constructor(
    private readonly call: Call,
    private readonly current: StoredObject,
    private readonly draft: Draft,
    private readonly options: DeleteOptions,
  ) {
    const { api, resource } = call;
    this.before = api.store.read(current);
    this.finalizers = finalizersFor(this.before, options, resource.strategy);
    this.wallMs = api.clock.wallMs();
    this.dryRun = isDryRun(call) || options.dryRun?.includes("All") === true;
  }

  run(): Deletion {
    const { strategy } = this.call.resource;
    const isFirst = !this.before.metadata.deletionTimestamp;
    if (isFirst && strategy.markDeleted) {
      const now = rfc3339(this.wallMs);
      this.setFinalizers();
      this.draft.metadata.deletionTimestamp = now;
      strategy.markDeleted(this.draft, this.before, now);
      return this.waiting();
    }
    if (strategy.isHeld?.(this.before)) return this.unchanged();
    const graceSeconds = this.markGraceful();
    if (graceSeconds === "pending") return this.unchanged();
    const isMarked = graceSeconds !== undefined;
    if (this.finalizers.length === 0 && !graceSeconds) return this.gone(isMarked);
    if (!isMarked && !this.markWaiting()) return this.unchanged();
    this.setFinalizers();
    return this.waiting();
  }

  private unchanged(): Deletion {
    return { object: this.current, gone: false };
  }

  private waiting(): Deletion {
    return { object: this.written(), gone: false };
  }

  /** What was marked is seen marked before it is gone, even where nobody waits for it. */
  private gone(isMarked: boolean): Deletion {
    const { api, collection } = this.call;
    const last = isMarked ? this.written() : this.current;
    if (this.dryRun) return { object: last, gone: true };
    return { object: api.store.remove(collection, last), gone: true };
  }

  private written(): StoredObject {
    const { api, collection } = this.call;
    return this.dryRun
      ? api.store.preview(collection, this.draft, this.current.resourceVersion)
      : api.store.replace(collection, this.current, this.draft);
  }

  /**
   * Marks what goes gracefully, for the first time or with a shorter wait. Returns the seconds until it goes; "pending"
   * where it is going already and no sooner for this; undefined where the kind knows no grace, or it is over.
   */
  private markGraceful(): number | "pending" | undefined {
    const { deletionGraceSeconds } = this.call.resource.strategy;
    if (!deletionGraceSeconds) return undefined;
    const { gracePeriodSeconds } = this.options;
    const asked =
      gracePeriodSeconds !== undefined && gracePeriodSeconds < 0 ? 1 : gracePeriodSeconds;
    const { deletionTimestamp, deletionGracePeriodSeconds: left = 0 } = this.before.metadata;
    if (!deletionTimestamp) {
      const seconds = deletionGraceSeconds(this.before, asked);
      this.countGeneration();
      return this.markUntil(this.wallMs + seconds * 1000, seconds);
    }
    if (left === 0) return undefined;
    if (asked === undefined || asked >= left) return "pending";
    const endMs = Date.parse(deletionTimestamp) - (left - asked) * 1000;
    // Who waits for it needs a moment to see that it is over.
    const seconds = endMs < this.wallMs && asked > 0 ? 1 : asked;
    return this.markUntil(Math.max(endMs, this.wallMs), seconds);
  }

  /** Marks what only waits for its finalizers; false where it is marked and nothing would change. */
  private markWaiting(): boolean {
    const { deletionTimestamp, deletionGracePeriodSeconds, finalizers = [] } = this.before.metadata;
    if (!deletionTimestamp) this.countGeneration();
    else if (deletionGracePeriodSeconds === 0 && sameItems(this.finalizers, finalizers))
      return false;
    const endMs = deletionTimestamp ? Date.parse(deletionTimestamp) : Infinity;
    this.markUntil(Math.min(endMs, this.wallMs), 0);
    return true;
  }

  private markUntil(endMs: number, seconds: number): number {
    const { metadata } = this.draft;
    metadata.deletionTimestamp = rfc3339(endMs);
    metadata.deletionGracePeriodSeconds = seconds;
    return seconds;
  }

  private countGeneration(): void {
    const { generation = 0 } = this.before.metadata;
    if (generation > 0) this.draft.metadata.generation = generation + 1;
  }

  private setFinalizers(): void {
    if (this.finalizers.length > 0) this.draft.metadata.finalizers = [...this.finalizers];
    else delete this.draft.metadata.finalizers;
  }
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
        kindAsResource(resource),
        current.name,
        `the UID in the precondition (${uid}) does not match the UID in record (${current.uid}). The object might have been deleted and then recreated`,
      ),
    );
  if (resourceVersion && resourceVersion !== String(current.resourceVersion))
    refuse(
      status.conflict(
        kindAsResource(resource),
        current.name,
        `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${current.resourceVersion}). The object might have been modified`,
      ),
    );
}

/** Kubernetes names the kind where it means the resource. */
function kindAsResource({ refusedAs: { group, kind } }: ServedResource) {
  return { group, plural: kind };
}

/** The finalizers the object must lose before it goes; the garbage collector takes off the two that a policy adds. */
function finalizersFor(
  { metadata }: KubeObject,
  options: DeleteOptions,
  { orphansDependents }: Strategy,
): readonly string[] {
  const isFirst = metadata.deletionTimestamp === undefined;
  const own = metadata.finalizers ?? [];
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

function sameItems(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item, at) => item === right[at]);
}
