// The scale subresource: a workload's replicas as an autoscaling/v1 Scale.

import {
  labelSelectorFromObject,
  status,
  printKind,
  type JsonObject,
  type KubeObject,
  type LabelSelectorObject,
} from "../../../kube/index.ts";
import { customScale, scaleMetadata, setAt } from "../../custom/scale.ts";
import { scalePrinter } from "../../printers/printers.ts";
import { draftOf, recordAt, type Draft } from "../../store/draft.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { invalidField } from "../../validation/field-errors.ts";
import { refuse } from "../http/api-error.ts";
import { mediaTypeOf } from "../write/body.ts";
import { readObjectBody } from "../write/object-body.ts";
import { applyPatch, readPatch } from "../write/patch.ts";
import type { Call } from "../http/call.ts";
import type { Reply } from "../http/http.ts";
import { madeReply } from "../represent/choose.ts";
import { applyTo, APPLY_TYPE, parseConfiguration } from "../write/apply.ts";
import { checkWriteOptions } from "../write/write-options.ts";
import { checkPlace, commit, currentOf } from "../write/update.ts";

const SCALE_VERSION = "autoscaling/v1";

export function getScale(call: Call): Reply {
  return scaleReply(call, currentOf(call));
}

export async function putScale(call: Call): Promise<Reply> {
  checkWriteOptions(call, "UpdateOptions");
  const scale = await readObjectBody(asScale(call));
  checkPlace(call, scale);
  return setScale(call, scale);
}

export async function patchScale(call: Call): Promise<Reply> {
  const type = mediaTypeOf(call.request.header("content-type"));
  if (type === APPLY_TYPE) {
    checkWriteOptions(call, "PatchOptions", type);
    return applyScale(call, parseConfiguration(await call.request.text()));
  }
  const change = await readPatch(call, type);
  const before = scaleOf(call, call.api.store.read(currentOf(call)));
  return setScale(call, applyPatch(asScale(call), before, change));
}

/** The call as if scales were what the workload's resource has: to read one. */
function asScale(call: Call): Call {
  const { custom: _, conversion: __, ...resource } = call.resource;
  const info = { ...resource.info, group: "autoscaling", version: "v1", kind: "Scale" };
  return { ...call, resource: { ...resource, apiVersion: SCALE_VERSION, info } };
}

/** Applies to the workload what the scale says of it, so that its owner is found there. */
function applyScale(call: Call, config: JsonObject): Reply {
  const { resource, name } = call;
  if (config["apiVersion"] !== SCALE_VERSION || config["kind"] !== "Scale")
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
  readonly spec?: { readonly replicas?: number };
}

function setScale(call: Call, scale: KubeObject): Reply {
  const replicas = (scale as Scale).spec?.replicas ?? 0;
  // Those of custom resources are judged with the object they are set in.
  if (!call.resource.custom && replicas < 0)
    refuse(
      status.invalid({ group: "autoscaling", kind: "Scale" }, call.name, [
        invalidField("spec.replicas", replicas, "must be greater than or equal to 0"),
      ]),
    );
  const current = currentOf(call);
  const before = call.api.store.read(current);
  const draft = draftOf(before);
  const { resourceVersion, uid } = scale.metadata;
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
    apiVersion: SCALE_VERSION,
    metadata: scaleMetadata(workload),
    spec: spec["replicas"] ? { replicas: spec["replicas"] } : {},
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
