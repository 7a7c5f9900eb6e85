// kwokbench stage test FILE… --object FILE: which stages match an object, with what odds, delay and effects, and what the
// object is after each.

import { buildCommand } from "@stricli/core";
import { fail, messageOf } from "../../base/index.ts";
import { compileStages, rehearse, tryStages } from "../../stage/index.ts";
import type { Program } from "../program.ts";
import { offlineEnvironment } from "../stage/stage-offline.ts";
import { readObjects } from "../stage/stage-objects.ts";
import { readStages, stagesPositional } from "../stage/stage-source.ts";
import { type NotedTrial, lifeText, trialsText } from "../stage/stage-trial-text.ts";

/** A life may go on for ever: heartbeats, crash loops. */
const PLAYS_MAX = 50;

interface Flags {
  readonly object: string;
  readonly life: boolean;
  readonly json: boolean;
}

async function run(this: Program, flags: Flags, ...sources: string[]): Promise<void> {
  const stages = await readStages(sources);
  const { clock, environment, random } = offlineEnvironment(this.version);
  const problems = new Map<string, Set<string>>();
  const { machines } = await compileStages(stages, environment, ({ name }, error) =>
    problems.set(name, new Set(problems.get(name)).add(messageOf(error))),
  );
  const results = readObjects(flags.object).map((object) => {
    const kind = `${object.apiVersion}/${object.kind}`;
    const machine = machines.get(kind);
    if (!machine)
      return fail(
        `there are no stages for ${kind}`,
        `those given are for ${[...machines.keys()].join(", ")}`,
      );
    const { name } = object.metadata;
    if (flags.life) {
      const plays = rehearse(machine, object, { clock, random, playsMax: PLAYS_MAX });
      return { kind, name, plays };
    }
    problems.clear();
    const trials = tryStages(machine, object, clock.wallMs()).map((trial): NotedTrial => ({
      ...trial,
      notes: [...(problems.get(trial.stage) ?? [])],
    }));
    return { kind, name, trials };
  });
  const text = flags.json
    ? `${JSON.stringify(results)}\n`
    : results.map((one) => (one.plays ? lifeText(one) : trialsText(one))).join("\n");
  this.process.stdout.write(text);
}

export const stageTestCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      object: { kind: "parsed", parse: String, brief: "File with the object, or -" },
      life: {
        kind: "boolean",
        brief: `Keep playing stages, chosen by weight, until none is due (at most ${PLAYS_MAX})`,
        default: false,
      },
      json: { kind: "boolean", brief: "Print JSON", default: false },
    },
    positional: stagesPositional,
  },
  docs: { brief: "Try stages on an object: which match, with what odds, delay and effects" },
});
