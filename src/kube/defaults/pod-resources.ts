// Resources of a whole pod (KEP-2837): where its own are partly said, the rest follows from its containers.

import type { JsonObject } from "../object.ts";
import { isObject } from "../patch/json-value.ts";
import {
  addQuantity,
  compareQuantity,
  formatQuantity,
  parseQuantity,
  type Quantity,
} from "../quantity.ts";
import { isAbsent, isEmptyMap, items, part } from "./rule.ts";

type Amounts = Map<string, Quantity>;

/** `spec` of a pod. Mirrors defaultHugePagePodLimits and defaultPodRequests of pkg/apis/core/v1/defaults.go. */
export function podLevelResources(spec: JsonObject): JsonObject {
  if (!isObject(spec["resources"])) return spec;
  let resources = spec["resources"];
  resources = withLimits(spec, resources);
  resources = withRequests(spec, resources);
  return resources === spec["resources"] ? spec : { ...spec, resources };
}

function withLimits(spec: JsonObject, resources: JsonObject): JsonObject {
  if (isEmptyMap(resources["limits"]) && isEmptyMap(resources["requests"])) return resources;
  const requests = part(resources, "requests");
  const limits: Record<string, JsonObject[string]> = { ...part(resources, "limits") };
  let added = 0;
  for (const [name, amount] of aggregate(spec, "limits")) {
    if (!isHugePages(name) || !isAbsent(requests[name]) || !isAbsent(limits[name])) continue;
    limits[name] = formatQuantity(amount);
    added++;
  }
  return added > 0 ? { ...resources, limits } : resources;
}

function withRequests(spec: JsonObject, resources: JsonObject): JsonObject {
  const limits = part(resources, "limits");
  if (isEmptyMap(limits)) return resources;
  const requests: Record<string, JsonObject[string]> = { ...part(resources, "requests") };
  let added = 0;
  for (const [name, amount] of aggregate(spec, "requests")) {
    if (!isOfPods(name) || isHugePages(name) || !isAbsent(requests[name])) continue;
    requests[name] = formatQuantity(amount);
    added++;
  }
  for (const [name, limit] of Object.entries(limits)) {
    if (!isOfPods(name) || !isAbsent(requests[name])) continue;
    requests[name] = limit;
    added++;
  }
  return added > 0 ? { ...resources, requests } : resources;
}

const isHugePages = (name: string): boolean => name.startsWith("hugepages-");
const isOfPods = (name: string): boolean =>
  name === "cpu" || name === "memory" || isHugePages(name);

/** What the containers need together: the sum of all that run at once, or what one init container needs, if that is more. */
function aggregate(spec: JsonObject, which: "limits" | "requests"): Amounts {
  const total: Amounts = new Map();
  for (const container of items(spec, "containers")) add(total, amountsOf(container, which));
  const sidecars: Amounts = new Map();
  const starting: Amounts = new Map();
  for (const container of items(spec, "initContainers")) {
    const own = amountsOf(container, which);
    if (isObject(container) && container["restartPolicy"] === "Always") {
      add(total, own);
      add(sidecars, own);
      max(starting, sidecars);
    } else max(starting, add(new Map(own), sidecars));
  }
  return max(total, starting);
}

function amountsOf(container: JsonObject[string], which: "limits" | "requests"): Amounts {
  const amounts: Amounts = new Map();
  if (!isObject(container)) return amounts;
  for (const [name, text] of Object.entries(part(part(container, "resources"), which)))
    if (typeof text === "string" || typeof text === "number")
      amounts.set(name, parseQuantity(text));
  return amounts;
}

function add(into: Amounts, amounts: Amounts): Amounts {
  for (const [name, amount] of amounts) {
    const before = into.get(name);
    into.set(name, before ? addQuantity(before, amount) : amount);
  }
  return into;
}

function max(into: Amounts, amounts: Amounts): Amounts {
  for (const [name, amount] of amounts) {
    const before = into.get(name);
    if (!before || compareQuantity(amount, before) > 0) into.set(name, amount);
  }
  return into;
}
