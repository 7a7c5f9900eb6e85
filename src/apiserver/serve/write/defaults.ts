// Fills in what the client left to the server.

import { rfc3339 } from "../../../base/index.ts";
import { applyDefaults, type JsonObject } from "../../../kube/index.ts";
import type { ServedResource } from "../../registry/registry.ts";
import type { Draft } from "../../store/draft.ts";

/** The draft with the defaults of its kind; it may share parts with the argument. */
export function defaulted({ custom }: ServedResource, draft: Draft, wallMs: number): Draft {
  const object = draft as unknown as JsonObject;
  if (custom) return custom.withDefaults(object) as unknown as Draft;
  const now =
    draft.kind === "ResourceSlice" || draft.kind === "DeviceTaintRule"
      ? rfc3339(wallMs)
      : undefined;
  const result = applyDefaults(draft.apiVersion, draft.kind, object, now) as unknown as Draft;
  return result === draft ? draft : { ...result, metadata: { ...result.metadata } };
}
