// How an event prints: when, about what, and what it says; the same for both API groups.

import type { KubeObject } from "../../kube/index.ts";
import { ageOf } from "./age.ts";
import { countAt, textAt, valueAt } from "./cells.ts";
import { count, name, text, typed, wide, type Column } from "./column.ts";

function firstSeen(event: KubeObject, nowMs: number): string {
  return ageOf(event["firstTimestamp"] ?? event["eventTime"], nowMs);
}

function lastSeen(event: KubeObject, nowMs: number): string {
  if (event["series"]) return ageOf(valueAt(event, "series.lastObservedTime"), nowMs);
  return event["lastTimestamp"] ? ageOf(event["lastTimestamp"], nowMs) : firstSeen(event, nowMs);
}

function involved(event: KubeObject): string {
  const kind = textAt(event, "involvedObject.kind").toLowerCase();
  const name = textAt(event, "involvedObject.name");
  return name === "" ? kind : `${kind}/${name}`;
}

function source(event: KubeObject): string {
  const component = textAt(event, "source.component") || textAt(event, "reportingComponent");
  const instance = textAt(event, "source.host") || textAt(event, "reportingInstance");
  return instance === "" ? component : `${component}, ${instance}`;
}

function occurrences(event: KubeObject): number {
  return event["series"] ? countAt(event, "series.count") : countAt(event, "count") || 1;
}

export const eventColumns: readonly Column[] = [
  text("Last Seen", lastSeen),
  text("Type", "type"),
  text("Reason", "reason"),
  text("Object", involved),
  ...wide(text("Subobject", "involvedObject.fieldPath"), text("Source", source)),
  text("Message", (event) => textAt(event, "message").trim()),
  ...wide(text("First Seen", firstSeen), typed("string", count("Count", occurrences)), name),
];
