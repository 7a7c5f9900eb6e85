// Volume claims that name no storage class get the default one (plugin/pkg/admission/storage/storageclass/setdefault).

import type { KubeObject } from "../../kube/index.ts";
import { recordAt } from "../store/draft.ts";
import type { AdmissionPlugin } from "./admission.ts";

const STORAGE_CLASSES = "storageclasses.storage.k8s.io";
const MARK = "storageclass.kubernetes.io/is-default-class";

export const defaultStorageClass: AdmissionPlugin = {
  name: "DefaultStorageClass",
  resources: ["persistentvolumeclaims"],
  step({ draft, operation }, lookup) {
    const spec = recordAt(draft, "spec");
    if (operation !== "create" || spec["storageClassName"] !== undefined) return undefined;
    let newest: KubeObject | undefined;
    for (const found of lookup.list(STORAGE_CLASSES)) {
      if (found.metadata.annotations?.[MARK] !== "true") continue;
      if (!newest || createdAt(found) > createdAt(newest)) newest = found;
    }
    if (newest) draft["spec"] = { ...spec, storageClassName: newest.metadata.name };
    return undefined;
  },
};

function createdAt(object: KubeObject): string {
  return object.metadata.creationTimestamp ?? "";
}
