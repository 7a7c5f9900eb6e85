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
  type Status,
} from "../../../kube/index.ts";
import { draftOf } from "../../store/draft.ts";
import { refuse } from "../http/api-error.ts";
import { mediaTypeOf } from "./body.ts";
import type { Call } from "../http/call.ts";
import type { Reply } from "../http/http.ts";
import { objectReply } from "../represent/choose.ts";
import { patchedInStoredForm } from "./object-body.ts";
import { apply, APPLY_TYPE } from "./apply.ts";
import { parseJson } from "./parse-json.ts";
import type { Part } from "./part.ts";
import { unreadableChange, unreadablePatched } from "./patch-refusal.ts";
import { checkedObject } from "./patched-object.ts";
import { checkWriteOptions } from "./write-options.ts";
import { commit, currentOf } from "./update.ts";

const PATCH_TYPES = [
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
] as const;
type PatchType = (typeof PATCH_TYPES)[number];

export async function patch(call: Call, part: Part = "main"): Promise<Reply> {
  const type = mediaTypeOf(call.request.header("content-type"));
  if (type === APPLY_TYPE) {
    checkWriteOptions(call, "PatchOptions", type);
    return apply(call, part);
  }
  const change = await readPatch(call, type);
  const current = currentOf(call);
  const { conversion } = call.resource;
  const stored = call.api.store.read(current);
  const before = conversion ? conversion.fromStored(stored) : stored;
  const patched = applyPatch(call, before, change);
  if (patched === before) return objectReply(call, current, 200);
  const next = conversion ? conversion.toStored(draftOf(patched)) : patched;
  return objectReply(call, commit(call, current, next, part), 200);
}

/** A patch, and in which of the three forms it is. */
export interface Change {
  readonly type: PatchType;
  readonly value: Json;
}

/** Reads a patch of the media type; refuses what is none. */
export async function readPatch(call: Call, type: string): Promise<Change> {
  if (!isPatchType(type)) return refuse(status.unsupportedPatchType());
  checkWriteOptions(call, "PatchOptions", type);
  return { type, value: parsePatch(type, await call.request.text()) };
}

function isPatchType(type: string): type is PatchType {
  return (PATCH_TYPES as readonly string[]).includes(type);
}

function parsePatch(type: PatchType, text: string): Json {
  const prefix = type === "application/strategic-merge-patch+json" ? "" : "error decoding patch: ";
  const change = parseJson(text, prefix) as Json;
  const isList = Array.isArray(change);
  const wantsList = type === "application/json-patch+json";
  if (isList === wantsList && typeof change === "object" && change !== null) return change;
  const wanted = wantsList ? "[]handlers.jsonPatchOp" : "map[string]interface {}";
  const found = isList ? "array" : typeof change;
  return refuse(
    status.badRequest(`${prefix}json: cannot unmarshal ${found} into Go value of type ${wanted}`),
  );
}

/** `before` with the change applied; `before` itself where that changes nothing. */
export function applyPatch(
  call: Call,
  before: KubeObject,
  { type, value: change }: Change,
): KubeObject {
  const target = before as unknown as JsonObject;
  try {
    const patched = applied(call, type, target, change);
    if (patched === target) return before;
    const unreadable = (object: KubeObject, sentence: string): Status =>
      type === "application/strategic-merge-patch+json"
        ? unreadableChange(change, sentence)
        : unreadablePatched(object, sentence);
    const object = checkedObject(call, patched, before, unreadable);
    return patchedInStoredForm(call, object, before, (sentence) => unreadable(object, sentence));
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
      return applyStrategicPatch(target, change as JsonObject, schema);
    }
  }
}
