// The scale subresource: a workload's replicas as an autoscaling/v1 Scale.

import {
  applyJsonPatch,
  applyMergePatch,
  labelSelectorFromObject,
  PatchError,
  status,
  printKind,
  type Json,
  type JsonObject,
  type KubeObject,
  type LabelSelectorObject,
} from "../../../kube/index.ts";
import { customScale, scaleMetadata, setAt } from "../../custom/scale.ts";
import { scalePrinter } from "../../printers/printers.ts";
import { draftOf, recordAt, type Draft } from "../../store/draft.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { refuse } from "../http/api-error.ts";
import { mediaTypeOf, readBody } from "../write/body.ts";
import { parseJson } from "../write/parse-json.ts";
import type { Call } from "../http/call.ts";
import type { Reply } from "../http/http.ts";
import { madeReply } from "../represent/choose.ts";
import { applyTo, APPLY_TYPE, parseConfiguration } from "../write/apply.ts";
import { checkWriteOptions } from "../write/write-options.ts";
import { commit, currentOf } from "../write/update.ts";

export function getScale(call: Call): Reply {
  return scaleReply(call, currentOf(call));
}

export async function putScale(call: Call): Promise<Reply> {
  const { value } = await readBody(call);
  return setScale(call, value as Scale | undefined);
}

export async function patchScale(call: Call): Promise<Reply> {
  const type = mediaTypeOf(call.request.header("content-type"));
  checkWriteOptions(call, "PatchOptions", type);
  const text = await call.request.text();
  if (type === APPLY_TYPE) return applyScale(call, parseConfiguration(text));
  const before = scaleOf(call, call.api.store.read(currentOf(call))) as unknown as Json;
  try {
    const change = parseJson(text, "error decoding patch: ") as Json;
    const patched =
      type === "application/json-patch+json"
        ? applyJsonPatch(before, change)
        : applyMergePatch(before, change);
    return setScale(call, patched as unknown as Scale);
  } catch (error) {
    if (error instanceof PatchError) return refuse(status.badRequest(error.message));
    throw error;
  }
}

/** Applies to the workload what the scale says of it, so that its owner is found there. */
function applyScale(call: Call, config: JsonObject): Reply {
  const { resource, name } = call;
  if (config["apiVersion"] !== "autoscaling/v1" || config["kind"] !== "Scale")
    refuse(status.badRequest(`invalid object type: ${printKind(config)}`));
  const { apiVersion, info, custom } = resource;
  const replicas = (config as Scale).spec?.replicas;
  const draft: Draft = { apiVersion, kind: info.kind, metadata: { name } };
  if (replicas !== undefined && custom?.scale)
    setAt(draft, custom.scale.specReplicasPath, replicas);
  else if (replicas !== undefined) draft["spec"] = { replicas };
  const current = currentOf(call);
  return scaleReply(call, applyTo(call, current, draft as unknown as JsonObject, "main"));
}

interface Scale {
  readonly metadata?: { readonly resourceVersion?: string; readonly uid?: string };
  readonly spec?: { readonly replicas?: number };
}

function setScale(call: Call, scale: Scale | undefined): Reply {
  const replicas = scale?.spec?.replicas ?? 0;
  // Those of custom resources are judged with the object they are set in.
  if (!call.resource.custom && (!Number.isInteger(replicas) || replicas < 0))
    refuse(
      status.invalid({ group: "autoscaling", kind: "Scale" }, call.name, [
        {
          field: "spec.replicas",
          reason: "FieldValueInvalid",
          message: `Invalid value: ${JSON.stringify(replicas)}: must be greater than or equal to 0`,
        },
      ]),
    );
  const current = currentOf(call);
  const before = call.api.store.read(current);
  const draft = draftOf(before);
  const { resourceVersion, uid } = scale?.metadata ?? {};
  if (resourceVersion) draft.metadata.resourceVersion = resourceVersion;
  if (uid) draft.metadata.uid = uid;
  const custom = call.resource.custom?.scale;
  if (custom) setAt(draft, custom.specReplicasPath, replicas);
  else draft["spec"] = { ...recordAt(before, "spec"), replicas };
  return scaleReply(call, commit(call, current, draft, "main"));
}

function scaleReply(call: Call, stored: StoredObject): Reply {
  return madeReply(call, scaleOf(call, call.api.store.read(stored)), scalePrinter);
}

function scaleOf({ resource }: Call, workload: KubeObject): KubeObject {
  if (resource.custom?.scale) return customScale(workload, resource.custom.scale);
  const spec = recordAt(workload, "spec");
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: scaleMetadata(workload),
    spec: { replicas: spec["replicas"] ?? 0 },
    status: {
      replicas: recordAt(workload, "status")["replicas"] ?? 0,
      selector: selectorText(spec["selector"]),
    },
  };
}

/** ReplicationControllers select by a plain map, everything newer by a LabelSelector. */
function selectorText(selector: unknown): string {
  if (typeof selector !== "object" || selector === null) return "";
  const isSelector = "matchLabels" in selector || "matchExpressions" in selector;
  const object = isSelector ? selector : { matchLabels: selector as Record<string, string> };
  return labelSelectorFromObject(object as LabelSelectorObject).text;
}
