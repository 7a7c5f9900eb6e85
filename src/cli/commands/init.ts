// kwokbench init [FILE]: a first scenario, with comments.

import { existsSync } from "node:fs";
import { basename } from "node:path";
import { buildCommand } from "@stricli/core";
import { fail } from "../../base/index.ts";
import { initScenario } from "../../scenario/index.ts";
import type { Program } from "../program.ts";

async function run(this: Program, _flags: object, path = "scenario.yaml"): Promise<void> {
  if (existsSync(path)) fail(`${path} is already there`, "give another name: kwokbench init FILE");
  await Bun.write(path, initScenario(basename(path).replace(/\.ya?ml$/, "")));
  this.process.stdout.write(`wrote ${path}; run it with: kwokbench run ${path}\n`);
}

export const initCommand = buildCommand({
  func: run,
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ parse: String, brief: "File to write", placeholder: "file", optional: true }],
    },
  },
  docs: { brief: "Write a commented scenario to start from" },
});
