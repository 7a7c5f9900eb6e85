// What a LimitRange forbids, as sentences.

import {
  amountsOf,
  formatQuantity,
  podAmounts,
  type Amounts,
  type Json,
  type JsonObject,
  type Quantity,
} from "../../kube/index.ts";

type Quantities = Readonly<Record<string, string>>;

/** An item of a LimitRange's `spec.limits`. */
export interface Limit {
  readonly type: string;
  readonly min?: Quantities;
  readonly max?: Quantities;
  readonly default?: Quantities;
  readonly defaultRequest?: Quantities;
  readonly maxLimitRequestRatio?: Quantities;
}

interface Resources {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** What about an object of `kind` is not within the limits. */
export function violations(
  limits: readonly Limit[],
  kind: string,
  spec: JsonObject,
): readonly string[] {
  const found = limits.flatMap((limit) => {
    if (kind === "PersistentVolumeClaim")
      return limit.type === kind ? ofClaim(limit, resourcesOf(spec)) : [];
    if (limit.type === "Container")
      return [...itemsOf(spec["containers"]), ...itemsOf(spec["initContainers"])].flatMap((item) =>
        ofPart(limit, resourcesOf(item)),
      );
    return limit.type === "Pod" ? ofPart(limit, resourcesOfPod(spec)) : [];
  });
  return [...new Set(found)];
}

function itemsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonObject[]) : [];
}

function resourcesOf(holder: JsonObject): Resources {
  const resources = (holder["resources"] ?? {}) as JsonObject;
  return { requests: amountsOf(resources["requests"]), limits: amountsOf(resources["limits"]) };
}

function resourcesOfPod(spec: JsonObject): Resources {
  const ofPods = (name: string): boolean => name === "cpu" || name === "memory";
  return {
    requests: podAmounts(spec, "requests", ofPods),
    limits: podAmounts(spec, "limits", ofPods),
  };
}

function ofClaim({ type, min, max }: Limit, { requests }: Resources): string[] {
  const none: Amounts = new Map();
  const said = { requests, limits: none };
  return [
    ...each(min, (resource, least) => tooSmall(type, resource, least, said)),
    ...each(max, (resource, most) => {
      const request = requests.get(resource);
      const head = `maximum ${resource} usage per ${type} is ${formatQuantity(most)}`;
      if (!request) return `${head}.  No request is specified`;
      if (request.nanos <= most.nanos) return undefined;
      return `${head}, but request is ${formatQuantity(request)}`;
    }),
  ];
}

function ofPart({ type, min, max, maxLimitRequestRatio }: Limit, said: Resources): string[] {
  return [
    ...each(min, (resource, least) => tooSmall(type, resource, least, said)),
    ...each(max, (resource, most) => tooLarge(type, resource, most, said)),
    ...each(maxLimitRequestRatio, (resource, most) => tooFarApart(type, resource, most, said)),
  ];
}

function each(
  bounds: Quantities | undefined,
  judge: (resource: string, bound: Quantity) => string | undefined,
): string[] {
  return [...amountsOf(bounds)].flatMap(([resource, bound]) => judge(resource, bound) ?? []);
}

function tooSmall(
  type: string,
  resource: string,
  least: Quantity,
  { requests, limits }: Resources,
): string | undefined {
  const [request, limit] = [requests.get(resource), limits.get(resource)];
  const head = `minimum ${resource} usage per ${type} is ${formatQuantity(least)}`;
  if (!request) return `${head}.  No request is specified`;
  if (request.nanos < least.nanos) return `${head}, but request is ${formatQuantity(request)}`;
  if (limit && limit.nanos < least.nanos) return `${head}, but limit is ${formatQuantity(limit)}`;
  return undefined;
}

function tooLarge(
  type: string,
  resource: string,
  most: Quantity,
  { requests, limits }: Resources,
): string | undefined {
  const [request, limit] = [requests.get(resource), limits.get(resource)];
  const head = `maximum ${resource} usage per ${type} is ${formatQuantity(most)}`;
  if (!limit) return `${head}.  No limit is specified`;
  if (limit.nanos > most.nanos) return `${head}, but limit is ${formatQuantity(limit)}`;
  if (request && request.nanos > most.nanos)
    return `${head}, but request is ${formatQuantity(request)}`;
  return undefined;
}

const NANOS = 1e9;

function tooFarApart(
  type: string,
  resource: string,
  most: Quantity,
  { requests, limits }: Resources,
): string | undefined {
  const [request, limit] = [requests.get(resource), limits.get(resource)];
  const head = `${resource} max limit to request ratio per ${type} is ${formatQuantity(most)}`;
  if (!request || request.nanos === 0n)
    return `${head}, but no request is specified or request is 0`;
  if (!limit || limit.nanos === 0n) return `${head}, but no limit is specified or limit is 0`;
  const ratio = Number(limit.nanos) / Number(request.nanos);
  if (ratio <= Number(most.nanos) / NANOS) return undefined;
  return `${head}, but provided ratio is ${ratio.toFixed(6)}`;
}
