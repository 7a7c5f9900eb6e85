// A process cannot change the settings its runtime has read at its start. What runs long therefore begins by replacing
// itself with itself, settings in place: same pid, same terminal, same open files. Where that is not possible it runs as it is.

import type { Program } from "../program.ts";

/** Says in the new process which settings were put there by us, so that they are handed to nobody else. */
const SETTLED = "KWOKBENCH_SETTLED";

/**
 * Gives the process `settings`, those it was started with excepted. Returns in the process that has them,
 * its environment as the user gave it; or where they cannot be given.
 */
export function settle(
  { process, selfCommand }: Program,
  settings: Readonly<Record<string, string>>,
): void {
  const { env, execve } = process;
  const settled = env[SETTLED];
  if (settled !== undefined) {
    for (const name of [SETTLED, ...settled.split(" ")]) delete env[name];
    return;
  }
  const missing = Object.entries(settings).filter(([name]) => env[name] === undefined);
  const isCompiled = selfCommand.length === 1;
  if (!isCompiled || execve === undefined || missing.length === 0) return;
  const environment = Object.fromEntries(missing);
  const names = Object.keys(environment).join(" ");
  try {
    execve(process.execPath, [process.argv0, ...process.argv.slice(2)], {
      ...env,
      ...environment,
      [SETTLED]: names,
    });
  } catch {
    // A system without execve, or one that forbids it.
  }
}
