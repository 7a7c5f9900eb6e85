// Nothing is created in a namespace that is not there or on its way out, and some namespaces stay
// (apiserver/pkg/admission/plugin/namespace/lifecycle).

import { status } from "../../kube/index.ts";
import { recordAt } from "../store/draft.ts";
import type { AdmissionPlugin } from "./admission.ts";

const NAMESPACES = { group: "", plural: "namespaces" };
const IMMORTAL = ["default", "kube-system", "kube-public"];

export const namespaceLifecycle: AdmissionPlugin = {
  name: "NamespaceLifecycle",
  operations: ["create", "delete"],
  admit({ resource, namespace, operation, draft }, lookup) {
    if (operation === "delete")
      return resource.qualifiedName === "namespaces" && IMMORTAL.includes(draft.metadata.name)
        ? status.forbidden(NAMESPACES, draft.metadata.name, "this namespace may not be deleted")
        : undefined;
    if (namespace === "") return undefined;
    const found = lookup.get("namespaces", "", namespace);
    if (!found) return status.notFound(NAMESPACES, namespace);
    if (!found.metadata.deletionTimestamp && recordAt(found, "status")["phase"] !== "Terminating")
      return undefined;
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    const message = `namespace ${namespace} is being terminated`;
    return status.forbidden(resource.info, draft.metadata.name, why, [
      { reason: "NamespaceTerminating", message, field: "metadata.namespace" },
    ]);
  },
};
