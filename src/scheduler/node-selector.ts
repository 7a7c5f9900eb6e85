// nodeSelector and node affinity, compiled once per class of pods: component-helpers/scheduling/corev1/nodeaffinity, v1.36.

import { labelPredicate, labelRequirement, type LabelOperator } from "../kube/index.ts";
import type { NodeSelectorRequirement, NodeSelectorTerm, PodSpec } from "./pod-spec.ts";

export type Labels = Readonly<Record<string, string>>;
export type NodePredicate = (labels: Labels, name: string) => boolean;

export interface Preference {
  readonly weight: number;
  readonly matches: NodePredicate;
}

const OPERATORS: Readonly<Record<string, LabelOperator>> = {
  In: "in",
  NotIn: "notin",
  Exists: "exists",
  DoesNotExist: "!",
  Gt: "gt",
  Lt: "lt",
};

/** What the pod demands of a node's labels and name; undefined when it demands nothing. */
export function requiredNodes(spec: PodSpec): NodePredicate | undefined {
  const selector = Object.entries(spec.nodeSelector ?? {});
  const required = requiredTerms(spec);
  if (selector.length === 0 && required === undefined) return undefined;
  // Terms are alternatives; one that cannot be understood matches nothing, and so does an empty one.
  const terms = required?.map(termPredicate).filter((term) => term !== undefined);
  return (labels, name) => {
    for (const [key, value] of selector) if (labels[key] !== value) return false;
    if (terms === undefined) return true;
    for (const term of terms) if (term(labels, name)) return true;
    return false;
  };
}

/**
 * The node names a pod is limited to, where every alternative names nodes (as DaemonSets' pods do): then no other node is
 * looked at. An empty set when each alternative contradicts itself. Source: NodeAffinity.PreFilter.
 */
export function requiredNames(spec: PodSpec): ReadonlySet<string> | undefined {
  const terms = requiredTerms(spec);
  if (!terms || terms.length === 0) return undefined;
  const names = new Set<string>();
  for (const term of terms) {
    const own = namesOfTerm(term);
    if (own === undefined) return undefined;
    for (const name of own) names.add(name);
  }
  return names;
}

/** The node-affinity preferences that count; those of weight 0 or without a condition do not. */
export function preferredNodes(spec: PodSpec): readonly Preference[] {
  const terms = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const preferences: Preference[] = [];
  for (const { weight, preference } of terms) {
    const matches = termPredicate(preference);
    if (weight !== 0 && matches !== undefined) preferences.push({ weight, matches });
  }
  return preferences;
}

function requiredTerms(spec: PodSpec): readonly NodeSelectorTerm[] | undefined {
  return spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    ?.nodeSelectorTerms;
}

function namesOfTerm(term: NodeSelectorTerm): string[] | undefined {
  let names: string[] | undefined;
  for (const { key, operator, values = [] } of term.matchFields ?? []) {
    if (key !== "metadata.name" || operator !== "In") continue;
    names = names === undefined ? [...values] : names.filter((name) => values.includes(name));
  }
  return names;
}

/** Undefined for a term that matches nothing: empty, or not valid. */
function termPredicate(term: NodeSelectorTerm): NodePredicate | undefined {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length + fields.length === 0) return undefined;
  const predicates: NodePredicate[] = [];
  for (const requirement of [...expressions.map(byLabel), ...fields.map(byField)]) {
    if (requirement === undefined) return undefined;
    predicates.push(requirement);
  }
  return (labels, name) => {
    for (const predicate of predicates) if (!predicate(labels, name)) return false;
    return true;
  };
}

function byLabel({
  key,
  operator,
  values = [],
}: NodeSelectorRequirement): NodePredicate | undefined {
  const known = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (known === undefined) return undefined;
  try {
    const predicate = labelPredicate(labelRequirement(key, known, values));
    return (labels) => predicate(labels);
  } catch {
    return undefined;
  }
}

/** The only field of a node that can be selected by is its name, with In or NotIn and one value. */
function byField({
  key,
  operator,
  values = [],
}: NodeSelectorRequirement): NodePredicate | undefined {
  const [value] = values;
  if (values.length !== 1) return undefined;
  const isName = key === "metadata.name";
  if (operator === "In") return (_, name) => (isName ? name : "") === value;
  if (operator === "NotIn") return (_, name) => (isName ? name : "") !== value;
  return undefined;
}
