// kwokbench stage explain FILE|PROFILE…: what each stage waits for and does, and the state machine they make together.

import { buildCommand } from "@stricli/core";
import { explainStages, explanationDiagram, explanationText } from "../../stage/index.ts";
import type { Program } from "../program.ts";
import { readObjects } from "../stage/stage-objects.ts";
import { offlineEnvironment } from "../stage/stage-offline.ts";
import { readStages, stagesPositional } from "../stage/stage-source.ts";

interface Flags {
  readonly object?: readonly string[];
  readonly diagram: boolean;
  readonly json: boolean;
}

async function run(this: Program, flags: Flags, ...sources: string[]): Promise<void> {
  const stages = await readStages(sources);
  const { clock, environment } = offlineEnvironment(this.version);
  const samples = flags.object?.flatMap(readObjects);
  const explanations = await explainStages(stages, environment, clock, samples);
  const text = flags.json
    ? `${JSON.stringify(explanations.map(({ kind, exploration }) => ({ kind, ...exploration })))}\n`
    : explanations.map(flags.diagram ? explanationDiagram : explanationText).join("\n");
  this.process.stdout.write(text);
}

export const stageExplainCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      object: {
        kind: "parsed",
        parse: String,
        brief: "File with objects to try instead of the built-in samples; repeatable",
        optional: true,
        variadic: true,
      },
      diagram: {
        kind: "boolean",
        brief:
          "Print a Mermaid state diagram for each kind, found by trying the stages on sample objects",
        default: false,
      },
      json: { kind: "boolean", brief: "Print states and transitions as JSON", default: false },
    },
    positional: stagesPositional,
  },
  docs: { brief: "Explain in words, or draw, what stages do" },
});
