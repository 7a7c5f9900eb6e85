// Writing a status only when it says something new, and its conditions as Kubernetes keeps them.

import { rfc3339 } from "../../base/index.ts";
import { type KubeObject, type Resource, jsonEqual } from "../../kube/index.ts";
import type { Write } from "../wire/write.ts";

export interface WorkloadCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly lastUpdateTime?: string;
  readonly lastTransitionTime?: string;
  readonly lastProbeTime?: string;
}

/** The patch from an object's status to `next`: nothing when they are equal. Fields that `next` leaves undefined go. */
export function statusWrite(
  resource: Resource,
  object: KubeObject,
  next: Readonly<Record<string, unknown>>,
): readonly Write[] {
  const before = (object["status"] ?? {}) as Readonly<Record<string, unknown>>;
  const changed: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(next))
    if (!sameField(before[field], value)) changed[field] = value ?? null;
  if (Object.keys(changed).length === 0) return [];
  const { uid, resourceVersion } = object.metadata;
  return [
    {
      kind: "patch",
      resource,
      ref: object.metadata,
      type: "merge",
      // With its resourceVersion, so that a status worked out from old news is refused.
      patch: { metadata: { uid, resourceVersion }, status: changed },
      subresource: "status",
    },
  ];
}

/** A count of zero and an absent field are the same in Go's JSON. */
function sameField(before: unknown, after: unknown): boolean {
  const plain = (value: unknown): unknown =>
    value === undefined || value === null || value === 0 || isEmptyList(value) ? undefined : value;
  const left = plain(before);
  const right = plain(after);
  if (left === undefined || right === undefined) return left === right;
  return jsonEqual(left as never, right as never);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

export function conditionsOf(object: KubeObject): readonly WorkloadCondition[] {
  const status = object["status"] as { conditions?: readonly WorkloadCondition[] } | undefined;
  return status?.conditions ?? [];
}

/**
 * The conditions with one set. The time of transition moves only with the status, the time of update with status or reason.
 */
export function withCondition(
  conditions: readonly WorkloadCondition[],
  condition: WorkloadCondition,
  wallMs: number,
): readonly WorkloadCondition[] {
  const before = conditions.find(({ type }) => type === condition.type);
  if (before?.status === condition.status && before.reason === condition.reason) {
    if (before.message === condition.message) return conditions;
  }
  const now = rfc3339(wallMs);
  const next = {
    ...condition,
    lastUpdateTime: now,
    lastTransitionTime:
      before?.status === condition.status ? (before.lastTransitionTime ?? now) : now,
  };
  return [...conditions.filter(({ type }) => type !== condition.type), next];
}
