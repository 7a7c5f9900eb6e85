// kwokbench plan SCENARIO: what a run would do; nothing is started.

import { buildCommand } from "@stricli/core";
import { planText, summarizePlan } from "../../workload/index.ts";
import type { Program } from "../program.ts";
import { loadScenario, setFlag } from "../files/scenario-file.ts";

interface Flags {
  readonly set?: readonly string[];
  readonly json: boolean;
}

function run(this: Program, flags: Flags, path: string): void {
  const plan = summarizePlan(loadScenario(path, { set: flags.set }));
  this.process.stdout.write(
    flags.json ? `${JSON.stringify(plan, undefined, 2)}\n` : planText(plan),
  );
}

export const planCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      set: setFlag,
      json: { kind: "boolean", brief: "Print the plan as JSON", default: false },
    },
    positional: {
      kind: "tuple",
      parameters: [{ parse: String, brief: "Scenario file", placeholder: "scenario" }],
    },
  },
  docs: { brief: "Show what a run would do, without starting anything" },
});
