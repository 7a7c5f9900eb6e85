// Pods stay five minutes on a node that fails, unless they say otherwise (plugin/pkg/admission/defaulttolerationseconds).

import { onceForAlike } from "../registry/alike.ts";
import type { Draft } from "../store/draft.ts";
import type { AdmissionPlugin } from "./admission.ts";

const TOLERATION_SECONDS = 300;
const FAILURE_TAINTS = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] as const;

interface Toleration {
  readonly key?: string;
  readonly effect?: string;
}

export const defaultTolerations: AdmissionPlugin = {
  name: "DefaultTolerationSeconds",
  resources: ["pods"],
  operations: ["create", "update"],
  admit({ draft, before }) {
    if (draft["spec"] !== before?.["spec"]) addTolerations(draft);
    return undefined;
  },
};

function addTolerations(pod: Draft): void {
  const spec = pod["spec"] as Spec | undefined;
  if (spec) pod["spec"] = tolerating(spec);
}

interface Spec {
  readonly tolerations?: readonly Toleration[];
}

const tolerating = onceForAlike((spec: Spec): Spec => {
  const own = spec.tolerations ?? [];
  const missing = FAILURE_TAINTS.filter(
    (key) => !own.some((toleration) => tolerates(toleration, key)),
  );
  if (missing.length === 0) return spec;
  const added = missing.map((key) => ({
    key,
    operator: "Exists",
    effect: "NoExecute",
    tolerationSeconds: TOLERATION_SECONDS,
  }));
  return { ...spec, tolerations: [...own, ...added] };
});

function tolerates({ key = "", effect = "" }: Toleration, taint: string): boolean {
  return (key === taint || key === "") && (effect === "NoExecute" || effect === "");
}
