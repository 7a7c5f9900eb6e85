// What a quota is about: scopes as a list and as a selector, and which resources each can count
// (apis/core/validation ValidateResourceQuotaSpec, apis/core/helper IsResourceQuotaScopeValidForResource).

import { invalidField, requiredField } from "./field-errors.ts";
import { goForm } from "./go-shapes.ts";
import type { ResourceList } from "./quantities.ts";
import type { Errors, Rule } from "./rules.ts";

interface ScopeRequirement {
  readonly scopeName?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
}

export interface Scoped {
  readonly hard?: ResourceList;
  readonly scopes?: readonly string[];
  readonly scopeSelector?: { readonly matchExpressions?: readonly ScopeRequirement[] };
}

const PODS = ["pods"];
const COMPUTE = [
  ...PODS,
  "cpu",
  "memory",
  "limits.cpu",
  "limits.memory",
  "requests.cpu",
  "requests.memory",
];
/** What each scope can count of the resources that Kubernetes knows. Pods that say nothing of resources can only be counted. */
const COUNTED: Readonly<Record<string, readonly string[]>> = {
  Terminating: COMPUTE,
  NotTerminating: COMPUTE,
  BestEffort: PODS,
  NotBestEffort: COMPUTE,
  PriorityClass: COMPUTE,
  CrossNamespacePodAffinity: COMPUTE,
  VolumeAttributesClass: ["persistentvolumeclaims", "requests.storage"],
};
const KNOWN = new Set([
  ...COMPUTE,
  "ephemeral-storage",
  "requests.storage",
  "requests.ephemeral-storage",
  "limits.ephemeral-storage",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "persistentvolumeclaims",
  "configmaps",
  "services.nodeports",
  "services.loadbalancers",
]);
/** They have no values to choose from. */
const YES_OR_NO = new Set([
  "BestEffort",
  "NotBestEffort",
  "Terminating",
  "NotTerminating",
  "CrossNamespacePodAffinity",
]);
const OPPOSITES = [
  ["BestEffort", "NotBestEffort"],
  ["Terminating", "NotTerminating"],
] as const;

export const scopes: Rule<Scoped> = ({ hard = {}, scopes: names = [] }, at, errors) => {
  const place = `${at}.scopes`;
  for (const name of names) {
    if (!Object.hasOwn(COUNTED, name)) errors.push(invalidField(place, names, "unsupported scope"));
    for (const _ of uncounted(name, hard))
      errors.push(invalidField(place, names, "unsupported scope applied to resource"));
  }
  conflicts(names, names, place, errors);
};

export const scopeSelector: Rule<Scoped> = (spec, at, errors) => {
  const { scopeSelector: selector, hard = {} } = spec;
  const place = `${at}.scopeSelector.matchExpressions`;
  const requirements = selector?.matchExpressions ?? [];
  for (const requirement of requirements) {
    const { scopeName = "", operator = "" } = requirement;
    if (!Object.hasOwn(COUNTED, scopeName))
      errors.push(invalidField(`${place}.scopeName`, scopeName, "unsupported scope"));
    for (const _ of uncounted(scopeName, hard)) {
      const form = goForm("ScopeSelector", selector);
      errors.push(invalidField(place, form, "unsupported scope applied to resource"));
    }
    if (YES_OR_NO.has(scopeName) && operator !== "Exists")
      errors.push(invalidField(`${place}.operator`, operator, MUST_EXIST));
    operands(requirement, place, errors);
  }
  const names = requirements.map(({ scopeName = "" }) => scopeName);
  conflicts(names, spec.scopes ?? null, place, errors);
};

const MUST_EXIST =
  "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";

/** The resources of the quota that the scope says nothing about. */
function uncounted(scope: string, hard: ResourceList): string[] {
  const counted = COUNTED[scope];
  return counted
    ? Object.keys(hard).filter((name) => KNOWN.has(name) && !counted.includes(name))
    : [];
}

function operands(
  { operator = "", values = [] }: ScopeRequirement,
  at: string,
  errors: Errors,
): void {
  if (operator === "In" || operator === "NotIn") {
    if (values.length === 0)
      errors.push(
        requiredField(
          `${at}.values`,
          "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
        ),
      );
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (values.length > 0)
      errors.push(
        invalidField(
          `${at}.values`,
          values,
          "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
        ),
      );
  } else errors.push(invalidField(`${at}.operator`, operator, "not a valid selector operator"));
}

function conflicts(
  names: readonly string[],
  quoted: readonly string[] | null,
  at: string,
  errors: Errors,
): void {
  for (const [one, other] of OPPOSITES)
    if (names.includes(one) && names.includes(other))
      errors.push(invalidField(at, quoted, "conflicting scopes"));
}
