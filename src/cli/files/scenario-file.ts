// From a path on the command line to a Scenario.

import { dirname, isAbsolute, join } from "node:path";
import { fail } from "../../base/index.ts";
import { type Scenario, parseScenario } from "../../scenario/index.ts";
import { readText, readTextIfAny } from "./text-files.ts";

/** `--set nodes=500`; may be given several times. */
export const setFlag = {
  kind: "parsed",
  parse: String,
  brief: "Set a scenario variable: --set nodes=500",
  placeholder: "name=value",
  optional: true,
  variadic: true,
} as const;

export interface ScenarioOverrides {
  readonly set?: readonly string[] | undefined;
  readonly provider?: "kubeconfig" | undefined;
  readonly seed?: number | undefined;
}

/** Throws FailureError with every diagnostic of the file. */
export function loadScenario(path: string, overrides: ScenarioOverrides = {}): Scenario {
  const text = readText(path, "check the path; `kwokbench init` writes a scenario to start from");
  return parseScenario(text, {
    file: path,
    set: parseAssignments(overrides.set ?? []),
    provider: overrides.provider,
    seed: overrides.seed,
    readFile: (other) => readTextIfAny(isAbsolute(other) ? other : join(dirname(path), other)),
  });
}

function parseAssignments(assignments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const equals = assignment.indexOf("=");
      if (equals <= 0) fail(`--set ${assignment} has no value`, "write it as --set name=value");
      return [assignment.slice(0, equals), assignment.slice(equals + 1)];
    }),
  );
}
