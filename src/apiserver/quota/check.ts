// Whether a quota leaves room for one object more, or a bigger one (apiserver/pkg/admission/plugin/resourcequota).

import {
  amountsOf,
  compareQuantity,
  formatQuantity,
  subtractQuantity,
  type Amounts,
  type Json,
  type KubeObject,
} from "../../kube/index.ts";
import { recordAt } from "../store/draft.ts";
import type { Evaluator } from "./evaluator.ts";
import { scopesOf } from "./scope.ts";

/** The amounts in a quota's `status.hard` or `status.used`. */
export function amountsIn(quota: KubeObject, field: "hard" | "used"): Map<string, Amount> {
  return amountsOf(recordAt(quota, "status")[field] as Json | undefined);
}
type Amount = Parameters<typeof formatQuantity>[0];

/** The names that a quota limits and the object takes of; none where it is about other objects. */
export function concerned(
  evaluator: Evaluator,
  quota: KubeObject,
  names: readonly string[],
  object: KubeObject,
): readonly string[] {
  const covered = evaluator.covered(names);
  if (covered.length === 0) return covered;
  const isInScope = scopesOf(quota).every((scope) => evaluator.isInScope?.(scope, object) ?? false);
  return isInScope ? covered : [];
}

/** Why the quota does not allow the object, which takes the place of `before`; undefined where it does. */
export function refusalBy(
  quota: KubeObject,
  evaluator: Evaluator,
  object: KubeObject,
  before: KubeObject | undefined,
): string | undefined {
  const { name } = quota.metadata;
  const hard = amountsIn(quota, "hard");
  const covered = concerned(evaluator, quota, [...hard.keys()], object);
  if (covered.length === 0) return undefined;
  const missing = evaluator.missing?.(covered, object);
  if (missing) return `failed quota: ${name}: ${missing}`;
  const used = amountsIn(quota, "used");
  if (covered.some((resource) => !used.has(resource)))
    return `status unknown for quota: ${name}, resources: ${[...covered].sort().join(",")}`;
  const usage = evaluator.usage(object);
  const counted = before && concerned(evaluator, quota, covered, before).length > 0;
  const usedBefore = counted ? evaluator.usage(before) : undefined;
  const exceeded: { resource: string; added: Amount; used: Amount; limit: Amount }[] = [];
  for (const resource of [...covered].sort()) {
    const added = grown(usage, usedBefore, resource);
    const [present, limit] = [used.get(resource), hard.get(resource)];
    if (!added || !present || !limit) continue;
    if (present.nanos + added.nanos > limit.nanos)
      exceeded.push({ resource, added, used: present, limit });
  }
  if (exceeded.length === 0) return undefined;
  const list = (which: "added" | "used" | "limit"): string =>
    exceeded.map((each) => `${each.resource}=${formatQuantity(each[which])}`).join(",");
  return `exceeded quota: ${name}, requested: ${list("added")}, used: ${list("used")}, limited: ${list("limit")}`;
}

function grown(usage: Amounts, before: Amounts | undefined, resource: string): Amount | undefined {
  const now = usage.get(resource);
  const old = before?.get(resource);
  if (!now || now.nanos === 0n) return undefined;
  if (!old) return now;
  return compareQuantity(now, old) > 0 ? subtractQuantity(now, old) : undefined;
}
