// kwokbench schema: the JSON Schema of scenarios, for editors.

import { buildCommand } from "@stricli/core";
import { scenarioJsonSchema } from "../../scenario/index.ts";
import type { Program } from "../program.ts";

function run(this: Program): void {
  this.process.stdout.write(`${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`);
}

export const schemaCommand = buildCommand({
  func: run,
  parameters: {},
  docs: { brief: "Print the JSON Schema of scenarios" },
});
