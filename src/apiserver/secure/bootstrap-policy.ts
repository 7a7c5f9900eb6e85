// The roles and bindings a cluster starts with when rights are checked: those of kube-apiserver (scripts/bootstrap-policy.ts).

import type { Draft } from "../store/draft.ts";
import text from "./bootstrap-policy.json.txt" with { type: "text" };

interface PolicyObject {
  readonly kind: "ClusterRole" | "ClusterRoleBinding" | "Role" | "RoleBinding";
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

export const RBAC_VERSION = "rbac.authorization.k8s.io/v1";

/** New drafts at each call, with the plural of each. */
export function bootstrapPolicy(): { readonly plural: string; readonly draft: Draft }[] {
  const objects = JSON.parse(text) as PolicyObject[];
  return objects.map(({ kind, name, namespace, labels, ...fields }) => ({
    plural: `${kind.toLowerCase()}s`,
    draft: {
      apiVersion: RBAC_VERSION,
      kind,
      metadata: {
        name,
        ...(namespace !== undefined && { namespace }),
        labels: { "kubernetes.io/bootstrapping": "rbac-defaults", ...labels },
        annotations: { "rbac.authorization.kubernetes.io/autoupdate": "true" },
      },
      // Roles that aggregate others have no rules of their own, and say so.
      ...(kind.endsWith("Role") && { rules: null }),
      ...fields,
    },
  }));
}
