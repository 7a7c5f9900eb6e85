// kwokbench validate SCENARIO…: offline; every error of every file as file:line:column, with what to do.

import { buildCommand } from "@stricli/core";
import { FailureError } from "../../base/index.ts";
import type { Program } from "../program.ts";
import { loadScenario, setFlag } from "../files/scenario-file.ts";

interface Flags {
  readonly set?: readonly string[];
  readonly json: boolean;
}

function run(this: Program, flags: Flags, ...paths: string[]): void {
  const failures = paths.flatMap((path) => {
    try {
      loadScenario(path, { set: flags.set });
      if (!flags.json) this.process.stdout.write(`${path}: valid\n`);
      return [];
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      return error.diagnostics;
    }
  });
  if (flags.json) this.process.stdout.write(`${JSON.stringify({ diagnostics: failures })}\n`);
  if (failures.length > 0) throw new FailureError(failures);
}

export const validateCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      set: setFlag,
      json: { kind: "boolean", brief: "Print the diagnostics as JSON", default: false },
    },
    positional: {
      kind: "array",
      minimum: 1,
      parameter: { parse: String, brief: "Scenario files", placeholder: "scenario" },
    },
  },
  docs: { brief: "Check scenarios without running them" },
});
