// kwokbench report RESULT --format F: any report again, from the Result.

import { join } from "node:path";
import { buildCommand } from "@stricli/core";
import { fail, nearest } from "../../base/index.ts";
import { type ReportFormat, formatRegistry } from "../../report/index.ts";
import { parseResult } from "../../result/index.ts";
import type { Program } from "../program.ts";
import { readText } from "../files/text-files.ts";

interface Flags {
  readonly format: string;
  readonly out?: string;
}

async function run(this: Program, flags: Flags, path: string): Promise<void> {
  const format = formatNamed(flags.format);
  const file = path.endsWith(".json") ? path : join(path, "result.json");
  const result = parseResult(readText(file, "give a result.json or the folder it is in"));
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

export const reportCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      format: {
        kind: "parsed",
        parse: String,
        brief: "Format of the report, from the list above",
        default: "markdown",
      },
      out: {
        kind: "parsed",
        parse: String,
        brief: "File to write; default: standard output",
        optional: true,
      },
    },
    positional: {
      kind: "tuple",
      parameters: [{ parse: String, brief: "result.json or its folder", placeholder: "result" }],
    },
  },
  docs: {
    brief: "Render a result in another format",
    fullDescription: [
      "Renders a result in another format.",
      "",
      ...formatRegistry.map(({ name, meaning }) => `  ${name.padEnd(11)} ${meaning}`),
    ].join("\n"),
  },
});
