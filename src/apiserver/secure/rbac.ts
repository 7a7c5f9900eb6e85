// Who may do what, by roles and bindings (plugin/pkg/auth/authorizer/rbac). What was decided is remembered for as long as no
// role or binding changes: on the path of every request this is two look-ups.

import { isResourceRequest, type Attributes } from "./attributes.ts";
import { matchesName, matchesResource, ruleAllows, type PolicyRule } from "./policy-rule.ts";
import { describeBinding, type RoleIndex, type RoleRef } from "./role-index.ts";
import { groups, type User } from "./user.ts";

export interface Decision {
  readonly allowed: boolean;
  /** Empty where there is nothing to say. */
  readonly reason: string;
}

export interface UserRules {
  readonly rules: readonly PolicyRule[];
  /** Roles that are bound and not there. */
  readonly lost: readonly RoleRef[];
}

export interface Authorizer {
  authorize(user: User, attributes: Attributes): Decision;
  /** All rules that apply to `user` in `namespace` (empty: across the cluster). */
  rulesFor(user: User, namespace: string): UserRules;
}

const ALLOWED: Decision = { allowed: true, reason: "" };
const EVERYTHING: PolicyRule[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];

/** Of a server without authentication. */
export const ALWAYS_ALLOW: Authorizer = {
  authorize: () => ALLOWED,
  rulesFor: () => ({ rules: EVERYTHING, lost: [] }),
};

/** Namespaces of one user, and decisions of one namespace, remembered at most. */
const REMEMBERED_MAX = 10_000;

interface Grant {
  readonly rule: PolicyRule;
  readonly reason: string;
}

/** What one user may do in one namespace. */
interface Grants {
  readonly grants: readonly Grant[];
  readonly lost: readonly RoleRef[];
  readonly decided: Map<string, Remembered>;
}

/** Allowed whatever the name, or else by these grants for the names they list. */
interface Remembered {
  readonly any: Decision | undefined;
  readonly named: readonly Grant[];
}

export class Rbac implements Authorizer {
  private byUser = new WeakMap<User, Map<string, Grants>>();
  private revision = -1;

  constructor(private readonly index: RoleIndex) {}

  authorize(user: User, attributes: Attributes): Decision {
    if (user.groups.includes(groups.masters)) return ALLOWED;
    const isResource = isResourceRequest(attributes);
    const grants = this.grantsOf(user, isResource ? attributes.namespace : "");
    const { any, named } = remembered(grants, attributes);
    if (any) return any;
    if (isResource)
      for (const { rule, reason } of named)
        if (matchesName(rule, attributes.name)) return { allowed: true, reason };
    const errors = grants.lost.map((ref) => noRole(ref));
    const list = errors.length > 1 ? `[${errors.join(", ")}]` : errors.join("");
    return { allowed: false, reason: list && `RBAC: ${list}` };
  }

  rulesFor(user: User, namespace: string): UserRules {
    const { grants, lost } = this.grantsOf(user, namespace);
    return { rules: grants.map(({ rule }) => rule), lost };
  }

  private grantsOf(user: User, namespace: string): Grants {
    this.index.refresh();
    if (this.index.revision !== this.revision) {
      this.byUser = new WeakMap();
      this.revision = this.index.revision;
    }
    let byNamespace = this.byUser.get(user);
    if (!byNamespace) this.byUser.set(user, (byNamespace = new Map()));
    let grants = byNamespace.get(namespace);
    if (!grants) {
      if (byNamespace.size >= REMEMBERED_MAX) byNamespace.clear();
      byNamespace.set(namespace, (grants = this.collect(user, namespace)));
    }
    return grants;
  }

  private collect(user: User, namespace: string): Grants {
    const grants: Grant[] = [];
    const lost: RoleRef[] = [];
    const scopes = namespace === "" ? [""] : ["", namespace];
    for (const scope of scopes)
      for (const binding of this.index.bindingsOf(user, scope)) {
        const rules = this.index.rulesOf(binding.roleRef, scope);
        if (!rules) lost.push(binding.roleRef);
        else {
          const reason = `RBAC: allowed by ${describeBinding(binding, user)}`;
          grants.push(...rules.map((rule) => ({ rule, reason })));
        }
      }
    return { grants, lost, decided: new Map() };
  }
}

/**
 * As upstream says it: its listers in the singular, and its storage, which is asked as roles are written, as if `resource`
 * were missing, which is what the request writes.
 */
export function noRole({ kind, name }: RoleRef, resource = kind.toLowerCase()): string {
  return `${resource}.rbac.authorization.k8s.io ${JSON.stringify(name)} not found`;
}

function remembered({ grants, decided }: Grants, attributes: Attributes): Remembered {
  const key = isResourceRequest(attributes)
    ? `${attributes.verb} ${attributes.group}/${attributes.resource}/${attributes.subresource}`
    : `${attributes.verb} ${attributes.path}`;
  let decision = decided.get(key);
  if (!decision) {
    if (decided.size >= REMEMBERED_MAX) decided.clear();
    decided.set(key, (decision = decide(grants, attributes)));
  }
  return decision;
}

function decide(grants: readonly Grant[], attributes: Attributes): Remembered {
  const fitting = grants.filter(({ rule }) =>
    isResourceRequest(attributes)
      ? matchesResource(rule, attributes)
      : ruleAllows(rule, attributes),
  );
  const unnamed = fitting.find(({ rule }) => !rule.resourceNames?.length);
  return {
    any: unnamed && { allowed: true, reason: unnamed.reason },
    named: fitting.filter(({ rule }) => rule.resourceNames?.length),
  };
}
