// kwokbench signoff PLAN: run what a release must pass, hold it against the last one, write one document. And check it.

import { statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { buildCommand } from "@stricli/core";
import { exitCodes, fail, messageOf } from "../../base/index.ts";
import {
  type Evidence,
  type PlannedScenario,
  type ScenarioEvidence,
  type Signoff,
  type SignoffVerdict,
  type SourceText,
  type ThresholdParser,
  buildSignoff,
  parseSignoffPlan,
  serializeDocument,
  verifySignoff,
} from "../../compare/index.ts";
import {
  signoffHtmlReport,
  signoffMarkdownReport,
  signoffTerminalReport,
} from "../../report/index.ts";
import { parseLabelledName } from "../../result/index.ts";
import { METRICS, type MetricDefinition, parseThreshold } from "../../scenario/index.ts";
import { type Program, terminalOptions } from "../program.ts";
import { defaultDirectory, makeDirectory } from "../files/report-files.ts";
import { runLine, runRepeatedly } from "../runs/repeats.ts";
import { findResultFiles } from "../files/result-files.ts";
import { loadScenario } from "../files/scenario-file.ts";
import { readText, readTextIfAny, writeWhole } from "../files/text-files.ts";

interface Flags {
  readonly out?: string;
  readonly results?: string;
  readonly verify: boolean;
}

async function run(this: Program, flags: Flags, path: string): Promise<void> {
  if (flags.verify) return verify(this, path);
  const plan = parseSignoffPlan(readText(path), path);
  const scenarios = plan.scenarios.map((planned) => ({
    planned,
    file: join(dirname(path), planned.scenario),
    baseline: planned.baseline === undefined ? undefined : join(dirname(path), planned.baseline),
  }));
  // Everything that can be wrong before a run of hours is found before it.
  const loaded = scenarios.map(({ planned, file }) =>
    loadScenario(file, {
      set: Object.entries(planned.set).map(([name, value]) => `${name}=${value}`),
    }),
  );
  for (const { baseline } of scenarios) if (baseline !== undefined) baselineFiles(baseline);
  const directory = flags.out ?? defaultDirectory(plan.name, Date.now());
  makeDirectory(directory);
  const at = (file: string): SourceText => ({
    path: relative(directory, file),
    text: readText(file, "it is part of the sign-off"),
  });
  const evidence: ScenarioEvidence[] = [];
  let goOn = flags.results === undefined;
  for (const [place, { planned, file, baseline }] of scenarios.entries()) {
    const folder = join(flags.results ?? directory, `${place + 1}-${loaded[place]!.name}`);
    if (goOn) goOn = await runPlanned(this, planned, loaded[place]!, folder);
    evidence.push({
      scenario: at(file),
      results: findResultFiles(folder).map(at),
      baseline: baseline === undefined ? [] : baselineFiles(baseline).map(at),
    });
  }
  const document = buildSignoff({ plan: at(path), scenarios: evidence } satisfies Evidence, {
    createdAt: new Date().toISOString(),
    version: this.version,
    parseThreshold: parseFor,
  });
  writeDocument(this, directory, document);
  this.process.exitCode = signoffExitCode(document.verdict);
}

/** Not even a folder of the name is a mistake of the plan, and told before anything runs. */
function baselineFiles(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false }) ? findResultFiles(path) : [];
  return found.length > 0
    ? found
    : fail(
        `there is no result.json in the baseline ${path}`,
        "paths in a plan are relative to its folder",
      );
}

/** False once a run was interrupted: what was made by then is judged, and nothing more is run. */
async function runPlanned(
  program: Program,
  planned: PlannedScenario,
  scenario: ReturnType<typeof loadScenario>,
  directory: string,
): Promise<boolean> {
  const [results] = await runRepeatedly(program, {
    turns: [{ name: "", scenario }],
    repeats: planned.repeats,
    directory,
    plain: false,
    onResult: (result, written) => {
      program.process.stderr.write(runLine(result, written));
    },
  });
  return results!.every(({ verdict }) => verdict !== "incomplete");
}

function writeDocument(program: Program, directory: string, document: Signoff): void {
  writeWhole(join(directory, "signoff.json"), serializeDocument(document));
  writeWhole(join(directory, "signoff.md"), signoffMarkdownReport(document));
  writeWhole(join(directory, "signoff.html"), signoffHtmlReport(document));
  const { process } = program;
  process.stdout.write(
    `${signoffTerminalReport(document, terminalOptions(process))}sign-off: ${directory}\n`,
  );
}

/** Paths in a document are relative to its own folder, so that the folder can be moved or archived whole. */
function verify({ process }: Program, path: string): void {
  const document = parseDocument(readText(path, "give the signoff.json"), path);
  const problems = verifySignoff(
    document,
    (input) => readTextIfAny(resolve(dirname(path), input)),
    parseFor,
  );
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (problems.length === 0)
    process.stdout.write(
      `${path} holds: ${document.verdict}, and all ${document.inputs.length} inputs are as they were signed.\n`,
    );
  process.exitCode = problems.length === 0 ? exitCodes.pass : exitCodes.invalid;
}

function parseDocument(text: string, path: string): Signoff {
  try {
    const document = JSON.parse(text) as Partial<Signoff> | null;
    if (document?.kind === "Signoff" && Array.isArray(document.inputs)) return document as Signoff;
  } catch (error) {
    fail(`${path} is not JSON: ${messageOf(error)}`, "give the signoff.json");
  }
  return fail(`${path} is not a sign-off`, "give the signoff.json");
}

/** The scenario's own grammar; phases and metrics are those that the run knows. */
const parseFor: ThresholdParser = (expression, result) => {
  const parsed = parseThreshold(expression, {
    phases: result.phases.map(({ name }) => name),
    metrics: {
      ...ownMetrics(Object.keys(result.metrics), "latency"),
      ...ownMetrics(Object.keys(result.series), "series"),
    },
  });
  return parsed.ok ? parsed.threshold : `${parsed.message}; ${parsed.hint}`;
};

/** Spans, and series of kinds that a scenario creates: what the table of usual metrics does not have. */
function ownMetrics(
  texts: readonly string[],
  kind: MetricDefinition["kind"],
): Record<string, MetricDefinition> {
  const own = texts
    .map(parseLabelledName)
    .filter(({ name }) => !Object.hasOwn(METRICS, name))
    .map(
      ({ name, labels }) => [name, { kind, labels: Object.keys(labels), meaning: name }] as const,
    );
  return Object.fromEntries(own);
}

/** 0 approved, 3 rejected, 4 inconclusive. */
function signoffExitCode(verdict: SignoffVerdict): number {
  switch (verdict) {
    case "approved":
      return exitCodes.pass;
    case "rejected":
      return exitCodes.regression;
    case "inconclusive":
      return exitCodes.invalid;
  }
}

export const signoffCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      out: {
        kind: "parsed",
        parse: String,
        brief:
          "Folder for the runs and signoff.json, .md and .html; default: reports/<plan>/<start>",
        optional: true,
      },
      results: {
        kind: "parsed",
        parse: String,
        brief: "Judge the runs in the folder of an earlier sign-off instead of running anything",
        optional: true,
      },
      verify: {
        kind: "boolean",
        brief: "Verify a signoff.json: every input's digest and every verdict",
        default: false,
      },
    },
    positional: {
      kind: "tuple",
      parameters: [
        {
          parse: String,
          brief: "Sign-off plan; with --verify a signoff.json",
          placeholder: "plan",
        },
      ],
    },
  },
  docs: { brief: "Run the scenarios a release must pass and write one verifiable document" },
});
