// Kubernetes' service level objectives (sig-scalability), as expressions over what a run has measured.

import { type Result, parseLabelledName } from "../../result/index.ts";

/** Calls that change one object have a second; a list may take thirty. */
const MUTATING: readonly string[] = ["POST", "PUT", "PATCH", "DELETE"];

/** Those objectives that this run has the figures for: the others would have nothing to measure. */
export function kubernetesObjectives({ metrics }: Result): string[] {
  const known = Object.keys(metrics).map(parseLabelledName);
  const verbs = new Set(
    known.flatMap(({ name, labels }) => (name === "api_request" ? (labels["verb"] ?? []) : [])),
  );
  return [
    ...(known.some(({ name }) => name === "pod_startup") ? ["pod_startup.p99 <= 5s"] : []),
    ...MUTATING.filter((verb) => verbs.has(verb)).map(
      (verb) => `api_request{verb=${verb}}.p99 <= 1s`,
    ),
    ...(verbs.has("GET") ? ["api_request{verb=GET}.p99 <= 1s"] : []),
    ...(verbs.has("LIST") ? ["api_request{verb=LIST}.p99 <= 30s"] : []),
  ];
}
