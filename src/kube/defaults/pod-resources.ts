// Resources of a whole pod (KEP-2837): where its own are partly said, the rest follows from its containers.

import type { JsonObject } from "../object.ts";
import { isObject } from "../patch/json-value.ts";
import { containerAmounts } from "../amounts.ts";
import { formatQuantity } from "../quantity.ts";
import { isAbsent, isEmptyMap, part } from "./rule.ts";

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
  for (const [name, amount] of containerAmounts(spec, "limits")) {
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
  for (const [name, amount] of containerAmounts(spec, "requests")) {
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
