// kwokbench history DIR: how every figure moved over the runs of a folder, where it changed, and which runs may go.

import { readFileSync, readdirSync, rmSync, rmdirSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { buildCommand } from "@stricli/core";
import { exitCodes, fail } from "../../base/index.ts";
import {
  type Acknowledgement,
  type History,
  loadHistory,
  openRegressions,
  parseAcknowledgements,
  retentionPlan,
  serializeDocument,
} from "../../compare/index.ts";
import {
  historyHtmlReport,
  historyMarkdownReport,
  historyTerminalReport,
} from "../../report/index.ts";
import { type StoredResult, openHistoryStore } from "../files/history-store.ts";
import { share, wholeNumber } from "../flags/parsers.ts";
import { type Program, terminalOptions } from "../program.ts";
import { writeWhole } from "../files/text-files.ts";

const FORMATS = ["terminal", "markdown", "html", "json"] as const;
const ACKNOWLEDGEMENTS_FILE = "acknowledged.yaml";

interface Flags {
  readonly scenario?: string;
  readonly only?: readonly string[];
  readonly acknowledged?: string;
  readonly minimumEffect?: number;
  readonly format: (typeof FORMATS)[number];
  readonly out?: string;
  readonly gate: boolean;
  readonly prune: boolean;
  readonly dryRun: boolean;
  readonly keepLast?: number;
  readonly keepDays?: number;
  readonly pin?: readonly string[];
}

function run(this: Program, flags: Flags, directory = "reports"): void {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory())
    fail(`there is no folder ${directory}`, "give the folder that runs write their reports to");
  const store = openHistoryStore(directory, (text) => this.logger.warn(text));
  for (const problem of store.problems) this.process.stderr.write(`left out: ${problem}\n`);
  const stored = store.results.filter(
    ({ result }) => flags.scenario === undefined || result.scenario.name === flags.scenario,
  );
  if (stored.length === 0)
    fail(
      `there are no results ${flags.scenario === undefined ? "" : `of ${flags.scenario} `}in ${directory}`,
      "run a scenario first: kwokbench run SCENARIO",
    );
  if (flags.prune) {
    prune(this, stored, flags, directory);
    return;
  }
  const histories = loadHistory(
    stored.map(({ result }) => result),
    {
      acknowledgements: readAcknowledgements(flags.acknowledged, directory),
      ...(flags.only === undefined ? {} : { only: flags.only }),
      ...(flags.minimumEffect === undefined ? {} : { minimumEffect: flags.minimumEffect }),
    },
  );
  show(this, histories, flags);
  const open = histories.flatMap(openRegressions);
  this.process.exitCode = flags.gate && open.length > 0 ? exitCodes.regression : exitCodes.pass;
}

/** The file that was named must be there; the usual one, beside the runs, may be. */
function readAcknowledgements(named: string | undefined, directory: string): Acknowledgement[] {
  const file = named ?? join(directory, ACKNOWLEDGEMENTS_FILE);
  try {
    return parseAcknowledgements(readFileSync(file, "utf8"), file);
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ENOENT") throw error;
    if (named !== undefined) fail(`${named} could not be read`, "check --acknowledged");
    return [];
  }
}

function show({ process }: Program, histories: readonly History[], flags: Flags): void {
  const [newest, ...others] = histories;
  const text = render(process, histories, flags.format);
  if (flags.out === undefined) process.stdout.write(text);
  else writeWhole(flags.out, text);
  if (flags.format === "html" && others.length > 0)
    process.stderr.write(
      `shown: ${newest!.scenario}; ${others.length} more ${others.length === 1 ? "history" : "histories"}: ${others.map(({ scenario, nodes }) => `${scenario} (${nodes} nodes)`).join(", ")}\n`,
    );
}

function render(
  process: Program["process"],
  histories: readonly History[],
  format: Flags["format"],
): string {
  switch (format) {
    case "terminal":
      return histories
        .map((each) => historyTerminalReport(each, terminalOptions(process)))
        .join("\n");
    case "markdown":
      return histories.map(historyMarkdownReport).join("\n");
    case "html":
      return historyHtmlReport(histories[0]!);
    case "json":
      return serializeDocument(histories);
  }
}

function prune(
  { process }: Program,
  stored: readonly StoredResult[],
  flags: Flags,
  directory: string,
): void {
  const pinned = [join(directory, "baseline"), ...(flags.pin ?? [])];
  const plan = retentionPlan(
    stored.map(({ path, result }) => ({
      path: dirname(path),
      scenario: result.scenario.name,
      startedAt: result.startedAt,
    })),
    {
      ...(flags.keepLast === undefined ? {} : { last: flags.keepLast }),
      ...(flags.keepDays === undefined ? {} : { allDays: flags.keepDays }),
      pinned: pinned.map((path) => normalize(path).replace(/\/$/, "")),
    },
    Date.now(),
  );
  for (const { path, startedAt } of plan.remove) {
    if (!flags.dryRun) removeRun(path);
    process.stdout.write(`${flags.dryRun ? "would remove" : "removed"} ${path} (${startedAt})\n`);
  }
  process.stdout.write(
    `${plan.keep.length} runs kept, ${plan.remove.length} ${flags.dryRun ? "would go" : "removed"}\n`,
  );
}

/** The files of the run, and its folder if nothing else is in it: other runs may lie below. */
function removeRun(folder: string): void {
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries) if (entry.isFile()) rmSync(join(folder, entry.name));
  if (entries.every((entry) => entry.isFile())) rmdirSync(folder);
}

export const historyCommand = buildCommand({
  func: run,
  parameters: {
    flags: {
      scenario: { kind: "parsed", parse: String, brief: "Only this scenario", optional: true },
      only: {
        kind: "parsed",
        parse: String,
        brief: "Only this metric: --only pod_startup.p99",
        placeholder: "figure",
        optional: true,
        variadic: true,
      },
      acknowledged: {
        kind: "parsed",
        parse: String,
        brief: `YAML list of accepted changes; default: ${ACKNOWLEDGEMENTS_FILE} in the folder`,
        placeholder: "file",
        optional: true,
      },
      minimumEffect: {
        kind: "parsed",
        parse: share,
        brief: "Smallest relative change that counts; default: 5%",
        optional: true,
      },
      format: { kind: "enum", values: FORMATS, brief: "Output format", default: "terminal" },
      out: {
        kind: "parsed",
        parse: String,
        brief: "File to write; default: standard output",
        optional: true,
      },
      gate: {
        kind: "boolean",
        brief: "Exit with code 3 if a confirmed regression is not acknowledged",
        default: false,
      },
      prune: {
        kind: "boolean",
        brief: "Delete runs that the retention rules do not keep",
        default: false,
      },
      dryRun: {
        kind: "boolean",
        brief: "With --prune: only list what would be deleted",
        default: false,
      },
      keepLast: {
        kind: "parsed",
        parse: wholeNumber,
        brief: "With --prune: how many of the newest runs of each scenario to keep; default: 20",
        optional: true,
      },
      keepDays: {
        kind: "parsed",
        parse: wholeNumber,
        brief:
          "With --prune: days for which every run is kept, before one a day, then one a week; default: 14",
        optional: true,
      },
      pin: {
        kind: "parsed",
        parse: String,
        brief: "With --prune: a folder to keep always, as baseline is",
        optional: true,
        variadic: true,
      },
    },
    positional: {
      kind: "tuple",
      parameters: [
        {
          parse: String,
          brief: "Folder of runs; default: reports",
          placeholder: "dir",
          optional: true,
        },
      ],
    },
  },
  docs: { brief: "Show trends and change points over all runs in a folder" },
});
