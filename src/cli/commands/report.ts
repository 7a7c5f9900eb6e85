// kwokbench report RESULT --format F: any report again, from the Result.

import { readFileSync } from "node:fs";
import { buildCommand } from "@stricli/core";
import { fail, nearest } from "../../base/index.ts";
import { type ReportFormat, formatRegistry } from "../../report/index.ts";
import { parseResult } from "../../result/index.ts";
import type { Program } from "../program.ts";

interface Flags {
  readonly format: string;
  readonly out?: string;
}

async function run(this: Program, flags: Flags, path: string): Promise<void> {
  const format = formatNamed(flags.format);
  const result = parseResult(readResult(path));
  const text = format.render(result);
  if (flags.out === undefined) this.process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  else await Bun.write(flags.out, text);
}

function formatNamed(name: string): ReportFormat {
  const format = formatRegistry.find((candidate) => candidate.name === name);
  if (format) return format;
  const names = formatRegistry.map((candidate) => candidate.name);
  const guess = nearest(name, names);
  return fail(
    `there is no report format "${name}"`,
    guess ? `did you mean ${guess}?` : `choose one of ${names.join(", ")}`,
  );
}

function readResult(path: string): string {
  const file = path.endsWith(".json") ? path : `${path}/result.json`;
  try {
    return readFileSync(file, "utf8");
  } catch {
    return fail(
      `the result ${file} could not be read`,
      "give a result.json or the folder it is in",
    );
  }
}

export const reportCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      format: {
        kind: "parsed",
        parse: String,
        brief: `One of ${formatRegistry.map(({ name }) => name).join(", ")}`,
        default: "markdown",
      },
      out: {
        kind: "parsed",
        parse: String,
        brief: "File to write; default: print",
        optional: true,
      },
    },
    positional: {
      kind: "tuple",
      parameters: [{ parse: String, brief: "result.json or its folder", placeholder: "result" }],
    },
  },
  docs: { brief: "Write a report from a result" },
});
