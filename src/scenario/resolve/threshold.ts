// The thresholds, presets unfolded.

import type { Path, Problems } from "../problems.ts";
import type { ThresholdText } from "../schema/document.ts";
import { type ThresholdNames, parseThreshold } from "../threshold.ts";
import type { Phase, Threshold } from "../types.ts";

/** The thresholds of one entry; none after telling of what is wrong with it. */
export function resolveThreshold(
  text: ThresholdText,
  path: Path,
  names: ThresholdNames,
  phases: readonly Phase[],
  problems: Problems,
): readonly Threshold[] {
  const entry =
    typeof text === "string" ? { threshold: text, abortOnFail: false, delayAbort: 0 } : text;
  const { threshold, abortOnFail, delayAbort } = entry;
  const isPreset = threshold === undefined;
  return (isPreset ? kubernetesSlo(phases) : [threshold]).flatMap((expression) => {
    const parsed = parseThreshold(expression, names);
    if (parsed.ok) return [{ ...parsed.threshold, abortOnFail, delayAbortMs: delayAbort }];
    const at: Path = typeof text === "string" ? path : [...path, "threshold"];
    problems.add({ path: at, message: parsed.message, hint: parsed.hint });
    return [];
  });
}

/**
 * Kubernetes' service level objectives (sig-scalability): mutating calls 1 s, stateless pod startup 5 s, each at the
 * 99th percentile. Only those a scenario exercises: the others would have nothing to measure.
 */
function kubernetesSlo(phases: readonly Phase[]): readonly string[] {
  const does = (...actions: readonly Phase["action"][]): boolean =>
    phases.some(({ action }) => actions.includes(action));
  const makesPods = phases.some(
    (phase) =>
      (phase.action === "create" || phase.action === "churn") &&
      ["Pod", "Deployment", "ReplicaSet"].includes(phase.template.kind),
  );
  return [
    ...(makesPods ? ["pod_startup.p99 <= 5s"] : []),
    ...(does("create", "churn", "addNodes") ? ["api_request{verb=POST}.p99 <= 1s"] : []),
    ...(does("delete", "churn", "removeNodes") ? ["api_request{verb=DELETE}.p99 <= 1s"] : []),
    ...(does("scale", "rollout", "failNodes") ? ["api_request{verb=PATCH}.p99 <= 1s"] : []),
  ];
}
