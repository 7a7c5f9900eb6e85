// Lets go of volumes, claims and volume attributes classes that are being deleted and that nobody uses any more, as the
// protection controllers of a controller manager do (pkg/controller/volume/{pvc,pv,vac}protection).

import type { KubeObject } from "../../../kube/index.ts";
import { PROTECTION_FINALIZERS } from "../../admission/protection.ts";
import type { Lookup } from "../../registry/lookup.ts";
import type { ServedResource } from "../../registry/registry.ts";
import { draftOf, recordAt, textOf, type OpenRecord } from "../../store/draft.ts";
import type { WriteObserver } from "../../store/store.ts";
import { collectionOf, type Api } from "../http/call.ts";
import { commit } from "../write/update.ts";
import { internalCall } from "./boot.ts";

/** Between two looks at those that are still in use. */
const RETRY_INTERVAL_MS = 500;

export function releaseProtected(api: Api): void {
  const resources = new Map<string, ServedResource>();
  for (const resource of api.registry.all())
    if (resource.qualifiedName in PROTECTION_FINALIZERS)
      resources.set(resource.definition.name, resource);
  const after: WriteObserver["after"] = ({ definition }, { type, object }) => {
    const resource = resources.get(definition.name);
    if (!resource || type !== "MODIFIED") return;
    const { deletionTimestamp, finalizers = [] } = api.store.read(object).metadata;
    const finalizer = PROTECTION_FINALIZERS[resource.qualifiedName] ?? "";
    if (deletionTimestamp === undefined || !finalizers.includes(finalizer)) return;
    api.defer(() => release(api, resource, object.namespace, object.name, finalizer));
  };
  api.store.observe({ after });
}

function release(
  api: Api,
  resource: ServedResource,
  namespace: string,
  name: string,
  finalizer: string,
): void {
  const stored = collectionOf(api, resource).get(namespace, name);
  if (!stored) return;
  const object = api.store.read(stored);
  const { deletionTimestamp, finalizers = [] } = object.metadata;
  if (deletionTimestamp === undefined || !finalizers.includes(finalizer)) return;
  if (isInUse(resource.qualifiedName, object, api.admission.lookup)) {
    api.later(RETRY_INTERVAL_MS, () => release(api, resource, namespace, name, finalizer));
    return;
  }
  const draft = draftOf(object);
  draft.metadata.finalizers = finalizers.filter((each) => each !== finalizer);
  commit(internalCall(api, resource, namespace, name), stored, draft, "any");
}

function isInUse(resource: string, object: KubeObject, lookup: Lookup): boolean {
  const { name, namespace = "" } = object.metadata;
  if (resource === "persistentvolumes") return recordAt(object, "status")["phase"] === "Bound";
  if (resource === "persistentvolumeclaims") {
    for (const pod of lookup.list("pods", namespace)) if (uses(pod, name)) return true;
    return false;
  }
  for (const collection of ["persistentvolumes", "persistentvolumeclaims"])
    for (const user of lookup.list(collection))
      if (
        recordAt(user, "spec")["volumeAttributesClassName"] === name ||
        recordAt(user, "status")["currentVolumeAttributesClassName"] === name
      )
        return true;
  return false;
}

/** Whether a pod that has a node and is not over mounts the claim. */
function uses(pod: KubeObject, claim: string): boolean {
  const spec = recordAt(pod, "spec");
  const phase = textOf(recordAt(pod, "status")["phase"]);
  if (!spec["nodeName"] || phase === "Succeeded" || phase === "Failed") return false;
  const volumes = Array.isArray(spec["volumes"]) ? (spec["volumes"] as readonly OpenRecord[]) : [];
  return volumes.some(
    (volume) =>
      recordAt(volume, "persistentVolumeClaim")["claimName"] === claim ||
      (volume["ephemeral"] !== undefined &&
        `${pod.metadata.name}-${textOf(volume["name"])}` === claim),
  );
}
