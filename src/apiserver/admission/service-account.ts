// Pods without a service account run as `default` (plugin/pkg/admission/serviceaccount). Its existence is not
// required and no token volume is mounted: there is no kubelet to read it.

import { onceForAlike } from "../registry/alike.ts";
import type { AdmissionPlugin } from "./admission.ts";

const DEFAULT_ACCOUNT = "default";

export const serviceAccount: AdmissionPlugin = {
  name: "ServiceAccount",
  resources: ["pods"],
  admit({ draft }) {
    const spec = draft["spec"] as Spec | undefined;
    if (spec) draft["spec"] = withAccount(spec);
    return undefined;
  },
};

interface Spec {
  readonly serviceAccountName?: string;
  readonly serviceAccount?: string;
}

const withAccount = onceForAlike((spec: Spec): Spec => {
  const name = spec.serviceAccountName || spec.serviceAccount || DEFAULT_ACCOUNT;
  return spec.serviceAccountName === name && spec.serviceAccount === name
    ? spec
    : { ...spec, serviceAccountName: name, serviceAccount: name };
});
