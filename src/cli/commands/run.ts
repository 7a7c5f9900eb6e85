// kwokbench run SCENARIO: the main job, once or several times, and against a baseline.

import { buildCommand } from "@stricli/core";
import { exitCodes, fail } from "../../base/index.ts";
import { compareResults, comparisonExitCode } from "../../compare/index.ts";
import { terminalReport } from "../../report/index.ts";
import { type Result, type Verdict, exitCodeOf } from "../../result/index.ts";
import { renderComparison, writeComparison } from "../files/comparison-files.ts";
import type { Scenario } from "../../scenario/index.ts";
import {
  type ComparisonFlags,
  comparisonFlags,
  comparisonOptions,
} from "../flags/comparison-flags.ts";
import { type RunEnd, serveLivePage } from "../live/live-web.ts";
import { portNumber, wholeNumber } from "../flags/parsers.ts";
import { type Program, terminalOptions } from "../program.ts";
import { defaultDirectory, makeDirectory } from "../files/report-files.ts";
import { runLine, runRepeatedly } from "../runs/repeats.ts";
import { readResults } from "../files/result-files.ts";
import { loadScenario, setFlag } from "../files/scenario-file.ts";
import { tracePath } from "../files/trace-file.ts";

interface Flags extends ComparisonFlags {
  readonly set?: readonly string[];
  readonly out?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly seed?: number;
  readonly repeat: number;
  readonly baseline?: readonly string[];
  readonly trace?: string;
  readonly live?: number;
  readonly json: boolean;
}

async function run(this: Program, flags: Flags, path: string): Promise<void> {
  if (flags.repeat < 1) fail("--repeat 0 runs nothing", "give at least 1");
  // A kubeconfig on the command line means that cluster, whatever the scenario says.
  const external = flags.kubeconfig !== undefined || flags.context !== undefined;
  const scenario = loadScenario(path, {
    set: flags.set,
    seed: flags.seed,
    provider: external ? "kubeconfig" : undefined,
  });
  // A baseline that cannot be read is found before the run, not after it.
  const baseline = readResults(flags.baseline ?? []).map(({ result }) => result);
  const directory = flags.out ?? defaultDirectory(scenario.name, Date.now());
  makeDirectory(directory);
  const results = await runAll(this, flags, scenario, directory);
  const code = exitCodeOf(worst(results.map(({ verdict }) => verdict)));
  const comparison =
    flags.baseline === undefined
      ? exitCodes.pass
      : compare(this, flags, baseline, results, directory);
  this.process.exitCode = code === exitCodes.pass ? comparison : code;
}

/** The runs asked for, shown as a page too where that is wanted. */
async function runAll(
  program: Program,
  flags: Flags,
  scenario: Scenario,
  directory: string,
): Promise<readonly Result[]> {
  const { stdout, stderr } = program.process;
  const page = flags.live === undefined ? undefined : serveLivePage(flags.live);
  if (page) stderr.write(`live: ${page.url}\n`);
  let end: RunEnd | undefined;
  try {
    const [results = []] = await runRepeatedly(program, {
      turns: [{ name: "", scenario }],
      repeats: flags.repeat,
      directory,
      kubeconfig: flags.kubeconfig,
      context: flags.context,
      trace: flags.trace,
      page,
      plain: flags.json,
      onResult: (result, written) => {
        end = { verdict: result.verdict, reason: result.reason, reports: written };
        stdout.write(resultText(program, flags, result, written));
      },
    });
    return results;
  } finally {
    await page?.end(end);
  }
}

/** The whole report of a single run; a line for each of several. */
function resultText({ process }: Program, flags: Flags, result: Result, written: string): string {
  const { verdict, reason } = result;
  if (flags.json) return `${JSON.stringify({ verdict, reason, reports: written })}\n`;
  if (flags.repeat > 1) return runLine(result, written);
  return `${terminalReport(result, terminalOptions(process))}\nreports: ${written}\n`;
}

const GRAVEST_FIRST: readonly Verdict[] = ["incomplete", "invalid", "fail", "pass"];

function worst(verdicts: readonly Verdict[]): Verdict {
  return GRAVEST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? "pass";
}

/** Prints and writes the comparison; gives its exit code. */
function compare(
  program: Program,
  flags: Flags,
  base: readonly Result[],
  candidate: readonly Result[],
  directory: string,
): number {
  const comparison = compareResults(base, candidate, comparisonOptions(flags));
  const { verdict, sentence } = comparison;
  program.process.stdout.write(
    flags.json
      ? `${JSON.stringify({ comparison: verdict, reason: sentence, reports: directory })}\n`
      : `\n${renderComparison(program, comparison, { base, candidate }, "terminal")}`,
  );
  writeComparison(program, directory, comparison, { base, candidate });
  return comparisonExitCode(verdict);
}

export const runCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      set: setFlag,
      out: {
        kind: "parsed",
        parse: String,
        brief: "Folder for the reports; default: reports/<scenario>/<start>",
        optional: true,
      },
      kubeconfig: {
        kind: "parsed",
        parse: String,
        brief: "Run against the cluster of this kubeconfig",
        optional: true,
      },
      context: {
        kind: "parsed",
        parse: String,
        brief: "Context of the kubeconfig",
        optional: true,
      },
      seed: {
        kind: "parsed",
        parse: wholeNumber,
        brief: "Seed of all random choices; default: the scenario's",
        optional: true,
      },
      repeat: {
        kind: "parsed",
        parse: wholeNumber,
        brief: "How many times to run, each in its own folder",
        default: "1",
      },
      baseline: {
        kind: "parsed",
        parse: String,
        brief: "Compare with these runs: a result.json, the folder of a run, or a folder of runs",
        placeholder: "path",
        optional: true,
        variadic: true,
      },
      ...comparisonFlags,
      trace: {
        kind: "parsed",
        parse: tracePath,
        brief:
          "Write every object's timeline: .jsonl for JSON Lines, .json for Perfetto and Chrome",
        placeholder: "file",
        optional: true,
      },
      live: {
        kind: "parsed",
        parse: portNumber,
        brief: "Serve live progress as a web page on this port of 127.0.0.1; 0 picks a free one",
        placeholder: "port",
        optional: true,
      },
      json: { kind: "boolean", brief: "Print the verdict as JSON", default: false },
    },
    positional: {
      kind: "tuple",
      parameters: [{ parse: String, brief: "Scenario file", placeholder: "scenario" }],
    },
  },
  docs: { brief: "Run a scenario and write its reports" },
});
