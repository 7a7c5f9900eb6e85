// What the commands may know of the process they run in.

import { type CommandContext } from "@stricli/core";
import { type LogLevel, type Logger, createLogger } from "../base/index.ts";
import type { TerminalOptions } from "../report/index.ts";
import { version } from "./version.ts";

const COLUMNS_DEFAULT = 120;

export interface Program extends CommandContext {
  /** The process, with an exit code that is null until it is known. */
  readonly process: Omit<NodeJS.Process, "exitCode"> & { exitCode: number | string | null };
  /** How to start this very program again: the executable, and its script when it is not compiled. */
  readonly selfCommand: readonly string[];
  readonly version: string;
  readonly logger: Logger;
}

export function programContext(): Program {
  const compiled = Bun.main.startsWith("/$bunfs/") || Bun.main.startsWith("B:/~BUN/");
  return {
    process: process as Program["process"],
    selfCommand: compiled ? [process.execPath] : [process.execPath, Bun.main],
    version,
    logger: stderrLogger(logLevel()),
  };
}

/** How a report is drawn on standard output: its width, or 120 columns where it is no terminal. */
export function terminalOptions({ stdout }: Program["process"]): TerminalOptions {
  return { color: stdout.hasColors?.() ?? false, width: stdout.columns ?? COLUMNS_DEFAULT };
}

export function stderrLogger(level: LogLevel): Logger {
  return createLogger({
    level,
    format: logFormat(process.stderr.isTTY),
    write: (line) => process.stderr.write(`${line}\n`),
    wallMs: () => Date.now(),
  });
}

/** For people where people read, unless told otherwise. */
function logFormat(isTerminal: boolean): "text" | "json" {
  const format = process.env["KWOKBENCH_LOG_FORMAT"];
  if (format === "text" || format === "json") return format;
  return isTerminal ? "text" : "json";
}

function logLevel(): LogLevel {
  const level = process.env["KWOKBENCH_LOG"];
  return level === "debug" || level === "warn" || level === "error" ? level : "info";
}
