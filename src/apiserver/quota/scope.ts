// Which objects a quota is about: its scopes, plain or with values.

import type { KubeObject } from "../../kube/index.ts";
import { recordAt } from "../store/draft.ts";

/** One requirement of `spec.scopeSelector.matchExpressions`. */
export interface ScopeSelector {
  readonly scopeName: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** All scopes of a quota: those of `spec.scopes` are selectors that ask for no value. */
export function scopesOf(quota: KubeObject): readonly ScopeSelector[] {
  const spec = recordAt(quota, "spec");
  const plain = (spec["scopes"] ?? []) as readonly string[];
  const { matchExpressions } = recordAt(spec, "scopeSelector");
  return [
    ...plain.map((scopeName) => ({ scopeName, operator: "Exists" })),
    ...((matchExpressions ?? []) as readonly ScopeSelector[]),
  ];
}

/** Whether a value, or its absence, is what the selector asks for. */
export function selects(
  { operator, values = [] }: ScopeSelector,
  value: string | undefined,
): boolean {
  switch (operator) {
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    default:
      return false;
  }
}
