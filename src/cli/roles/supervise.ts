// Runs another program so that it ends when we do: real components know nothing of our pipe (see cluster/child.ts).

import { buildCommand } from "@stricli/core";
import type { Program } from "../program.ts";

async function supervise(this: Program, _flags: object, ...command: string[]): Promise<void> {
  const words = command[0] === "--" ? command.slice(1) : command;
  const { process } = this;
  const child = Bun.spawn(words, { stdin: "ignore", stdout: "ignore", stderr: "inherit" });
  // One line, so that the supervisor's parent can account for the program rather than for us.
  process.stdout.write(`${child.pid}\n`);
  const end = (): void => child.kill("SIGTERM");
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  process.stdin.on("end", end);
  process.stdin.on("close", end);
  process.stdin.resume();
  process.exit(await child.exited);
}

export const superviseCommand = buildCommand({
  func: supervise,
  parameters: {
    positional: {
      kind: "array",
      parameter: { parse: String, brief: "The program and its arguments", placeholder: "command" },
    },
  },
  docs: { brief: "Run a program that ends when its parent does" },
});
