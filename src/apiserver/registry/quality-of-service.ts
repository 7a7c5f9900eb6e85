// The quality-of-service class of a pod (pkg/apis/core/v1/helper/qos): Guaranteed where every container's CPU and
// memory limits equal its requests, BestEffort where nobody asks for either, Burstable between.

import { onceForAlike } from "./alike.ts";
import { recordAt, type OpenRecord } from "../store/draft.ts";

const COMPUTE = ["cpu", "memory"];

export const qualityOfService = onceForAlike(classOf);

function classOf(spec: OpenRecord): "Guaranteed" | "Burstable" | "BestEffort" {
  const containers = [...containersOf(spec, "containers"), ...containersOf(spec, "initContainers")];
  let asked = false;
  let guaranteed = containers.length > 0;
  for (const container of containers) {
    const resources = recordAt(container, "resources");
    const limits = recordAt(resources, "limits");
    const requests = recordAt(resources, "requests");
    for (const name of COMPUTE) {
      const [limit, request] = [limits[name], requests[name]];
      if (isSet(limit) || isSet(request)) asked = true;
      if (!isSet(limit) || (isSet(request) && request !== limit)) guaranteed = false;
    }
  }
  if (!asked) return "BestEffort";
  return guaranteed ? "Guaranteed" : "Burstable";
}

function isSet(quantity: unknown): boolean {
  return quantity !== undefined && quantity !== "0" && quantity !== 0;
}

function containersOf(spec: OpenRecord, field: string): OpenRecord[] {
  const containers = spec[field];
  return Array.isArray(containers) ? (containers as OpenRecord[]) : [];
}
