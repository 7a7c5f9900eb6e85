// How a HorizontalPodAutoscaler prints: its metrics, as they are and as they should be.

import type { KubeObject } from "../../kube/index.ts";
import { recordAt, textOf, type OpenRecord } from "../store/draft.ts";
import { cutShort, listAt, NONE, textAt, UNSET } from "./cells.ts";
import { age, count, name, text, typed, type Column } from "./column.ts";

/** Where each type of metric keeps its particulars. */
const SOURCES: Readonly<Record<string, string>> = {
  External: "external",
  Object: "object",
  Pods: "pods",
  Resource: "resource",
  ContainerResource: "containerResource",
};

const METRICS_SHOWN = 2;

function metrics(autoscaler: KubeObject): string {
  const current = listAt(autoscaler, "status.currentMetrics");
  const texts = listAt(autoscaler, "spec.metrics").map((spec, at) =>
    metricText(spec, current[at] ?? {}),
  );
  return cutShort(texts, METRICS_SHOWN, ", ") || NONE;
}

/** `cpu: 40%/80%`, `12/100 (avg)` */
function metricText(spec: OpenRecord, status: OpenRecord): string {
  const type = textOf(spec["type"]);
  const source = SOURCES[type];
  if (source === undefined) return "<unknown type>";
  const target = recordAt(recordAt(spec, source), "target");
  const current = recordAt(recordAt(status, source), "current");
  const pair = (field: string): string =>
    `${textOf(current[field]) || "<unknown>"}/${textOf(target[field])}`;
  const isAverage = "averageValue" in target;
  switch (type) {
    case "Pods":
      return pair("averageValue");
    case "External":
    case "Object":
      return isAverage ? `${pair("averageValue")} (avg)` : pair("value");
    default: {
      const resource = textAt(spec, `${source}.name`);
      const used = percent(current["averageUtilization"]) ?? "<unknown>";
      const wanted = percent(target["averageUtilization"]) ?? "<auto>";
      return `${resource}: ${isAverage ? pair("averageValue") : `${used}/${wanted}`}`;
    }
  }
}

function percent(value: unknown): string | undefined {
  return typeof value === "number" ? `${value}%` : undefined;
}

function reference(autoscaler: KubeObject): string {
  return `${textAt(autoscaler, "spec.scaleTargetRef.kind")}/${textAt(autoscaler, "spec.scaleTargetRef.name")}`;
}

export const autoscalerColumns: readonly Column[] = [
  name,
  text("Reference", reference),
  text("Targets", metrics),
  text("MinPods", "spec.minReplicas", UNSET),
  typed("string", count("MaxPods", "spec.maxReplicas")),
  typed("string", count("Replicas", "status.currentReplicas")),
  age,
];
