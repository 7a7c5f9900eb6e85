// Pods without a service account run as `default` (plugin/pkg/admission/serviceaccount). Its existence is not
// required and no token volume is mounted: there is no kubelet to read it.

import type { AdmissionPlugin } from "./admission.ts";

const DEFAULT_ACCOUNT = "default";

export const serviceAccount: AdmissionPlugin = {
  name: "ServiceAccount",
  resources: ["pods"],
  admit({ draft }) {
    const spec = draft["spec"] as
      { serviceAccountName?: string; serviceAccount?: string } | undefined;
    if (!spec) return undefined;
    const name = spec.serviceAccountName || spec.serviceAccount || DEFAULT_ACCOUNT;
    if (spec.serviceAccountName !== name || spec.serviceAccount !== name)
      draft["spec"] = { ...spec, serviceAccountName: name, serviceAccount: name };
    return undefined;
  },
};
