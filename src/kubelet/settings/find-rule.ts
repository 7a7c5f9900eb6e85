// Which rule is about a pod's container or port: an object named after the pod wins outright; otherwise the first
// cluster-wide one that chooses the pod and has a rule for it.

import type { ContainerRule, PodSelector, Rules } from "./types.ts";

export interface PodName {
  readonly namespace: string;
  readonly name: string;
}

export function findContainerRule<Rule extends ContainerRule>(
  all: readonly Rules<Rule>[],
  pod: PodName,
  container: string,
): Rule | undefined {
  return findRule(all, pod, ({ containers }) => containers, container);
}

export function findRule<Rule, Key>(
  all: readonly Rules<Rule>[],
  pod: PodName,
  keysOf: (rule: Rule) => readonly Key[],
  key: Key,
): Rule | undefined {
  const pick = (rules: readonly Rule[]): Rule | undefined =>
    rules.find((rule) => keysOf(rule).includes(key)) ??
    rules.find((rule) => keysOf(rule).length === 0);
  for (const { scope, rules } of all)
    if (scope.kind === "pod" && scope.namespace === pod.namespace && scope.name === pod.name)
      return pick(rules);
  for (const { scope, rules } of all) {
    if (scope.kind !== "cluster" || !chooses(scope.selector, pod)) continue;
    const rule = pick(rules);
    if (rule) return rule;
  }
  return undefined;
}

function chooses({ namespaces, names }: PodSelector, pod: PodName): boolean {
  return (
    (namespaces.length === 0 || namespaces.includes(pod.namespace)) &&
    (names.length === 0 || names.includes(pod.name))
  );
}
