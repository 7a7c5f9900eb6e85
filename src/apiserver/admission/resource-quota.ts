// Objects that take more than the quotas of their namespace have left are refused. Who writes down what was taken, and
// given back, is quota/quota-status.ts.

import { status, type KubeObject } from "../../kube/index.ts";
import { refusalBy } from "../quota/check.ts";
import { evaluatorOf } from "../quota/evaluator.ts";
import type { AdmissionPlugin } from "./admission.ts";

export const resourceQuota: AdmissionPlugin = {
  name: "ResourceQuota",
  operations: ["create", "update"],
  validate({ resource, namespace, draft, before }, lookup) {
    if (namespace === "" || !lookup.hasAny("resourcequotas", namespace)) return undefined;
    const evaluator = evaluatorOf(resource.definition.name);
    const object = draft as unknown as KubeObject;
    if (before && !evaluator.mayGrow?.(object, before)) return undefined;
    for (const quota of lookup.list("resourcequotas", namespace)) {
      const why = refusalBy(quota, evaluator, object, before);
      if (why) return status.forbidden(resource.info, draft.metadata.name, why);
    }
    return undefined;
  },
};
