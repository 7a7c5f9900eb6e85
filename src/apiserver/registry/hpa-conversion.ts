// HorizontalPodAutoscalers of autoscaling/v1 know one metric, the CPU; they are stored as autoscaling/v2.
// What v1 cannot say stays with the stored object as long as nobody replaces it through v1.

import type { KubeObject } from "../../kube/index.ts";
import { draftOf, recordAt, type Draft } from "../store/draft.ts";

export const hpaConversion = {
  fromStored(object: KubeObject): KubeObject {
    const autoscaler = draftOf(object);
    const { metrics, behavior: _behavior, ...spec } = recordAt(object, "spec");
    const { currentMetrics, conditions: _conditions, ...status } = recordAt(object, "status");
    const target = cpuUtilization(metrics, "target");
    const current = cpuUtilization(currentMetrics, "current");
    autoscaler.apiVersion = "autoscaling/v1";
    autoscaler["spec"] = {
      ...spec,
      ...(target !== undefined && { targetCPUUtilizationPercentage: target }),
    };
    autoscaler["status"] = {
      ...status,
      ...(current !== undefined && { currentCPUUtilizationPercentage: current }),
    };
    return autoscaler;
  },
  toStored(draft: Draft): Draft {
    const { targetCPUUtilizationPercentage: target, ...spec } = recordAt(draft, "spec");
    const { currentCPUUtilizationPercentage: current, ...status } = recordAt(draft, "status");
    draft.apiVersion = "autoscaling/v2";
    draft["spec"] = {
      ...spec,
      ...(target !== undefined && { metrics: [cpuMetric("target", target)] }),
    };
    if (draft["status"] === undefined) return draft;
    draft["status"] = {
      ...status,
      ...(current !== undefined && { currentMetrics: [cpuMetric("current", current)] }),
    };
    return draft;
  },
};

function cpuMetric(field: "target" | "current", averageUtilization: unknown): unknown {
  const value =
    field === "target" ? { type: "Utilization", averageUtilization } : { averageUtilization };
  return { type: "Resource", resource: { name: "cpu", [field]: value } };
}

function cpuUtilization(metrics: unknown, field: "target" | "current"): unknown {
  if (!Array.isArray(metrics)) return undefined;
  for (const metric of metrics as Record<string, unknown>[]) {
    const resource = recordAt(metric, "resource");
    if (resource["name"] === "cpu") return recordAt(resource, field)["averageUtilization"];
  }
  return undefined;
}
