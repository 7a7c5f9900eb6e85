// What the long-running roles share: saying that they are ready, and ending when they should.

import type { Program } from "../program.ts";

export interface RoleFlags {
  /** Says ready as one JSON line, for a program that reads it. */
  readonly json: boolean;
  /** Ends when standard input does: when the process that started us is gone. */
  readonly exitWithParent: boolean;
}

export const roleFlags = {
  json: { kind: "boolean", brief: "Print the ready message as one JSON line", default: false },
  exitWithParent: {
    kind: "boolean",
    brief: "End when standard input ends",
    default: false,
    hidden: true,
  },
} as const;

interface Handle {
  readonly url?: string | undefined;
  /** Leaves what else says that the role is ready: the files that tell where it is. */
  announce?(): Promise<void>;
  stop(): Promise<void>;
}

/** Tells that the role is ready, then waits until it is told to end and ends it. */
export async function serveRole(
  program: Program,
  flags: RoleFlags,
  role: string,
  handle: Handle,
): Promise<void> {
  // Whoever reads that it is ready may tell it to end at once.
  const told = untilTold(program.process, flags.exitWithParent);
  await handle.announce?.();
  const line = flags.json
    ? JSON.stringify({ ready: role, url: handle.url })
    : `kwokbench ${role} is ready${handle.url ? ` at ${handle.url}` : ""}`;
  program.process.stdout.write(`${line}\n`);
  await told;
  await handle.stop();
  // Sockets of peers may linger; nothing is left to do for them.
  program.process.exit(0);
}

function untilTold(process: Program["process"], exitWithParent: boolean): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
    if (!exitWithParent) return;
    process.stdin.on("end", () => resolve());
    process.stdin.on("close", () => resolve());
    process.stdin.resume();
  });
}
