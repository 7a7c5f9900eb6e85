// kwokbench run SCENARIO: the main job.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildCommand } from "@stricli/core";
import { prng } from "../../base/index.ts";
import { terminalReport } from "../../report/index.ts";
import { type Result, exitCodeOf } from "../../result/index.ts";
import { runScenario } from "../../run/index.ts";
import type { Scenario } from "../../scenario/index.ts";
import { liveView } from "../live.ts";
import { wholeNumber } from "../parsers.ts";
import type { Program } from "../program.ts";
import { defaultDirectory, makeDirectory, writeCheckpoint, writeReports } from "../report-files.ts";
import { loadScenario, setFlag } from "../scenario-file.ts";
import { endOnSignals } from "../signals.ts";

interface Flags {
  readonly set?: readonly string[];
  readonly out?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly seed?: number;
  readonly json: boolean;
}

async function run(this: Program, flags: Flags, path: string): Promise<void> {
  // A kubeconfig on the command line means that cluster, whatever the scenario says.
  const external = flags.kubeconfig !== undefined || flags.context !== undefined;
  const scenario = loadScenario(path, {
    set: flags.set,
    seed: flags.seed,
    provider: external ? "kubeconfig" : undefined,
  });
  const directory = flags.out ?? defaultDirectory(scenario.name, Date.now());
  makeDirectory(directory);
  const result = await runOnce(this, scenario, flags, directory);
  this.process.exitCode = exitCodeOf(result.verdict);
}

async function runOnce(
  program: Program,
  scenario: Scenario,
  flags: Flags,
  directory: string,
): Promise<Result> {
  const { process, logger } = program;
  const warn = (text: string): void => logger.warn(text);
  const view = liveView(process.stderr, flags.json || process.env["CI"] === "true");
  const work = mkdtempSync(join(tmpdir(), "kwokbench-"));
  const signals = endOnSignals(process, (text) => {
    view.end();
    process.stderr.write(`${text}\n`);
  });
  try {
    const result = await runScenario({
      scenario,
      kubeconfig: { file: flags.kubeconfig, context: flags.context },
      runId: newRunId(),
      directory: work,
      selfCommand: program.selfCommand,
      version: program.version,
      logger,
      signal: signals.signal,
      onProgress: (progress) => view.show(progress),
      onCheckpoint: async (partial) => writeCheckpoint(directory, partial, warn),
    });
    view.end();
    const written = writeReports(directory, result, warn);
    const color = process.stdout.hasColors?.() ?? false;
    process.stdout.write(
      flags.json
        ? `${JSON.stringify({ verdict: result.verdict, reason: result.reason, reports: written })}\n`
        : `${terminalReport(result, { color, width: process.stdout.columns ?? 100 })}\nreports: ${written}\n`,
    );
    return result;
  } finally {
    view.end();
    signals.dispose();
    rmSync(work, { recursive: true, force: true });
  }
}

/** Eight letters and digits, different for each run: names of two runs on one cluster must not meet. */
function newRunId(): string {
  const random = prng(crypto.randomUUID());
  return Array.from(
    { length: 8 },
    () => "abcdefghijkmnpqrstuvwxyz23456789"[random.integer(32)],
  ).join("");
}

export const runCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      set: setFlag,
      out: {
        kind: "parsed",
        parse: String,
        brief: "Folder for the reports; default reports/<scenario>/<start>",
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
        brief: "Seed of all random choices",
        optional: true,
      },
      json: { kind: "boolean", brief: "Print the verdict as JSON", default: false },
    },
    positional: {
      kind: "tuple",
      parameters: [{ parse: String, brief: "Scenario file", placeholder: "scenario" }],
    },
  },
  docs: { brief: "Run a scenario and report" },
});
