// A patch of any type applied to an object, as the API server would apply it.

import {
  type Json,
  type JsonObject,
  type MergeSchema,
  applyJsonPatch,
  applyMergePatch,
  applyStrategicPatch,
} from "../kube/index.ts";
import type { StagePatchType } from "./stage.ts";

/** Kinds without a schema: objects merge, lists are replaced. */
const noSchema: MergeSchema = { field: () => undefined };

/** The very same object when the patch changes nothing. Throws PatchError when it does not fit. */
export function applyPatch(
  before: JsonObject,
  type: StagePatchType,
  body: Json,
  schema: MergeSchema | undefined,
): Json {
  switch (type) {
    case "json":
      return applyJsonPatch(before, body);
    case "merge":
      return applyMergePatch(before, body);
    case "strategic":
      return applyStrategicPatch(before, (body ?? {}) as JsonObject, schema ?? noSchema);
  }
}
