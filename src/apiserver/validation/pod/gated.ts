// A pod that waits at a gate may still be told more exactly where to run (core/validation validateNodeAffinityMutation).

import { jsonEqual, type Json } from "../../../kube/index.ts";
import { invalidField } from "../field-errors.ts";
import { goForm } from "../go-shapes.ts";
import type { Errors } from "../rules.ts";
import type { NodeSelectorTerm } from "../selectors.ts";
import type { Affinity, PodSpec } from "./types.ts";

type NodeAffinity = NonNullable<Affinity["nodeAffinity"]>;

/** Sets back what may change of `spec`, which was `old`, and says what was changed otherwise. */
export function narrowed(
  spec: PodSpec,
  old: PodSpec,
  set: (field: keyof PodSpec, value: unknown) => void,
  errors: Errors,
): void {
  const restore = (field: keyof PodSpec): void => set(field, old[field]);
  const then = old.nodeSelector ?? {};
  if (Object.keys(then).some((key) => spec.nodeSelector?.[key] !== then[key]))
    errors.push(
      invalidField(
        "spec.nodeSelector",
        spec.nodeSelector ?? null,
        "only additions to spec.nodeSelector are allowed (no mutations or deletions)",
      ),
    );
  restore("nodeSelector");
  nodeAffinityNarrows(spec.affinity?.nodeAffinity, old.affinity?.nodeAffinity, errors);
  if (old.affinity === undefined) {
    const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
    if (!podAffinity && !podAntiAffinity) restore("affinity");
  } else {
    const { nodeAffinity: _, ...others } = (spec.affinity ?? {}) as Record<string, unknown>;
    const { nodeAffinity } = old.affinity;
    const affinity = { ...others, ...(nodeAffinity && { nodeAffinity }) };
    set("affinity", Object.keys(affinity).length > 0 ? affinity : undefined);
  }
}

/** Where a pod must run may be said more exactly, term by term. */
function nodeAffinityNarrows(
  now: NodeAffinity | undefined,
  then: NodeAffinity | undefined,
  errors: Errors,
): void {
  const termsOf = (affinity: NodeAffinity | undefined): readonly NodeSelectorTerm[] =>
    affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const [terms, old] = [termsOf(now), termsOf(then)];
  const at =
    "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms";
  const shown = (term: NodeSelectorTerm): unknown => goForm("NodeSelectorTerm", term);
  if (old.length > 0 && old.length !== terms.length) {
    const why = "no additions/deletions to non-empty NodeSelectorTerms list are allowed";
    errors.push(invalidField(at, terms.length === 0 ? null : terms.map(shown), why));
    return;
  }
  for (const [index, term] of terms.entries())
    if (old[index] && !onlyAdds(term, old[index]))
      errors.push(
        invalidField(
          `${at}[${index}]`,
          shown(term),
          "only additions are allowed (no mutations or deletions)",
        ),
      );
}

function onlyAdds(now: NodeSelectorTerm, then: NodeSelectorTerm): boolean {
  const isEmpty = ({ matchExpressions, matchFields }: NodeSelectorTerm): boolean =>
    !matchExpressions?.length && !matchFields?.length;
  // An empty term picks nothing, and what is added to it would pick something.
  if (isEmpty(then)) return isEmpty(now);
  return (["matchExpressions", "matchFields"] as const).every((field) => {
    const old: readonly object[] = then[field] ?? [];
    const kept: readonly object[] = now[field]?.slice(0, old.length) ?? [];
    return jsonEqual(kept as Json, old as Json);
  });
}
