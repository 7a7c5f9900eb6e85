// Every threshold against every valid run: the scenario's own, the plan's, and the objectives of Kubernetes.

import { type Result, type ThresholdLike, evaluateThresholds } from "../../result/index.ts";
import type { PlannedScenario } from "./plan.ts";
import { kubernetesObjectives } from "./slo.ts";
import type { Objective } from "./types.ts";

/** The grammar of thresholds belongs to the scenario room: it is an argument. A sentence where the text is none. */
export type ThresholdParser = (expression: string, result: Result) => ThresholdLike | string;

export function objectivesOf(
  planned: PlannedScenario,
  results: readonly Result[],
  parse: ThresholdParser,
): Objective[] {
  const [first] = results;
  if (!first) return [];
  const wanted: readonly (readonly [Objective["source"], readonly string[]])[] = [
    ["scenario", first.thresholds.map(({ expression }) => expression)],
    ["plan", planned.thresholds],
    ["slo", planned.slo === "kubernetes" ? kubernetesObjectives(first) : []],
  ];
  const seen = new Set<string>();
  return wanted.flatMap(([source, expressions]) =>
    expressions.flatMap((expression) => {
      if (seen.has(expression)) return [];
      seen.add(expression);
      return [objectiveOf(expression, source, results, parse)];
    }),
  );
}

function objectiveOf(
  expression: string,
  source: Objective["source"],
  results: readonly Result[],
  parse: ThresholdParser,
): Objective {
  const answers = results.map((result) => {
    const threshold = parse(expression, result);
    if (typeof threshold === "string")
      return { value: undefined, pass: false, message: `${threshold}.` };
    return evaluateThresholds(result, [threshold])[0]!;
  });
  const missed = answers.find(({ pass }) => !pass);
  return {
    expression,
    source,
    values: answers.map(({ value }) => (value === undefined || value === Infinity ? null : value)),
    runsPassed: answers.filter(({ pass }) => pass).length,
    pass: missed === undefined,
    ...(missed?.message === undefined ? {} : { message: missed.message }),
  };
}
