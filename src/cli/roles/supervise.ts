// Runs another program so that it ends when we do: real components know nothing of our pipe (see cluster/child.ts).
// Not a command of the tree: every word after it belongs to the other program.

import type { Program } from "../program.ts";

/** Ends this process with the program's exit code. */
export async function supervise({ process }: Program, command: readonly string[]): Promise<never> {
  const child = Bun.spawn([...command], { stdin: "ignore", stdout: "ignore", stderr: "inherit" });
  // One line, so that the supervisor's parent can account for the program rather than for us.
  process.stdout.write(`${child.pid}\n`);
  const end = (): void => child.kill("SIGTERM");
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  process.stdin.on("end", end);
  process.stdin.on("close", end);
  process.stdin.resume();
  return process.exit(await child.exited);
}
