// What a pod takes of a quota (pkg/quota/v1/evaluator/core/pods.go).

import {
  addAmounts,
  amountsOf,
  parseQuantity,
  podAmounts,
  type Amounts,
  type Bound,
  type Json,
  type JsonObject,
  type KubeObject,
} from "../../kube/index.ts";
import { qualityOfService } from "../registry/quality-of-service.ts";
import { recordAt, textOf, type OpenRecord } from "../store/draft.ts";
import type { Evaluator } from "./evaluator.ts";
import { selects, type ScopeSelector } from "./scope.ts";

const ONE = parseQuantity("1");
/** Counted by their own name, by `requests.` and by `limits.`. */
const COMPUTE = ["cpu", "memory", "ephemeral-storage"];
const NAMES = [
  "count/pods",
  "pods",
  ...COMPUTE.flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
];
const PREFIXES = ["hugepages-", "requests.hugepages-"];
/** What every container must say, where a quota limits it. */
const REQUIRED = [
  "cpu",
  "memory",
  "requests.cpu",
  "requests.memory",
  "limits.cpu",
  "limits.memory",
];
const REQUESTS = "requests.";
const IMPLICIT_DEVICE_CLASS = "requests.deviceclass.resource.kubernetes.io/";

export const podEvaluator: Evaluator = {
  covered: (names) =>
    names.filter(
      (name) =>
        NAMES.includes(name) ||
        PREFIXES.some((prefix) => name.startsWith(prefix)) ||
        isExtended(name),
    ),

  usage(pod) {
    const counted = new Map([["count/pods", ONE]]);
    if (isOver(pod)) return counted;
    counted.set("pods", ONE);
    const spec = recordAt(pod, "spec") as JsonObject;
    return addAmounts(counted, named(ofPod(spec, "requests"), ofPod(spec, "limits")));
  },

  isInScope: (scope, pod) => isInScope(scope, recordAt(pod, "spec")),

  missing(covered, pod) {
    const spec = recordAt(pod, "spec");
    if (saysItsOwn(spec)) return undefined;
    const sentences: string[] = [];
    for (const resource of REQUIRED.filter((name) => covered.includes(name)).sort()) {
      const silent = containersOf(spec).filter((container) => !saidBy(container).has(resource));
      const names = [...new Set(silent.map((container) => textOf(container["name"])))].sort();
      if (names.length > 0) sentences.push(`${resource} for: ${names.join(",")}`);
    }
    return sentences.length > 0 ? `must specify ${sentences.join("; ")}` : undefined;
  },

  mayGrow: (after, before) =>
    hasDeadline(recordAt(after, "spec")) !== hasDeadline(recordAt(before, "spec")),
};

function isExtended(name: string): boolean {
  if (!name.startsWith(REQUESTS)) return false;
  const isNative = !name.includes("/") || name.includes("kubernetes.io/");
  return !isNative || name.startsWith(IMPLICIT_DEVICE_CLASS);
}

/** A pod that is over takes no more than its place in the store. */
function isOver(pod: KubeObject): boolean {
  const { phase } = recordAt(pod, "status");
  return phase === "Succeeded" || phase === "Failed";
}

const isOfPods = (name: string): boolean =>
  name === "cpu" || name === "memory" || name.startsWith("hugepages-");

/** What the pod takes, and what running it costs its node besides. */
function ofPod(spec: JsonObject, which: Bound): Amounts {
  const amounts = podAmounts(spec, which, isOfPods);
  const overhead = amountsOf(spec["overhead"]);
  if (which === "requests") return addAmounts(amounts, overhead);
  for (const name of overhead.keys()) if (!amounts.has(name)) overhead.delete(name);
  return addAmounts(amounts, overhead);
}

/** By the names that quotas have for them. */
function named(requests: Amounts, limits: Amounts): Amounts {
  const usage = new Map<string, typeof ONE>();
  for (const [name, amount] of requests) {
    const isCompute = COMPUTE.includes(name);
    if (!isCompute && !name.startsWith("hugepages-") && !name.includes("/")) continue;
    if (isCompute || name.startsWith("hugepages-")) usage.set(name, amount);
    usage.set(REQUESTS + name, amount);
  }
  for (const name of COMPUTE) {
    const limit = limits.get(name);
    if (limit) usage.set(`limits.${name}`, limit);
  }
  return usage;
}

function saidBy(container: OpenRecord): Amounts {
  const resources = recordAt(container, "resources");
  const amounts = (which: Bound): Amounts => amountsOf(resources[which] as Json | undefined);
  return named(amounts("requests"), amounts("limits"));
}

function containersOf(spec: OpenRecord): readonly OpenRecord[] {
  return ["containers", "initContainers"].flatMap((field) => {
    const containers = spec[field];
    return Array.isArray(containers) ? (containers as OpenRecord[]) : [];
  });
}

/** Whether the pod has resources of its own, beside those of its containers. */
function saysItsOwn(spec: OpenRecord): boolean {
  const resources = recordAt(spec, "resources");
  return (["requests", "limits"] as const).some((which) =>
    Object.keys(recordAt(resources, which)).some(isOfPods),
  );
}

function hasDeadline({ activeDeadlineSeconds }: OpenRecord): boolean {
  return typeof activeDeadlineSeconds === "number" && activeDeadlineSeconds >= 0;
}

function isInScope(scope: ScopeSelector, spec: OpenRecord): boolean {
  switch (scope.scopeName) {
    case "Terminating":
      return hasDeadline(spec);
    case "NotTerminating":
      return !hasDeadline(spec);
    case "BestEffort":
      return qualityOfService(spec) === "BestEffort";
    case "NotBestEffort":
      return qualityOfService(spec) !== "BestEffort";
    case "PriorityClass":
      return selects(scope, textOf(spec["priorityClassName"]) || undefined);
    case "CrossNamespacePodAffinity":
      return reachesOtherNamespaces(spec);
    default:
      return false;
  }
}

interface AffinityTerm {
  readonly namespaces?: readonly string[];
  readonly namespaceSelector?: object;
  readonly podAffinityTerm?: AffinityTerm;
}

function reachesOtherNamespaces(spec: OpenRecord): boolean {
  const affinity = recordAt(spec, "affinity");
  return ["podAffinity", "podAntiAffinity"].some((which) => {
    const { requiredDuringSchedulingIgnoredDuringExecution: required } = recordAt(affinity, which);
    const { preferredDuringSchedulingIgnoredDuringExecution: preferred } = recordAt(
      affinity,
      which,
    );
    const terms = [required, preferred].flatMap((list) => (list ?? []) as readonly AffinityTerm[]);
    return terms.some((term) => {
      const { namespaces, namespaceSelector } = term.podAffinityTerm ?? term;
      return (namespaces?.length ?? 0) > 0 || namespaceSelector !== undefined;
    });
  });
}
