// Nobody may give away rights that they do not have: whoever writes a role must hold all its rules, or be allowed to
// "escalate"; whoever binds one must hold its rules, or be allowed to "bind" it (pkg/registry/rbac/escalation_check.go).

import { status, type Status } from "../../kube/index.ts";
import type { Draft } from "../store/draft.ts";
import { coversPath, hasOrAll, type PolicyRule } from "./policy-rule.ts";
import { noRole, type Authorizer, type UserRules } from "./rbac.ts";
import type { RoleIndex, RoleRef } from "./role-index.ts";
import { groups, type User } from "./user.ts";

const GROUP = "rbac.authorization.k8s.io";
const FULL_AUTHORITY: readonly PolicyRule[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];

export interface RbacWrite {
  readonly user: User;
  /** `roles`, `clusterroles`, `rolebindings`, `clusterrolebindings` */
  readonly plural: string;
  readonly namespace: string;
  readonly name: string;
  readonly object: Draft;
  /** Whether it is, or was, a role made of other roles. */
  readonly aggregates: boolean;
}

/** The refusal of a write that would give away too much; undefined where it would not. */
export function escalation(
  write: RbacWrite,
  authorizer: Authorizer,
  index: RoleIndex,
): Status | undefined {
  const { user, plural, namespace, name, object } = write;
  const refusal = (why: string | undefined): Status | undefined =>
    why === undefined ? undefined : status.forbidden({ group: GROUP, plural }, name, why);
  if (user.groups.includes(groups.masters)) return undefined;
  const may = (verb: string, resource: string, named: string): boolean =>
    authorizer.authorize(user, {
      verb,
      group: GROUP,
      resource,
      subresource: "",
      namespace,
      name: named,
    }).allowed;
  if (plural === "roles" || plural === "clusterroles") {
    if (may("escalate", plural, name)) return undefined;
    const held = authorizer.rulesFor(user, namespace);
    // What an aggregating role will gather is not known yet.
    const gathers = write.aggregates && notHeld(write, held, FULL_AUTHORITY) !== undefined;
    return refusal(
      notHeld(write, held, rulesIn(object["rules"])) ??
        (gathers ? "must have cluster-admin privileges to use the aggregationRule" : undefined),
    );
  }
  const roleRef = object["roleRef"] as RoleRef;
  const bound = roleRef.kind === "Role" ? "roles" : "clusterroles";
  if (may("bind", bound, roleRef.name)) return undefined;
  index.refresh();
  const rules = index.rulesOf(roleRef, namespace);
  if (!rules) return status.notFound({ group: GROUP, plural }, roleRef.name);
  return refusal(notHeld(write, authorizer.rulesFor(user, namespace), rules));
}

function rulesIn(rules: unknown): readonly PolicyRule[] {
  return Array.isArray(rules) ? (rules as PolicyRule[]) : [];
}

function notHeld(
  { user, plural }: RbacWrite,
  { rules: held, lost }: UserRules,
  wanted: readonly PolicyRule[],
): string | undefined {
  const missing = wanted
    .flatMap(singleRules)
    .filter((single) => !held.some((owner) => covers(owner, single)));
  if (missing.length === 0) return undefined;
  const lines = [...new Set(compact(missing).map(ruleText))].sort();
  const who = `user ${JSON.stringify(user.name)} (groups=${goStrings(user.groups)})`;
  const what = `${who} is attempting to grant RBAC permissions not currently held:\n${lines.join("\n")}`;
  const errors = lost.map((ref) => noRole(ref, plural)).join(", ");
  return errors === "" ? what : `${what}; resolution errors: [${errors}]`;
}

/** Rules with one group, resource, verb and at most one name, or one path and verb. */
function singleRules(rule: PolicyRule): PolicyRule[] {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const named = resourceNames.length > 0 ? resourceNames.map((name) => [name]) : [undefined];
  const ofResources = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) =>
        named.map((names) => ({
          apiGroups: [group],
          resources: [resource],
          verbs: [verb],
          ...(names && { resourceNames: names }),
        })),
      ),
    ),
  );
  const ofPaths = nonResourceURLs.flatMap((url) =>
    verbs.map((verb) => ({ nonResourceURLs: [url], verbs: [verb] })),
  );
  return [...ofResources, ...ofPaths];
}

function covers(owner: PolicyRule, single: PolicyRule): boolean {
  const all = (values: readonly string[] | undefined, wanted: readonly string[] = []): boolean =>
    wanted.every((value) => hasOrAll(values, value));
  if (!all(owner.verbs, single.verbs) || !all(owner.apiGroups, single.apiGroups)) return false;
  for (const resource of single.resources ?? []) {
    const below = resource.includes("/") ? resource.slice(resource.indexOf("/")) : undefined;
    const ofAny = below !== undefined && owner.resources?.includes(`*${below}`);
    if (!hasOrAll(owner.resources, resource) && !ofAny) return false;
  }
  for (const path of single.nonResourceURLs ?? [])
    if (!(owner.nonResourceURLs ?? []).some((pattern) => coversPath(pattern, path))) return false;
  if (!owner.resourceNames?.length) return true;
  const { resourceNames = [] } = single;
  return resourceNames.length > 0 && resourceNames.every((n) => owner.resourceNames?.includes(n));
}

/** Joins single rules that differ by verb only. */
function compact(rules: readonly PolicyRule[]): PolicyRule[] {
  const joined = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const { verbs, ...rest } = rule;
    const key = rule.nonResourceURLs ? JSON.stringify(rule) : JSON.stringify(rest);
    const known = joined.get(key);
    joined.set(key, known ? { ...known, verbs: [...known.verbs, ...verbs] } : rule);
  }
  return [...joined.values()];
}

function ruleText(rule: PolicyRule): string {
  const parts = [
    ["APIGroups", rule.apiGroups],
    ["Resources", rule.resources],
    ["NonResourceURLs", rule.nonResourceURLs],
    ["ResourceNames", rule.resourceNames],
    ["Verbs", rule.verbs],
  ] as const;
  const given = parts.filter(([, values]) => values && values.length > 0);
  return `{${given.map(([name, values]) => `${name}:${goStrings(values ?? [])}`).join(", ")}}`;
}

/** As Go prints a list of strings with %q. */
function goStrings(values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(" ")}]`;
}
