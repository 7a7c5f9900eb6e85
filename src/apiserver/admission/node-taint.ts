// Nodes are born with the taint of a node that is not ready (plugin/pkg/admission/nodetaint). Only a node lifecycle
// controller takes it off again, so this runs where somebody asked for it.

import type { Taint } from "../../kube/index.ts";
import { recordAt } from "../store/draft.ts";
import type { AdmissionPlugin } from "./admission.ts";

const NOT_READY = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };

export const nodeTaint: AdmissionPlugin = {
  name: "TaintNodesByCondition",
  isOptional: true,
  resources: ["nodes"],
  admit({ draft }) {
    const spec = recordAt(draft, "spec");
    const taints = (spec["taints"] ?? []) as readonly Taint[];
    if (taints.some(({ key, effect }) => key === NOT_READY.key && effect === NOT_READY.effect))
      return undefined;
    draft["spec"] = { ...spec, taints: [...taints, NOT_READY] };
    return undefined;
  },
};
