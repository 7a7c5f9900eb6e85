// One child process: started, known to be ready by the line it prints, and certain to end.
// Its standard input is a pipe that this process holds: when this process dies, however it dies, the child reads the end
// of the pipe and ends itself. So nothing is left behind, even after SIGKILL.

import { openSync } from "node:fs";
import { join } from "node:path";
import { type Settings, exitCodes, fail, messageOf } from "../base/index.ts";

const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 5_000;
const LOG_TAIL_CHARACTERS = 600;

export interface ChildOptions {
  readonly role: string;
  readonly command: readonly string[];
  readonly directory: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Child {
  readonly role: string;
  readonly pid: number;
  /** Resolves when it has ended, with a sentence that says how and quotes the end of its log. */
  readonly ended: Promise<string>;
  readonly logFile: string;
  /** Sends SIGTERM, and SIGKILL after five seconds; resolves when it has ended. */
  stop(): Promise<void>;
  /** Sends SIGKILL. */
  kill(): void;
}

/** What our own roles print, as one JSON line, when they are ready. */
export interface ReadyLine {
  readonly ready: string;
  readonly url?: string;
}

export function startChild(options: ChildOptions): Child & { readonly firstLine: Promise<string> } {
  const logFile = join(options.directory, `${options.role}.log`);
  let child: Bun.Subprocess<"pipe", "pipe", number>;
  try {
    child = Bun.spawn([...options.command], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: openSync(logFile, "a"),
      // Its own session: Ctrl-C is for the runner, which decides what ends and in which order.
      detached: true,
      env: { ...Bun.env, ...options.environment },
    });
  } catch (error) {
    fail(
      `${options.role} could not be started: ${messageOf(error)}`,
      `is ${options.command[0]} an executable file?`,
    );
  }
  const ended = child.exited.then(async () => {
    const how = child.signalCode
      ? `was ended by ${child.signalCode}`
      : `ended with exit code ${child.exitCode}`;
    const tail = (
      await Bun.file(logFile)
        .text()
        .catch(() => "")
    )
      .trim()
      .slice(-LOG_TAIL_CHARACTERS);
    return `${options.role} (pid ${child.pid}) ${how}${tail ? `; its log ends with: ${tail}` : ""}`;
  });
  return {
    role: options.role,
    pid: child.pid,
    ended,
    logFile,
    firstLine: readFirstLine(child.stdout),
    kill: () => killGroup(child),
    stop: async () => {
      child.kill("SIGTERM");
      const insist = setTimeout(() => killGroup(child), STOP_TIMEOUT_MS);
      await child.exited;
      clearTimeout(insist);
      // A supervisor that was killed has left its program behind.
      killGroup(child);
    },
  };
}

/** Ends a child and whatever it started: being detached, it leads a process group of its own. */
function killGroup(child: Bun.Subprocess): void {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nobody is left in the group, or the system knows no groups.
    child.kill("SIGKILL");
  }
}

/** Starts a role of this program; resolves when it prints that it is ready. Rejects with FailureError, quoting its log. */
export async function startRole(
  options: ChildOptions,
  settings: Settings = {},
): Promise<{ child: Child; ready: ReadyLine }> {
  const child = startChild({
    ...options,
    command: [...options.command, "--json", "--exit-with-parent"],
    environment: { ...settings, ...options.environment },
  });
  const timeout = Promise.withResolvers<string>();
  const timer = setTimeout(
    () => timeout.resolve(`${options.role} was not ready within ${READY_TIMEOUT_MS / 1000} s`),
    READY_TIMEOUT_MS,
  );
  const ready = child.firstLine.then((line) => JSON.parse(line) as ReadyLine);
  const outcome = await Promise.race([ready, child.ended, timeout.promise]).catch(
    () => child.ended,
  );
  clearTimeout(timer);
  if (typeof outcome !== "string") return { child, ready: outcome };
  child.kill();
  fail(outcome, `see ${child.logFile}`, exitCodes.incomplete);
}

async function readFirstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  const reader = stream.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error("no line was printed");
    text += decoder.decode(value, { stream: true });
    const end = text.indexOf("\n");
    if (end < 0) continue;
    void drain(reader);
    return text.slice(0, end);
  }
}

/** Reads and discards the rest, so that the child never blocks on a full pipe. */
async function drain(reader: { read(): Promise<{ done: boolean }> }): Promise<void> {
  try {
    while (!(await reader.read()).done);
  } catch {
    // The child has ended.
  }
}
