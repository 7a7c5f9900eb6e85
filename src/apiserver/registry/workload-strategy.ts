// Controllers of pods: their selector must pick their own template, and never changes (apps/v1 validation).

import { jsonEqual, type KubeObject } from "../../kube/index.ts";
import { recordAt, type Draft } from "../store/draft.ts";
import type { FieldError, Strategy } from "./strategy.ts";

export const selectorStrategy: Strategy = {
  validateCreate: selectorErrors,
  validateUpdate(workload, before) {
    if (workload["spec"] === before["spec"]) return [];
    const [after, old] = [selectorOf(workload), selectorOf(before)];
    if (jsonEqual(after as never, old as never)) return selectorErrors(workload);
    return [
      {
        field: "spec.selector",
        reason: "FieldValueInvalid",
        message: `Invalid value: ${JSON.stringify(after)}: field is immutable`,
      },
    ];
  },
};

function selectorOf(workload: Draft | KubeObject): unknown {
  return recordAt(workload, "spec")["selector"];
}

function selectorErrors(workload: Draft): readonly FieldError[] {
  const selector = selectorOf(workload);
  if (typeof selector !== "object" || selector === null)
    return [{ field: "spec.selector", reason: "FieldValueRequired", message: "Required value" }];
  const wanted = recordAt(selector as Record<string, unknown>, "matchLabels");
  const template = recordAt(recordAt(workload, "spec"), "template");
  const labels = recordAt(recordAt(template, "metadata"), "labels");
  for (const [key, value] of Object.entries(wanted)) {
    if (labels[key] === value) continue;
    return [
      {
        field: "spec.template.metadata.labels",
        reason: "FieldValueInvalid",
        message: `Invalid value: ${JSON.stringify(labels)}: \`selector\` does not match template \`labels\``,
      },
    ];
  }
  return [];
}
