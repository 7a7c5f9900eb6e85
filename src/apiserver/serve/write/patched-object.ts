// What a patch made of an object must still be that object.

import { status, type Json, type KubeObject, type Status } from "../../../kube/index.ts";
import { invalidField } from "../../validation/field-errors.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";
import { NAMESPACE_MISMATCH } from "./metadata.ts";
import { wrongKind } from "./object-body.ts";
import { whyNotConverted } from "./unknown-kind.ts";

/** A patch may not turn an object into another one. */
export function checkedObject(
  { resource, name }: Call,
  patched: Json,
  before: KubeObject,
  unreadable?: (object: KubeObject, why: string) => Status,
): KubeObject {
  if (typeof patched !== "object" || patched === null || Array.isArray(patched))
    return refuse(status.badRequest("the patched document is not an object"));
  const object = patched as unknown as KubeObject;
  const { metadata } = object;
  if (typeof metadata !== "object" || metadata === null)
    return refuse(status.badRequest("the patched object has no metadata"));
  if (metadata.name !== before.metadata.name)
    refuse(
      status.badRequest(
        `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
      ),
    );
  if (object.kind !== before.kind || object.apiVersion !== before.apiVersion) {
    const sent = { kind: object.kind ?? "", apiVersion: object.apiVersion ?? "" };
    const { info } = resource;
    refuse(unreadable?.(object, whyNotConverted(sent, info)) ?? wrongKind(sent, info));
  }
  if (metadata.namespace && metadata.namespace !== before.metadata.namespace)
    refuse(status.badRequest(NAMESPACE_MISMATCH));
  if (metadata.uid && metadata.uid !== before.metadata.uid) {
    // Kubernetes looks twice, and says it twice.
    const error = invalidField("metadata.uid", metadata.uid, "field is immutable");
    refuse(status.invalid(resource.refusedAs, name, [error, error]));
  }
  return object;
}
