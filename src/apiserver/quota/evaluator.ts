// What an object takes of the resources that a quota may limit, by kind (pkg/quota/v1/evaluator/core).

import {
  amountsOf,
  compareQuantity,
  parseQuantity,
  type Amounts,
  type Json,
  type KubeObject,
  type Quantity,
} from "../../kube/index.ts";
import { recordAt, textOf, type OpenRecord } from "../store/draft.ts";
import { podEvaluator } from "./pods.ts";
import type { ScopeSelector } from "./scope.ts";

export interface Evaluator {
  /** Those of the names that this kind takes of, in the order given. */
  covered(names: readonly string[]): readonly string[];
  usage(object: KubeObject): Amounts;
  /** Whether the object falls under a scope; kinds without scopes fall under none. */
  isInScope?(scope: ScopeSelector, object: KubeObject): boolean;
  /** What an object must say to be counted, as a sentence, of the covered resources. */
  missing?(covered: readonly string[], object: KubeObject): string | undefined;
  /** Whether an update may take more; only creates do where absent. */
  mayGrow?(after: KubeObject, before: KubeObject): boolean;
}

const ONE = parseQuantity("1");
const NONE = parseQuantity("0");

/** Names of before there was `count/…`. */
const OLD_COUNTS = ["configmaps", "resourcequotas", "replicationcontrollers", "secrets"];

const SPECIAL: Readonly<Record<string, Evaluator>> = {
  pods: podEvaluator,
  services: {
    covered: among(["count/services", "services", "services.nodeports", "services.loadbalancers"]),
    usage: serviceUsage,
    mayGrow: () => true,
  },
  persistentvolumeclaims: { covered: coveredOfClaims, usage: claimUsage, mayGrow: () => true },
  "resourceclaims.resource.k8s.io": {
    covered: (names) =>
      names.filter(
        (name) =>
          name === "count/resourceclaims.resource.k8s.io" || name.endsWith(PER_DEVICE_CLASS),
      ),
    usage: deviceUsage,
    mayGrow: () => true,
  },
};

const counters = new Map<string, Evaluator>();

/** The evaluator of a resource by qualified name; all resources but a few are only counted. */
export function evaluatorOf(resource: string): Evaluator {
  const special = SPECIAL[resource];
  if (special) return special;
  let counter = counters.get(resource);
  if (!counter) {
    const names = [`count/${resource}`, ...(OLD_COUNTS.includes(resource) ? [resource] : [])];
    const usage: Amounts = new Map(names.map((name) => [name, ONE]));
    counter = { covered: among(names), usage: () => usage };
    counters.set(resource, counter);
  }
  return counter;
}

function among(own: readonly string[]): Evaluator["covered"] {
  return (names) => names.filter((name) => own.includes(name));
}

function serviceUsage(service: KubeObject): Amounts {
  const spec = recordAt(service, "spec");
  const ports = Array.isArray(spec["ports"]) ? (spec["ports"] as readonly OpenRecord[]) : [];
  const { type } = spec;
  let nodePorts = type === "NodePort" || type === "LoadBalancer" ? ports.length : 0;
  if (type === "LoadBalancer" && spec["allocateLoadBalancerNodePorts"] === false)
    nodePorts = ports.filter(({ nodePort }) => Boolean(nodePort)).length;
  return new Map([
    ["count/services", ONE],
    ["services", ONE],
    ["services.loadbalancers", type === "LoadBalancer" ? ONE : NONE],
    ["services.nodeports", parseQuantity(nodePorts)],
  ]);
}

const CLAIM_RESOURCES = ["persistentvolumeclaims", "requests.storage"];
const OF_STORAGE_CLASS = ".storageclass.storage.k8s.io/";
const STORAGE_CLASS_BETA = "volume.beta.kubernetes.io/storage-class";

function coveredOfClaims(names: readonly string[]): readonly string[] {
  return names.filter(
    (name) =>
      name === "count/persistentvolumeclaims" ||
      CLAIM_RESOURCES.includes(name) ||
      CLAIM_RESOURCES.some((resource) => name.endsWith(OF_STORAGE_CLASS + resource)),
  );
}

function claimUsage(claim: KubeObject): Amounts {
  const spec = recordAt(claim, "spec");
  const { annotations } = claim.metadata;
  const storageClass = annotations?.[STORAGE_CLASS_BETA] ?? textOf(spec["storageClassName"]);
  const usage = new Map([
    ["persistentvolumeclaims", ONE],
    ["count/persistentvolumeclaims", ONE],
  ]);
  const storage = storageOf(claim, spec);
  if (storage) usage.set("requests.storage", storage);
  if (storageClass === "") return usage;
  const prefix = storageClass + OF_STORAGE_CLASS;
  usage.set(`${prefix}persistentvolumeclaims`, ONE);
  if (storage) usage.set(`${prefix}requests.storage`, storage);
  return usage;
}

/** What was asked for, or what is already there for it, if that is more. */
function storageOf(claim: KubeObject, spec: OpenRecord): Quantity | undefined {
  const amounts = (holder: OpenRecord, field: string): Amounts =>
    amountsOf(holder[field] as Json | undefined);
  const asked = amounts(recordAt(spec, "resources"), "requests").get("storage");
  const allocated = amounts(recordAt(claim, "status"), "allocatedResources").get("storage");
  return asked && allocated && compareQuantity(allocated, asked) > 0 ? allocated : asked;
}

const PER_DEVICE_CLASS = ".deviceclass.resource.k8s.io/devices";
/** What a request for all devices may get at most (resource/v1 AllocationResultsMaxSize). */
const ALL_DEVICES_MAX = 32;

interface DeviceRequest {
  readonly deviceClassName?: string;
  readonly allocationMode?: string;
  readonly count?: number;
}

function deviceUsage(claim: KubeObject): Amounts {
  const usage = new Map([["count/resourceclaims.resource.k8s.io", ONE]]);
  const requests = recordAt(recordAt(claim, "spec"), "devices")["requests"];
  const counts = new Map<string, number>();
  for (const request of Array.isArray(requests) ? (requests as readonly OpenRecord[]) : [])
    for (const [name, count] of devicesOf(request))
      counts.set(name, (counts.get(name) ?? 0) + count);
  for (const [name, count] of counts) usage.set(name + PER_DEVICE_CLASS, parseQuantity(count));
  return usage;
}

/** The devices by class; of alternatives, the most that any of them may take of a class. */
function devicesOf(request: OpenRecord): ReadonlyMap<string, number> {
  const { firstAvailable, exactly } = request;
  const alternatives = Array.isArray(firstAvailable) ? firstAvailable : [exactly ?? {}];
  const most = new Map<string, number>();
  for (const alternative of alternatives as readonly DeviceRequest[]) {
    const { deviceClassName: name = "", allocationMode, count = 1 } = alternative;
    const devices = allocationMode === "All" ? ALL_DEVICES_MAX : count;
    most.set(name, Math.max(most.get(name) ?? 0, devices));
  }
  return most;
}
