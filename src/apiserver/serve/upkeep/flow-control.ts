// Keeps the priority levels and flow schemas that a server starts with, and tells in the status of every schema whether
// its level exists (apiserver/pkg/util/flowcontrol, pkg/registry/flowcontrol/ensurer).

import { rfc3339 } from "../../../base/index.ts";
import { jsonEqual, type Json } from "../../../kube/index.ts";
import type { ServedResource } from "../../registry/registry.ts";
import { draftOf, recordAt, textOf, type Draft, type OpenRecord } from "../../store/draft.ts";
import { EVERYTHING } from "../../store/selection.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { AUTO_UPDATE, FLOW_CONTROL_VERSION, PRODUCER } from "../boot/flow-control.ts";
import { flowSchemas, priorityLevels } from "../boot/flow-control.ts";
import { collectionOf, type Api } from "../http/call.ts";
import { createObject } from "../write/create.ts";
import { commit } from "../write/update.ts";
import { internalCall, sinceStart } from "./boot.ts";
import { writeCondition } from "./condition.ts";
import { followNames } from "./follow-names.ts";
import { unlessRefused } from "./unless-refused.ts";

/** As upstream: between two looks at whether somebody has deleted or changed what there should be. */
const ENSURE_INTERVAL_MS = 60_000;
/** Those that are put right whatever anybody wants. */
const MANDATORY = ["exempt", "catch-all"];
/** As whose work the status is shown. */
const CONSUMER = "api-priority-and-fairness-config-consumer-v1";

/** Nothing is made before somebody looks. The returned function ends it. */
export function keepFlowControl(api: Api): () => void {
  const levels = api.registry.find(FLOW_CONTROL_VERSION, "prioritylevelconfigurations");
  const schemas = api.registry.find(FLOW_CONTROL_VERSION, "flowschemas");
  if (!levels || !schemas) return () => {};
  const atStart = sinceStart(api);
  const ends: (() => void)[] = [];
  const keep = (resource: ServedResource, drafts: () => Draft[]): void => {
    for (const draft of drafts()) ensure(atStart, resource, draft);
    const again = (): void =>
      unlessRefused(api, () => drafts().forEach((draft) => ensure(api, resource, draft)));
    const timer = setInterval(again, ENSURE_INTERVAL_MS);
    timer.unref();
    ends.push(() => clearInterval(timer));
  };
  const syncAll = (at: Api): void =>
    unlessRefused(api, () => {
      for (const stored of collectionOf(at, schemas).select(EVERYTHING))
        syncStatus(at, schemas, levels, stored);
    });
  api.store.fillOnDemand(levels.definition, () => keep(levels, priorityLevels));
  api.store.fillOnDemand(schemas.definition, () => {
    keep(schemas, flowSchemas);
    syncAll(atStart);
    const follower = { changed: () => syncAll(api), lost: () => syncAll(api) };
    ends.push(followNames(api, schemas, follower), followNames(api, levels, follower));
  });
  return () => ends.forEach((end) => end());
}

/** Makes what is missing; puts right what was changed and is not somebody else's by its annotation. */
function ensure(api: Api, resource: ServedResource, draft: Draft): void {
  const { name } = draft.metadata;
  const call = internalCall(api, resource, "", name, { manager: PRODUCER });
  const stored = call.collection.get("", name);
  if (!stored) return void createObject(call, draft);
  const present = draftOf(api.store.read(stored));
  const { annotations = {}, generation } = present.metadata;
  const says = annotations[AUTO_UPDATE];
  const isOurs =
    MANDATORY.includes(name) ||
    (says === "true" || says === "false" ? says === "true" : generation === 1);
  const specStays = !isOurs || jsonEqual(present["spec"] as Json, draft["spec"] as Json);
  if (specStays && says === String(isOurs)) return;
  present.metadata.annotations = { ...annotations, [AUTO_UPDATE]: String(isOurs) };
  if (!specStays) present["spec"] = draft["spec"];
  commit(call, stored, present, "main");
}

function syncStatus(
  api: Api,
  schemas: ServedResource,
  levels: ServedResource,
  stored: StoredObject,
): void {
  const schema = api.store.read(stored);
  const level = textOf(recordAt(recordAt(schema, "spec"), "priorityLevelConfiguration")["name"]);
  const reference = `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(level)}`;
  const next = collectionOf(api, levels).get("", level)
    ? { status: "False", reason: "Found", message: `${reference} and it exists` }
    : { status: "True", reason: "NotFound", message: `${reference} but there is no such object` };
  const { conditions = [] } = recordAt(schema, "status") as { conditions?: readonly OpenRecord[] };
  const present = conditions.find(({ type }) => type === "Dangling");
  if (present && Object.entries(next).every(([field, value]) => present[field] === value)) return;
  const condition = { type: "Dangling", lastTransitionTime: rfc3339(api.clock.wallMs()), ...next };
  writeCondition(api, schemas, stored, condition, CONSUMER);
}
