// Writes of roles and bindings by those who do not hold what these would give.

import { jsonEqual, type Json, type KubeObject } from "../../../kube/index.ts";
import { escalation } from "../../secure/escalation.ts";
import { recordAt, type Draft } from "../../store/draft.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";

const GROUP = "rbac.authorization.k8s.io";

/** Refuses with 403. `before` is what an update changes: what gives nothing more is nobody's concern. */
export function refuseEscalation(call: Call, draft: Draft, before?: KubeObject): void {
  const { user, resource, namespace, api } = call;
  if (!user || resource.info.group !== GROUP) return;
  if (before && ["rules", "roleRef", "subjects", "aggregationRule"].every(sameIn(draft, before)))
    return;
  const { authorizer, roles } = api.security;
  const { plural } = resource.info;
  const { name } = draft.metadata;
  const aggregates = gathers(draft) || (before !== undefined && gathers(before));
  const refusal = escalation(
    { user, plural, namespace, name, object: draft, aggregates },
    authorizer,
    roles,
  );
  if (refusal) refuse(refusal);
}

function gathers(role: Draft | KubeObject): boolean {
  const { clusterRoleSelectors } = recordAt(role, "aggregationRule");
  return Array.isArray(clusterRoleSelectors) && clusterRoleSelectors.length > 0;
}

function sameIn(draft: Draft, before: KubeObject): (field: string) => boolean {
  return (field) => jsonEqual((draft[field] ?? null) as Json, (before[field] ?? null) as Json);
}
