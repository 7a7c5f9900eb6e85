// Objects that name no class get the default one: the newest of those that are marked so. Claims get a storage class
// (plugin/pkg/admission/storage/storageclass/setdefault), ingresses an ingress class (…/network/defaultingressclass).

import type { KubeObject } from "../../kube/index.ts";
import type { Lookup } from "../registry/lookup.ts";
import { recordAt } from "../store/draft.ts";
import type { AdmissionPlugin } from "./admission.ts";

const STORAGE_CLASSES = "storageclasses.storage.k8s.io";
const STORAGE_MARK = "storageclass.kubernetes.io/is-default-class";
const STORAGE_CLASS_BETA = "volume.beta.kubernetes.io/storage-class";
const INGRESS_CLASSES = "ingressclasses.networking.k8s.io";
const INGRESS_MARK = "ingressclass.kubernetes.io/is-default-class";
const INGRESS_CLASS_BETA = "kubernetes.io/ingress.class";

export const defaultStorageClass: AdmissionPlugin = {
  name: "DefaultStorageClass",
  resources: ["persistentvolumeclaims"],
  admit({ draft }, lookup) {
    const spec = recordAt(draft, "spec");
    if (spec["storageClassName"] !== undefined) return undefined;
    if (draft.metadata.annotations?.[STORAGE_CLASS_BETA] !== undefined) return undefined;
    const name = newestDefault(lookup, STORAGE_CLASSES, STORAGE_MARK);
    if (name !== undefined) draft["spec"] = { ...spec, storageClassName: name };
    return undefined;
  },
};

export const defaultIngressClass: AdmissionPlugin = {
  name: "DefaultIngressClass",
  resources: ["ingresses.networking.k8s.io"],
  admit({ draft }, lookup) {
    const spec = recordAt(draft, "spec");
    if (spec["ingressClassName"] !== undefined) return undefined;
    if (draft.metadata.annotations?.[INGRESS_CLASS_BETA] !== undefined) return undefined;
    const name = newestDefault(lookup, INGRESS_CLASSES, INGRESS_MARK);
    if (name !== undefined) draft["spec"] = { ...spec, ingressClassName: name };
    return undefined;
  },
};

function newestDefault(lookup: Lookup, classes: string, mark: string): string | undefined {
  let newest: KubeObject | undefined;
  // Of those created in the same second, the first by name: they come in that order.
  for (const found of lookup.list(classes)) {
    if (found.metadata.annotations?.[mark] !== "true") continue;
    if (!newest || createdAt(found) > createdAt(newest)) newest = found;
  }
  return newest?.metadata.name;
}

function createdAt(object: KubeObject): string {
  return object.metadata.creationTimestamp ?? "";
}
