// PATCH with a configuration: server-side apply. The pure part, who owns what and what merges how, is in kube/apply.

import {
  applyWithLastApplied,
  configurationProblem,
  entriesOf,
  ownersOf,
  printKind,
  reportConflicts,
  status,
  statusObject,
  type JsonObject,
  type KubeObject,
  type Owners,
} from "../../../kube/index.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import type { Draft } from "../../store/draft.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";
import type { Reply } from "../http/http.ts";
import { objectReply } from "../represent/choose.ts";
import { createObject } from "./create.ts";
import { patchedInStoredForm } from "./object-body.ts";
import {
  bareObject,
  managedFieldsOf,
  mergeTypeOf,
  ownershipWrite,
  withoutOwners,
} from "./ownership.ts";
import type { Part } from "./part.ts";
import { checkedObject } from "./patched-object.ts";
import { commit } from "./update.ts";

const SCALE_VERSION = "autoscaling/v1";
export const APPLY_TYPE = "application/apply-patch+yaml";

export async function apply(call: Call, part: Part): Promise<Reply> {
  const config = parseConfiguration(await call.request.text());
  const { resource, collection, namespace, name } = call;
  const { apiVersion, info } = resource;
  if (config["apiVersion"] !== apiVersion || config["kind"] !== info.kind)
    refuse(status.badRequest(`invalid object type: ${printKind(config)}`));
  const problem = configurationProblem(mergeTypeOf(resource), config);
  if (problem?.code === 400) refuse(status.badRequest(problem.message));
  if (problem) refuse(untyped(problem.message));
  const current = collection.get(namespace, name);
  if (current) return objectReply(call, applyTo(call, current, config, part), 200);
  if (part !== "main") return refuse(status.notFound(info, name));
  return objectReply(call, createFrom(call, config), 201);
}

/** Applies `config`, which is of the call's resource, to an object that is there. */
export function applyTo(
  call: Call,
  current: StoredObject,
  config: JsonObject,
  part: Part,
): StoredObject {
  const stored = call.api.store.read(current);
  const live = withoutOwners(call, stored);
  const owners = ownersOf(managedFieldsOf(stored));
  const after = applied(call, live, owners, config, part);
  const before = live as unknown as KubeObject;
  const object = checkedObject(call, after.object, before);
  const next = patchedInStoredForm(call, object, before);
  const { conversion } = call.resource;
  const draft = conversion ? conversion.toStored(next as unknown as Draft) : next;
  return commit(call, current, draft, part, after.owners);
}

/** Applying what does not exist creates it. */
function createFrom(call: Call, config: JsonObject): StoredObject {
  const { resource, name, namespace } = call;
  const live = bareObject(resource);
  const metadata = (config["metadata"] ?? {}) as JsonObject;
  const named = { ...config, metadata: { ...metadata, name: metadata["name"] ?? name } };
  const { uid } = metadata;
  if (typeof uid === "string") refuse(status.conflict(resource.info, name, uidMismatch(uid)));
  const { object, owners } = applied(call, live, new Map(), named, "main");
  const identity = { name, ...(namespace !== "" && { namespace }) };
  const before = { ...live, metadata: identity } as unknown as KubeObject;
  const sent = patchedInStoredForm(call, checkedObject(call, object, before), before);
  const draft = { ...sent, metadata: { ...sent.metadata } } as unknown as Draft;
  return createObject(call, draft, entriesOf(owners));
}

function uidMismatch(uid: string): string {
  return `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
}

function applied(
  call: Call,
  live: JsonObject,
  owners: Owners,
  config: JsonObject,
  part: Part,
): { readonly object: JsonObject; readonly owners: Owners } {
  const force = call.query.get("force");
  const write = ownershipWrite(call, live, owners, part);
  const result = applyWithLastApplied(write, config, force === "true" || force === "1");
  if (!result.conflicts) return result;
  // Who scales is told of the others in the version of the scale.
  const shownAs = call.subresource === "scale" ? SCALE_VERSION : undefined;
  const { message, causes } = reportConflicts(result.conflicts, shownAs);
  return refuse(statusObject({ code: 409, reason: "Conflict", message, details: { causes } }));
}

/** Upstream makes it an internal error of no reason. */
function untyped(message: string) {
  return statusObject({ code: 500, reason: "", message });
}

/** JSON or YAML; refuses what is no object. */
export function parseConfiguration(text: string): JsonObject {
  const value = parsed(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as JsonObject;
  return refuse(status.badRequest("error decoding YAML: the configuration is not an object"));
}

/** JSON is YAML, and what most clients send. */
function parsed(text: string): unknown {
  try {
    return text.trimStart().startsWith("{") ? JSON.parse(text) : Bun.YAML.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(status.badRequest(`error decoding YAML: ${reason}`));
  }
}
