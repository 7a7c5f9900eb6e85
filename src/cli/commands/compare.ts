// kwokbench compare BASE… -- CANDIDATE…: are these runs slower than those? And A against B, in turns, from one command.

import { join } from "node:path";
import { buildCommand } from "@stricli/core";
import { exitCodes, fail } from "../../base/index.ts";
import { compareResults, comparisonExitCode } from "../../compare/index.ts";
import type { Result } from "../../result/index.ts";
import {
  COMPARISON_FORMATS,
  type ComparisonFormat,
  renderComparison,
  writeComparison,
} from "../files/comparison-files.ts";
import {
  type ComparisonFlags,
  comparisonFlags,
  comparisonOptions,
} from "../flags/comparison-flags.ts";
import { wholeNumber } from "../flags/parsers.ts";
import type { Program } from "../program.ts";
import { defaultDirectory } from "../files/report-files.ts";
import { runLine, runRepeatedly } from "../runs/repeats.ts";
import { readResults } from "../files/result-files.ts";
import { loadScenario } from "../files/scenario-file.ts";

interface Flags extends ComparisonFlags {
  readonly out?: string;
  readonly format: ComparisonFormat;
  readonly run?: string;
  readonly sideA?: readonly string[];
  readonly sideB?: readonly string[];
  readonly repeat: number;
}

interface Sides {
  readonly base: readonly Result[];
  readonly candidate: readonly Result[];
  /** Where the comparison's documents go; undefined: only the screen. */
  readonly directory: string | undefined;
}

async function run(this: Program, given: Flags, ...words: string[]): Promise<void> {
  const { flags, paths } = withLetters(given, words);
  const sides =
    flags.run === undefined ? readSides(paths, flags.out) : await runSides(this, flags, paths);
  const options = comparisonOptions(flags);
  // The sides of an A/B differ because they were told to: their variables are part of the scenario's digest.
  const comparison = compareResults(sides.base, sides.candidate, {
    ...options,
    force: options.force === true || flags.run !== undefined,
  });
  this.process.stdout.write(renderComparison(this, comparison, sides, flags.format));
  if (sides.directory !== undefined) {
    writeComparison(this, sides.directory, comparison, sides);
    this.process.stderr.write(`comparison: ${sides.directory}\n`);
  }
  const interrupted = [...sides.base, ...sides.candidate].some(
    ({ verdict }) => verdict === "incomplete",
  );
  const code = comparisonExitCode(comparison.verdict);
  this.process.exitCode =
    flags.run !== undefined && interrupted && code === exitCodes.pass ? exitCodes.incomplete : code;
}

/** The parser knows no long flag of one letter and leaves `--a x=1` among the paths: taken out again here. */
function withLetters(
  flags: Flags,
  words: readonly string[],
): { readonly flags: Flags; readonly paths: readonly string[] } {
  const sides = { a: [...(flags.sideA ?? [])], b: [...(flags.sideB ?? [])] };
  const paths: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const [, letter, joined] = /^--(a|b)(?:=(.*))?$/.exec(words[at]!) ?? [];
    if (letter !== "a" && letter !== "b") paths.push(words[at]!);
    else
      sides[letter].push(
        joined ?? words[++at] ?? fail(`--${letter} has no value`, `write --${letter} name=value`),
      );
  }
  return { flags: { ...flags, sideA: sides.a, sideB: sides.b }, paths };
}

function readSides(paths: readonly string[], directory: string | undefined): Sides {
  const mark = paths.indexOf("--");
  const [base, candidate] =
    mark < 0 && paths.length === 2
      ? [[paths[0]!], [paths[1]!]]
      : [paths.slice(0, Math.max(0, mark)), paths.slice(mark + 1)];
  if (base.length === 0 || candidate.length === 0)
    fail(
      "two groups of runs are compared, and one of them is missing",
      "write kwokbench compare BASE… -- CANDIDATE…, or --run SCENARIO --a … --b …",
    );
  const results = (side: readonly string[]): Result[] =>
    readResults(side).map(({ result }) => result);
  return { base: results(base), candidate: results(candidate), directory };
}

async function runSides(program: Program, flags: Flags, paths: readonly string[]): Promise<Sides> {
  if (flags.repeat < 1) fail("--repeat 0 runs nothing", "give at least 4 to be able to tell");
  if (paths.length > 0)
    fail(`--run makes its own runs; ${paths.join(" ")} was given too`, "leave the paths out");
  const path = flags.run!;
  const [a, b] = [
    loadScenario(path, { set: flags.sideA }),
    loadScenario(path, { set: flags.sideB }),
  ];
  const directory = flags.out ?? join(defaultDirectory(a.name, Date.now()), "ab");
  const [base, candidate] = await runRepeatedly(program, {
    turns: [
      { name: "a", scenario: a },
      { name: "b", scenario: b },
    ],
    repeats: flags.repeat,
    directory,
    plain: false,
    onResult: (result, written) => {
      program.process.stderr.write(runLine(result, written));
    },
  });
  return { base: base!, candidate: candidate!, directory };
}

export const compareCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      ...comparisonFlags,
      format: {
        kind: "enum",
        values: COMPARISON_FORMATS,
        brief: "Output format",
        default: "terminal",
      },
      out: {
        kind: "parsed",
        parse: String,
        brief: "Also write comparison.json, .md, .html and .xml (JUnit) to this folder",
        optional: true,
      },
      run: {
        kind: "parsed",
        parse: String,
        brief: "Run this scenario alternately as A and as B, then compare",
        placeholder: "scenario",
        optional: true,
      },
      sideA: {
        kind: "parsed",
        parse: String,
        brief: "Scenario variable of side A, the base; also --a binary=old",
        placeholder: "name=value",
        optional: true,
        variadic: true,
      },
      sideB: {
        kind: "parsed",
        parse: String,
        brief: "Scenario variable of side B, the candidate; also --b binary=new",
        placeholder: "name=value",
        optional: true,
        variadic: true,
      },
      repeat: {
        kind: "parsed",
        parse: wholeNumber,
        brief: "With --run: runs per side",
        default: "10",
      },
    },
    aliases: { a: "sideA", b: "sideB" },
    positional: {
      kind: "array",
      parameter: {
        parse: String,
        brief:
          "result.json, folder of a run, or folder of runs; write -- between base and candidate",
        placeholder: "run",
      },
    },
  },
  docs: {
    brief: "Compare two groups of runs: worse, better, same or cannot tell, for every metric",
  },
});
