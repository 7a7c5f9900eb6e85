// kwokbench version.

import { buildCommand } from "@stricli/core";
import type { Program } from "../program.ts";

function run(this: Program): void {
  this.process.stdout.write(
    `kwokbench ${this.version} (Bun ${Bun.version}, ${process.platform} ${process.arch})\n`,
  );
}

export const versionCommand = buildCommand({
  func: run,
  parameters: {},
  docs: { brief: "Print the version" },
});
