// Runs another program so that it ends when we do: real components know nothing of our pipe (see cluster/child.ts).
// Not a command of the tree: every word after it belongs to the other program.

import type { Program } from "../program.ts";

/** How long the program may take to end by itself: less than our own parent waits for us, so that it learns the rest. */
const GRACE_MS = 4_000;

/** Ends this process with the program's exit code. */
export async function supervise({ process }: Program, command: readonly string[]): Promise<never> {
  const child = Bun.spawn([...command], { stdin: "ignore", stdout: "ignore", stderr: "inherit" });
  let insist: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => {
    child.kill("SIGTERM");
    insist ??= setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  process.stdin.on("end", end);
  process.stdin.on("close", end);
  process.stdin.on("error", end);
  process.stdin.resume();
  // Nobody may be left to read it: that is no reason to leave the program behind.
  process.stdout.on("error", end);
  // One line, so that the supervisor's parent can account for the program rather than for us.
  process.stdout.write(`${child.pid}\n`);
  return process.exit(await child.exited);
}
