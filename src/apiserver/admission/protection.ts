// Volumes, claims and volume attributes classes are not to go while they are in use: they are born with a finalizer
// that says so (plugin/pkg/admission/storage/storageobjectinuseprotection).

import type { AdmissionPlugin } from "./admission.ts";

/** By qualified name. */
export const PROTECTION_FINALIZERS: Readonly<Record<string, string>> = {
  persistentvolumes: "kubernetes.io/pv-protection",
  persistentvolumeclaims: "kubernetes.io/pvc-protection",
  "volumeattributesclasses.storage.k8s.io": "kubernetes.io/vac-protection",
};

export const protection: AdmissionPlugin = {
  name: "StorageObjectInUseProtection",
  resources: Object.keys(PROTECTION_FINALIZERS),
  admit({ resource, draft: { metadata } }) {
    const finalizer = PROTECTION_FINALIZERS[resource.qualifiedName];
    if (finalizer === undefined || metadata.finalizers?.includes(finalizer)) return undefined;
    metadata.finalizers = [...(metadata.finalizers ?? []), finalizer];
    return undefined;
  },
};
