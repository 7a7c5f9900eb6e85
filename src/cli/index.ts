// cli is the only room that knows the process: arguments in, text and an exit code out.

import { ExitCode, run } from "@stricli/core";
import {
  KEEP,
  RUNNER_SETTINGS,
  SUPERVISE,
  type Settings,
  exitCodes,
  roleSettings,
} from "../base/index.ts";
import { applicationFor } from "./app.ts";
import { programContext } from "./program.ts";
import { supervise } from "./roles/supervise.ts";
import { settle } from "./runs/settled.ts";

/** `--flag=` says nothing: manifests written for kwok leave such flags in place. */
const EMPTY_FLAG = /^--[a-z-]+=$/;
/** kwok takes its one-letter flag with two dashes as well. */
const LONG_V = /^--v(?==|$)/;

/** Runs a command line; gives the exit code of the design's table. */
export async function main(args: readonly string[]): Promise<number> {
  const program = programContext();
  if (args[0] === SUPERVISE) return supervise(program, args.slice(1));
  if (args[0] === KEEP) return (await import("./roles/keep.ts")).keep(program, args[1] ?? "");
  const settings = settingsOf(args);
  if (settings) settle(program, settings);
  const words = args.filter((word) => !EMPTY_FLAG.test(word));
  const said = args.length === 0 ? ["--help"] : words.map((word) => word.replace(LONG_V, "-v"));
  await run(await applicationFor(args[0]), said, program);
  return exitCodeOf(Number(process.exitCode ?? 0));
}

/** Of commands that run long enough to be worth another start; see base/runtime-settings.ts. */
function settingsOf([word = "", ...rest]: readonly string[]): Settings | undefined {
  const drives =
    word === "run" || word === "signoff" || (word === "compare" && rest.includes("--run"));
  return drives ? RUNNER_SETTINGS : roleSettings(word);
}

/** stricli's own codes are negative, and a process keeps the low byte of its code. */
function exitCodeOf(code: number): number {
  const signed = (code << 24) >> 24;
  switch (signed) {
    case ExitCode.UnknownCommand:
    case ExitCode.InvalidArgument:
      return exitCodes.usage;
    default:
      return signed < 0 ? exitCodes.internal : signed;
  }
}
