// Events of events.k8s.io/v1 and of the core group are the same objects under different field names;
// they are stored in the core shape (pkg/apis/events/v1/conversion.go).

import type { KubeObject } from "../../kube/index.ts";
import { draftOf, type Draft } from "../store/draft.ts";

/** events.k8s.io name to core name. */
const RENAMED: readonly (readonly [string, string])[] = [
  ["regarding", "involvedObject"],
  ["note", "message"],
  ["reportingController", "reportingComponent"],
  ["deprecatedSource", "source"],
  ["deprecatedFirstTimestamp", "firstTimestamp"],
  ["deprecatedLastTimestamp", "lastTimestamp"],
  ["deprecatedCount", "count"],
];

export const eventConversion = {
  fromStored(object: KubeObject): KubeObject {
    const event = draftOf(object);
    event.apiVersion = "events.k8s.io/v1";
    for (const [name, core] of RENAMED) rename(event, core, name);
    return event;
  },
  toStored(event: Draft): Draft {
    event.apiVersion = "v1";
    for (const [name, core] of RENAMED) rename(event, name, core);
    return event;
  },
};

function rename(event: Draft, from: string, to: string): void {
  if (event[from] === undefined) return;
  event[to] = event[from];
  delete event[from];
}
