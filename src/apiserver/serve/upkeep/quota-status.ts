// Keeps status.used of every quota true: what an object takes is added when it is created, and given back when it goes.
// A full count is made only where a quota is new or says something else than before (pkg/controller/resourcequota).

import { assert } from "../../../base/index.ts";
import {
  addAmounts,
  addQuantity,
  formatQuantity,
  jsonEqual,
  parseQuantity,
  subtractQuantity,
  type Amounts,
  type Json,
  type KubeObject,
  type Quantity,
} from "../../../kube/index.ts";
import { amountsIn, concerned } from "../../quota/check.ts";
import { evaluatorOf } from "../../quota/evaluator.ts";
import type { Collection } from "../../store/collection.ts";
import { draftOf, recordAt } from "../../store/draft.ts";
import type { PendingWrite } from "../../store/store.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import type { Api } from "../http/call.ts";
import { commit } from "../write/update.ts";
import { internalCall } from "./boot.ts";

const ZERO = parseQuantity("0");
const QUOTAS = "resourcequotas";

/** Follows all writes, and counts in both directions. */
export function countQuotas(api: Api): void {
  const quotas = quotasOf(api);
  api.store.observe({
    before: (collection, write) => count(api, quotas, collection, write),
    after(collection, { type, object }) {
      if (collection === quotas && type !== "DELETED") recountIfNew(api, quotas, object);
    },
  });
}

/** As kube-apiserver does it alone: creates are added, and giving back is left to a controller manager. */
export function chargeQuotas(api: Api): void {
  const quotas = quotasOf(api);
  api.store.observe({
    before(collection, write) {
      if (write.type === "ADDED") count(api, quotas, collection, write);
    },
  });
}

function quotasOf({ registry, store }: Api): Collection {
  const resource = registry.find("v1", QUOTAS);
  assert(resource !== undefined, "quotas are served");
  return store.collection(resource.definition);
}

function count(
  api: Api,
  quotas: Collection,
  collection: Collection,
  { type, draft, previous }: PendingWrite,
): void {
  const { namespace = "", uid } = draft.metadata;
  if (quotas.sizeOf(namespace) === 0) return;
  const evaluator = evaluatorOf(collection.definition.name);
  if (type === "MODIFIED" && !evaluator.mayGrow) return;
  const after = type === "DELETED" ? undefined : draft;
  const before = previous && api.store.read(previous);
  for (const quota of quotas.select({ namespace, key: "" })) {
    if (quota.uid === uid) continue;
    const body = api.store.read(quota);
    const used = amountsIn(body, "used");
    const names = [...used.keys()];
    const taken = (of: KubeObject | undefined): Amounts =>
      of && concerned(evaluator, body, names, of).length > 0 ? evaluator.usage(of) : new Map();
    const changed = changedBy(used, taken(after), taken(before));
    if (changed.size > 0) writeUsed(api, quota, body, new Map([...used, ...changed]));
  }
}

/** The amounts of `used` that become more, where `after` takes more than `before`, or less. */
function changedBy(used: Amounts, after: Amounts, before: Amounts): Map<string, Quantity> {
  const changed = new Map<string, Quantity>();
  for (const [name, amount] of used) {
    const [more, less] = [after.get(name) ?? ZERO, before.get(name) ?? ZERO];
    if (more.nanos === less.nanos) continue;
    const rest = subtractQuantity(addQuantity(amount, more), less);
    changed.set(name, rest.nanos < 0n ? ZERO : rest);
  }
  return changed;
}

function recountIfNew(api: Api, quotas: Collection, { namespace, name }: StoredObject): void {
  const quota = quotas.get(namespace, name);
  if (!quota) return;
  const body = api.store.read(quota);
  const hard = recordAt(body, "spec")["hard"] ?? {};
  const status = recordAt(body, "status");
  if (status["used"] && jsonEqual(hard as Json, (status["hard"] ?? {}) as Json)) return;
  const limited = { ...body, status: { hard } };
  const total = recount(api, limited, Object.keys(hard));
  writeUsed(api, quota, limited, total);
}

/** What all objects of the namespace take; a quota is about its own namespace. */
function recount(
  { registry, store }: Api,
  quota: KubeObject,
  names: readonly string[],
): Map<string, Quantity> {
  const { namespace = "" } = quota.metadata;
  const total = new Map<string, Quantity>();
  const seen = new Set<string>();
  for (const { definition, info } of registry.all()) {
    if (!info.namespaced || seen.has(definition.name)) continue;
    seen.add(definition.name);
    const evaluator = evaluatorOf(definition.name);
    const covered = evaluator.covered(names);
    if (covered.length === 0) continue;
    for (const name of covered) total.set(name, total.get(name) ?? ZERO);
    for (const stored of store.collection(definition).select({ namespace, key: "" })) {
      const object = store.read(stored);
      if (concerned(evaluator, quota, covered, object).length > 0)
        addAmounts(total, evaluator.usage(object));
    }
  }
  return new Map(
    names.flatMap((name) => {
      const amount = total.get(name);
      return amount ? [[name, amount] as const] : [];
    }),
  );
}

function writeUsed(api: Api, stored: StoredObject, body: KubeObject, used: Amounts): void {
  const resource = api.registry.find("v1", QUOTAS);
  if (!resource) return;
  const draft = draftOf(body);
  const text = [...used].map(([name, amount]) => [name, formatQuantity(amount)] as const);
  draft["status"] = { ...recordAt(body, "status"), used: Object.fromEntries(text) };
  const call = internalCall(api, resource, stored.namespace, stored.name, {
    subresource: "status",
  });
  commit(call, stored, draft, "status");
}
