// PATCH: in its three classic forms here, applying in apply.ts. The patched object goes the way of every update.

import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicPatch,
  builtinMergeSchema,
  PatchError,
  status,
  type Json,
  type JsonObject,
  type KubeObject,
} from "../../../kube/index.ts";
import { draftOf } from "../../store/draft.ts";
import { refuse } from "../http/api-error.ts";
import { mediaTypeOf } from "./body.ts";
import type { Call } from "../http/call.ts";
import type { Reply } from "../http/http.ts";
import { objectReply } from "../represent/choose.ts";
import { patchedInStoredForm } from "./object-body.ts";
import { apply, APPLY_TYPE } from "./apply.ts";
import type { Part } from "./part.ts";
import { checkPatchOptions } from "./patch-options.ts";
import { unreadableChange, unreadablePatched } from "./patch-refusal.ts";
import { checkedObject } from "./patched-object.ts";
import { commit, currentOf } from "./update.ts";

const PATCH_TYPES = [
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
] as const;
type PatchType = (typeof PATCH_TYPES)[number];

export async function patch(call: Call, part: Part = "main"): Promise<Reply> {
  const type = mediaTypeOf(call.request.header("content-type"));
  checkPatchOptions(call, type);
  if (type === APPLY_TYPE) return apply(call, part);
  if (!isPatchType(type)) return refuse(status.unsupportedMediaType([...PATCH_TYPES, APPLY_TYPE]));
  const text = await call.request.text();
  const change = parsePatch(text);
  const current = currentOf(call);
  const { conversion } = call.resource;
  const stored = call.api.store.read(current);
  const before = conversion ? conversion.fromStored(stored) : stored;
  const patched = applyPatch(call, type, before, change);
  if (patched === before) return objectReply(call, current, 200);
  const next = conversion ? conversion.toStored(draftOf(patched)) : patched;
  return objectReply(call, commit(call, current, next, part), 200);
}

function isPatchType(type: string): type is PatchType {
  return (PATCH_TYPES as readonly string[]).includes(type);
}

function parsePatch(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(status.badRequest(`error decoding patch: ${reason}`));
  }
}

/** `before` with the change applied; `before` itself where that changes nothing. */
export function applyPatch(
  call: Call,
  type: PatchType,
  before: KubeObject,
  change: Json,
): KubeObject {
  const target = before as unknown as JsonObject;
  try {
    const patched = applied(call, type, target, change);
    if (patched === target) return before;
    const object = checkedObject(call, patched, before);
    return patchedInStoredForm(call, object, before, (sentence) =>
      type === "application/strategic-merge-patch+json"
        ? unreadableChange(change, sentence)
        : unreadablePatched(object, sentence),
    );
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    if (error.code === "invalid") return refuse(status.badRequest(error.message));
    return refuse(status.unprocessable());
  }
}

function applied({ resource }: Call, type: PatchType, target: JsonObject, change: Json): Json {
  switch (type) {
    case "application/json-patch+json":
      return applyJsonPatch(target, change);
    case "application/merge-patch+json":
      return applyMergePatch(target, change);
    case "application/strategic-merge-patch+json": {
      const schema = builtinMergeSchema(resource.apiVersion, resource.info.kind);
      if (!schema)
        return refuse(
          status.unsupportedMediaType([...PATCH_TYPES.filter((name) => name !== type), APPLY_TYPE]),
        );
      if (typeof change !== "object" || change === null || Array.isArray(change))
        return refuse(status.badRequest("a strategic merge patch must be an object"));
      return applyStrategicPatch(target, change as JsonObject, schema);
    }
  }
}
