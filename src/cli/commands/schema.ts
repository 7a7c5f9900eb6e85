// kwokbench schema [DOCUMENT]: the JSON Schema of a scenario, for editors, or of what the program writes.

import { buildCommand } from "@stricli/core";
import {
  comparisonJsonSchema,
  historiesJsonSchema,
  signoffJsonSchema,
} from "../../compare/index.ts";
import { fail } from "../../base/index.ts";
import { resultJsonSchema } from "../../result/index.ts";
import { scenarioJsonSchema } from "../../scenario/index.ts";
import type { Program } from "../program.ts";

const schemas: Readonly<Record<string, () => object>> = {
  scenario: scenarioJsonSchema,
  result: resultJsonSchema,
  comparison: comparisonJsonSchema,
  history: historiesJsonSchema,
  signoff: signoffJsonSchema,
};

function run(this: Program, _flags: object, document = "scenario"): void {
  const schema = Object.hasOwn(schemas, document) ? schemas[document] : undefined;
  if (!schema)
    fail(`there is no schema of "${document}"`, `choose one of ${Object.keys(schemas).join(", ")}`);
  this.process.stdout.write(`${JSON.stringify(schema(), undefined, 2)}\n`);
}

export const schemaCommand = buildCommand({
  func: run,
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        {
          parse: String,
          brief: `${Object.keys(schemas).join(", ")}; default scenario`,
          placeholder: "document",
          optional: true,
        },
      ],
    },
  },
  docs: { brief: "Print the JSON Schema of a scenario or of an output document" },
});
