// What a patch made of an object must still be that object.

import { status, type Json, type KubeObject } from "../../../kube/index.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";
import { wrongKind } from "./object-body.ts";

/** A patch may not turn an object into another one. */
export function checkedObject(
  { resource, name }: Call,
  patched: Json,
  before: KubeObject,
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
  if (object.kind !== before.kind || object.apiVersion !== before.apiVersion)
    refuse(
      wrongKind(
        { kind: object.kind ?? "", apiVersion: object.apiVersion ?? "" },
        resource.info.kind,
      ),
    );
  return object;
}
