// One rule of a role, and which requests it lets through (pkg/apis/rbac/v1 evaluation helpers). Rules only ever allow.

import { isResourceRequest, type Attributes, type ResourceAttributes } from "./attributes.ts";

export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  /** Empty: all names. */
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

const ALL = "*";

export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
  if (!isResourceRequest(attributes))
    return hasOrAll(rule.verbs, attributes.verb) && matchesPath(rule, attributes.path);
  return matchesResource(rule, attributes) && matchesName(rule, attributes.name);
}

/** Whether the rule fits but for the name. */
export function matchesResource(rule: PolicyRule, attributes: ResourceAttributes): boolean {
  const { verb, group, resource, subresource } = attributes;
  if (!hasOrAll(rule.verbs, verb) || !hasOrAll(rule.apiGroups, group)) return false;
  const { resources = [] } = rule;
  if (subresource === "") return hasOrAll(resources, resource);
  return (
    hasOrAll(resources, `${resource}/${subresource}`) || resources.includes(`*/${subresource}`)
  );
}

export function matchesName({ resourceNames }: PolicyRule, name: string): boolean {
  return !resourceNames?.length || resourceNames.includes(name);
}

function matchesPath({ nonResourceURLs = [] }: PolicyRule, path: string): boolean {
  return nonResourceURLs.some((url) => coversPath(url, path));
}

/** A path, or a prefix that ends in a star. */
export function coversPath(pattern: string, path: string): boolean {
  return (
    pattern === path || (pattern.endsWith(ALL) && path.startsWith(pattern.replace(/\*+$/, "")))
  );
}

export function hasOrAll(values: readonly string[] = [], value: string): boolean {
  return values.includes(ALL) || values.includes(value);
}
