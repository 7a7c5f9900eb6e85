// Where stages come from: the profiles inside the program, files, folders of files, standard input.

import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { FailureError, fail } from "../../base/index.ts";
import {
  type OtherDocument,
  type Stage,
  checkStages,
  isProfileName,
  parseStages,
  profileNames,
  profileStages,
} from "../../stage/index.ts";

/** The stages a command is about, on its command line. */
export const stagesPositional = {
  kind: "array",
  minimum: 1,
  parameter: {
    parse: String,
    brief: "Stage files, folders, or profiles",
    placeholder: "stages",
  },
} as const;

export interface StageSource {
  readonly stages: readonly Stage[];
  /** What else the files hold. */
  readonly others: readonly OtherDocument[];
}

/** A profile's name, a KWOK file, a folder of such files, or `-`. Throws FailureError with every located problem. */
export function readStageSource(source: string): StageSource {
  if (isProfileName(source)) return { stages: profileStages(source), others: [] };
  const parts = filesOf(source).map((file) => parseStages(readText(file), file));
  const errors = parts
    .flatMap(({ diagnostics }) => diagnostics)
    .filter(({ severity }) => severity !== "warning");
  if (errors.length > 0) throw new FailureError(errors);
  return {
    stages: parts.flatMap(({ stages }) => stages),
    others: parts.flatMap(({ others }) => others),
  };
}

/** All of several sources, compiled once to see that they can be. Rejects with FailureError. */
export async function readStages(sources: readonly string[]): Promise<readonly Stage[]> {
  const stages = sources.flatMap((source) => readStageSource(source).stages);
  if (stages.length === 0) fail("there are no stages in what was given", "give a Stage file");
  const problems = await checkStages(stages);
  if (problems.length > 0) throw new FailureError(problems);
  return stages;
}

/** The text of a file or of standard input; throws FailureError. */
export function readText(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch {
    return fail(
      `${file} could not be read`,
      `give a file, or for stages one of the profiles ${profileNames.join(", ")}`,
    );
  }
}

/** A folder's files in the order of their names, as kubectl takes them. */
function filesOf(source: string): readonly string[] {
  if (source === "-" || !statSync(source, { throwIfNoEntry: false })?.isDirectory())
    return [source];
  const names = readdirSync(source).filter((name) => /\.(ya?ml|json)$/.test(name));
  return names.sort().map((name) => join(source, name));
}
