// The server's own word on the state of an object: one condition of its status.

import type { JsonObject } from "../../../kube/index.ts";
import type { ServedResource } from "../../registry/registry.ts";
import { draftOf, recordAt, type OpenRecord } from "../../store/draft.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import type { Api } from "../http/call.ts";
import { applyTo } from "../write/apply.ts";
import { managedFieldsOf } from "../write/ownership.ts";
import { commit } from "../write/update.ts";
import { internalCall } from "./boot.ts";

/** Puts `condition` in the place of the one of its type, as the work of `manager`. */
export function writeCondition(
  api: Api,
  resource: ServedResource,
  stored: StoredObject,
  condition: OpenRecord,
  manager: string,
): void {
  const object = api.store.read(stored);
  const { name } = stored;
  const options = { subresource: "status", manager, force: true };
  const call = internalCall(api, resource, "", name, options);
  // Upstream applies it. Where nobody tracks the fields of the object, this is no reason to begin.
  if (managedFieldsOf(object) !== undefined) {
    const { apiVersion, info } = resource;
    const status = { conditions: [condition] };
    const config = { apiVersion, kind: info.kind, metadata: { name }, status };
    applyTo(call, stored, config as unknown as JsonObject, "status");
    return;
  }
  const status = recordAt(object, "status");
  const conditions = (status["conditions"] ?? []) as readonly OpenRecord[];
  const others = conditions.filter(({ type }) => type !== condition["type"]);
  // A reason is printed also where it is empty.
  const next = { ...status, conditions: [...others, { reason: "", ...condition }] };
  commit(call, stored, { ...draftOf(object), status: next }, "status");
}
