// POST pods/NAME/eviction: a delete that the disruption budgets may veto (registry/core/pod/storage/eviction.go).

import { rfc3339 } from "../../../base/index.ts";
import {
  labelSelectorFromObject,
  status,
  type Condition,
  type KubeObject,
  type LabelSelectorObject,
  type Status,
} from "../../../kube/index.ts";
import { draftOf, recordAt, type Draft } from "../../store/draft.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { refuse } from "../http/api-error.ts";
import { createdReply } from "../represent/choose.ts";
import { readBody } from "../write/body.ts";
import { collectionOf, isDryRun, type Api, type Call } from "../http/call.ts";
import { deleteObject } from "../write/delete.ts";
import type { DeleteOptions } from "../write/delete-options.ts";
import type { Reply } from "../http/http.ts";
import { internalCall } from "../upkeep/boot.ts";
import { commit, currentOf } from "../write/update.ts";

interface Eviction {
  readonly metadata?: { readonly name?: string };
  readonly deleteOptions?: DeleteOptions;
}

export async function evict(call: Call): Promise<Reply> {
  const { value } = await readBody(call);
  const { metadata, deleteOptions: options = {} } = (value ?? {}) as Eviction;
  if (metadata?.name !== call.name)
    refuse(status.badRequest("name in URL does not match name in Eviction object"));
  const current = currentOf(call);
  const pod = call.api.store.read(current);
  const isTried = isDryRun(call) || options.dryRun?.includes("All") === true;
  if (!isOver(pod)) spendBudget(call, current, isTried);
  deleteObject(call, current, options);
  return createdReply(call);
}

/** A pod that runs nothing can always go. */
function isOver(pod: KubeObject): boolean {
  const phase = recordAt(pod, "status")["phase"];
  return (
    phase === "Succeeded" ||
    phase === "Failed" ||
    phase === "Pending" ||
    pod.metadata.deletionTimestamp !== undefined
  );
}

function spendBudget(call: Call, pod: StoredObject, isTried: boolean): void {
  const resource = call.api.registry.find("policy/v1", "poddisruptionbudgets");
  if (!resource) return;
  const budgets = collectionOf(call.api, resource);
  const covering = budgets
    .select({ namespace: pod.namespace, key: "" })
    .filter((budget) => covers(call.api.store.read(budget), pod));
  const [budget, second] = covering;
  if (!budget) return;
  if (second)
    refuse(
      status.internalError(
        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
      ),
    );
  const draft = spent(call.api, budget, pod);
  if (isTried) return;
  const { namespace, name } = budget;
  const about = internalCall(call.api, resource, namespace, name, { subresource: "status" });
  commit(about, budget, draft, "status");
}

function covers(budget: KubeObject, pod: StoredObject): boolean {
  const selector = recordAt(budget, "spec")["selector"] as LabelSelectorObject | undefined;
  return labelSelectorFromObject(selector).matches(pod.labels);
}

/** The budget with one disruption less; refuses where there is none left. */
function spent(api: Api, budget: StoredObject, pod: StoredObject): Draft {
  const before = api.store.read(budget);
  const old = recordAt(before, "status");
  const allowed = Number(old["disruptionsAllowed"] ?? 0);
  const { generation = 0 } = before.metadata;
  if (Number(old["observedGeneration"] ?? 0) < generation)
    refuse(
      vetoed(
        `The disruption budget ${budget.name} is still being processed by the server.`,
        NOT_YET_SECONDS,
      ),
    );
  if (allowed <= 0) refuse(vetoed(whyNone(budget.name, old), 0));
  const draft = draftOf(before);
  const now = rfc3339(api.clock.wallMs());
  draft["status"] = {
    ...old,
    disruptionsAllowed: allowed - 1,
    disruptedPods: { ...recordAt(old, "disruptedPods"), [pod.name]: now },
    conditions: withDisruptionAllowed(before, allowed - 1, now),
  };
  return draft;
}

/** The conditions with the one that says whether more may go. */
function withDisruptionAllowed(
  { metadata, ...budget }: KubeObject,
  allowed: number,
  now: string,
): readonly Condition[] {
  const conditions = (recordAt(budget, "status")["conditions"] ?? []) as readonly Condition[];
  const old = conditions.find(({ type }) => type === "DisruptionAllowed");
  const status = allowed > 0 ? "True" : "False";
  const condition = {
    type: "DisruptionAllowed",
    status,
    observedGeneration: metadata.generation,
    lastTransitionTime: old?.status === status ? (old.lastTransitionTime ?? now) : now,
    reason: allowed > 0 ? "SufficientPods" : "InsufficientPods",
    message: "",
  };
  return [...conditions.filter((each) => each !== old), condition];
}

const NOT_YET_SECONDS = 10;

function vetoed(message: string, retryAfterSeconds: number): Status {
  const why = "Cannot evict pod as it would violate the pod's disruption budget.";
  const refusal = status.tooManyRequests(why, retryAfterSeconds);
  const causes = [{ reason: "DisruptionBudget", message }];
  return { ...refusal, details: { ...refusal.details, causes } };
}

function whyNone(name: string, old: Readonly<Record<string, unknown>>): string {
  const needed = Number(old["desiredHealthy"] ?? 0);
  const healthy = Number(old["currentHealthy"] ?? 0);
  return healthy <= needed
    ? `The disruption budget ${name} needs ${needed} healthy pods and has ${healthy} currently`
    : `The disruption budget ${name} does not allow evicting pods currently`;
}
