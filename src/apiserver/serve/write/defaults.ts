// Fills in what the client left to the server.

import { rfc3339 } from "../../../base/index.ts";
import { applyDefaults, type JsonObject } from "../../../kube/index.ts";
import { onceForAlike } from "../../registry/alike.ts";
import type { ServedResource } from "../../registry/registry.ts";
import type { Draft } from "../../store/draft.ts";

/** The draft with the defaults of its kind; it may share parts with the argument. */
export function defaulted({ custom }: ServedResource, draft: Draft, wallMs: number): Draft {
  const object = draft as unknown as JsonObject;
  if (custom) return custom.withDefaults(object) as unknown as Draft;
  const { spec } = draft;
  // Nothing of a pod but its spec has defaults that matter.
  if (draft.kind === "Pod" && typeof spec === "object" && spec !== null)
    return { ...draft, spec: podDefaults(spec) };
  const now =
    draft.kind === "ResourceSlice" || draft.kind === "DeviceTaintRule"
      ? rfc3339(wallMs)
      : undefined;
  const result = applyDefaults(draft.apiVersion, draft.kind, object, now) as unknown as Draft;
  return result === draft ? draft : { ...result, metadata: { ...result.metadata } };
}

const podDefaults = onceForAlike((spec: object): object => {
  const pod = { apiVersion: "v1", kind: "Pod", spec: spec as JsonObject };
  return applyDefaults(pod.apiVersion, pod.kind, pod)["spec"] as JsonObject;
});
