// One run of a scenario as every command makes it: progress on stderr, Ctrl-C heard, its documents in its folder.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Logger, prng } from "../../base/index.ts";
import type { Result } from "../../result/index.ts";
import { runScenario } from "../../run/index.ts";
import type { Scenario } from "../../scenario/index.ts";
import { type LiveView, isColorful, isPlain, liveView } from "../live/live.ts";
import type { LivePage } from "../live/live-web.ts";
import type { Program } from "../program.ts";
import { makeDirectory, writeCheckpoint, writeReports } from "../files/report-files.ts";
import { endOnSignals } from "./signals.ts";
import { openTraceFile } from "../files/trace-file.ts";

export interface RunOnceRequest {
  readonly scenario: Scenario;
  readonly directory: string;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  /** File for the timeline of every object. */
  readonly trace?: string | undefined;
  /** Shown the progress too. */
  readonly page?: LivePage | undefined;
  /** No painting: for machines that read. */
  readonly plain: boolean;
}

export interface RunOnce {
  readonly result: Result;
  /** Where the documents are: `directory`, unless that was full. */
  readonly written: string;
}

export async function runOnce(program: Program, request: RunOnceRequest): Promise<RunOnce> {
  const { process, logger } = program;
  const { scenario, directory } = request;
  const warn = (text: string): void => logger.warn(text);
  makeDirectory(directory);
  const trace = request.trace === undefined ? undefined : openTraceFile(request.trace, warn);
  const view = liveView(process.stderr, {
    plain: request.plain || isPlain(process.env),
    color: isColorful(process.env),
  });
  const work = mkdtempSync(join(tmpdir(), "kwokbench-"));
  const signals = endOnSignals(process, (text) => {
    view.clear();
    process.stderr.write(`${text}\n`);
  });
  try {
    const result = await runScenario({
      scenario,
      kubeconfig: { file: request.kubeconfig, context: request.context },
      runId: newRunId(),
      directory: work,
      selfCommand: program.selfCommand,
      version: program.version,
      logger: aboveView(view, logger),
      signal: signals.signal,
      onProgress: (progress) => {
        view.show(progress);
        request.page?.show(progress);
      },
      onTimeline: trace && ((timeline) => trace.write(timeline)),
      onCheckpoint: async (partial) => writeCheckpoint(directory, partial, warn),
    });
    view.clear();
    return { result, written: writeReports(directory, result, warn) };
  } finally {
    view.clear();
    trace?.close();
    signals.dispose();
    rmSync(work, { recursive: true, force: true });
  }
}

/** What is logged goes above the view, which is painted again below it. */
function aboveView(view: LiveView, logger: Logger): Logger {
  const above =
    (level: Exclude<keyof Logger, "with">): Logger["info"] =>
    (message, fields) => {
      view.clear();
      logger[level](message, fields);
    };
  return {
    debug: above("debug"),
    info: above("info"),
    warn: above("warn"),
    error: above("error"),
    with: (fields) => aboveView(view, logger.with(fields)),
  };
}

/** Eight letters and digits, different for each run: names of two runs on one cluster must not meet. */
function newRunId(): string {
  const random = prng(crypto.randomUUID());
  return Array.from(
    { length: 8 },
    () => "abcdefghijkmnpqrstuvwxyz23456789"[random.integer(32)],
  ).join("");
}
