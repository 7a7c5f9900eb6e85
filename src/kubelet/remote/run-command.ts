// Runs a command on this machine for exec, as far as the configuration allows it, and no longer than its session.

import { existsSync } from "node:fs";
import type { LocalExec } from "../settings/types.ts";
import { endSession } from "./end-session.ts";
import type { Outcome } from "./outcome.ts";
import type { RemoteStreams } from "./streams.ts";

export interface Command {
  readonly argv: readonly string[];
  readonly tty: boolean;
  readonly local: LocalExec;
  /** The pod's name: what the command believes to be its host. */
  readonly hostname: string;
}

/** Bytes of a terminal's output that the client has not taken yet; a command that goes on beyond is cut off. */
const TERMINAL_BYTES_MAX = 8 * 1024 * 1024;
/** How long the rest of a terminal's output may take to come. */
const TERMINAL_DRAIN_MS_MAX = 500;

/** Resolves when the command has ended and all it wrote was handed on. Never rejects. */
export async function runCommand(command: Command, streams: RemoteStreams): Promise<Outcome> {
  try {
    const run = command.tty ? runOnTerminal : runOnPipes;
    const code = await run(command, streams);
    return code === 0 ? { kind: "success" } : { kind: "exit", code };
  } catch (error) {
    return { kind: "failure", message: startFailure(command, error) };
  }
}

function startFailure({ argv, local }: Command, error: unknown): string {
  const { workDir } = local;
  if ((error as { code?: string }).code === "ENOENT") {
    const isFolderMissing = workDir !== undefined && !existsSync(workDir);
    const missing = isFolderMissing ? `folder ${workDir}` : `program "${argv[0]}"`;
    return `exec failed: there is no ${missing} where the simulated kubelet runs`;
  }
  return `exec failed: ${error instanceof Error ? error.message : String(error)}`;
}

function spawnOptions({ local, hostname }: Command): {
  cwd?: string;
  uid?: number;
  gid?: number;
  env: Record<string, string>;
  detached: true;
} {
  return {
    ...(local.workDir && { cwd: local.workDir }),
    ...(local.runAsUser !== undefined && { uid: local.runAsUser }),
    ...(local.runAsGroup !== undefined && { gid: local.runAsGroup }),
    env: environmentOf(local, hostname),
    // A session of its own, so that what the command starts ends with it.
    detached: true,
  };
}

/** Not the kubelet's own environment, which may hold what a pod should not see. */
function environmentOf(local: LocalExec, hostname: string): Record<string, string> {
  const environment: Record<string, string> = {
    PATH: process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
    HOME: local.workDir ?? "/",
    TERM: "xterm",
    HOSTNAME: hostname,
  };
  for (const { name, value } of local.envs) environment[name] = value;
  return environment;
}

async function runOnPipes(command: Command, streams: RemoteStreams): Promise<number> {
  const child = Bun.spawn([...command.argv], {
    ...spawnOptions(command),
    stdin: streams.stdin ? "pipe" : "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const release = endWithSession(child.pid, streams);
  if (streams.stdin && typeof child.stdin === "object") void feed(streams.stdin, child.stdin);
  const output = Promise.all([
    hand(child.stdout, (bytes) => streams.writeOutput(bytes)),
    hand(child.stderr, (bytes) => streams.writeError(bytes)),
  ]);
  const code = await child.exited;
  release();
  await output;
  return code;
}

async function feed(stdin: AsyncIterable<Uint8Array>, sink: Bun.FileSink): Promise<void> {
  try {
    for await (const bytes of stdin) {
      await sink.write(bytes);
      await sink.flush();
    }
    await sink.end();
  } catch {
    // The command does not read any more; what is typed goes nowhere.
  }
}

async function hand(
  output: ReadableStream<Uint8Array>,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  for await (const bytes of output) await write(bytes);
}

async function runOnTerminal(command: Command, streams: RemoteStreams): Promise<number> {
  let writing = Promise.resolve();
  let waitingBytes = 0;
  const over = Promise.withResolvers<void>();
  const child = Bun.spawn([...command.argv], {
    ...spawnOptions(command),
    terminal: {
      data(_terminal, bytes) {
        waitingBytes += bytes.length;
        // A terminal cannot be made to wait, so a client that does not read ends the command.
        if (waitingBytes > TERMINAL_BYTES_MAX) return endSession(child.pid);
        const copy = new Uint8Array(bytes);
        writing = writing
          .then(() => streams.writeOutput(copy))
          .then(() => void (waitingBytes -= copy.length));
      },
      exit: () => over.resolve(),
    },
  });
  const release = endWithSession(child.pid, streams);
  const { terminal } = child;
  streams.onResize(({ columns, rows }) => terminal?.resize(columns, rows));
  void type(streams.stdin, terminal);
  const code = await child.exited;
  release();
  // What the command wrote last may still be in the terminal.
  await Promise.race([over.promise, Bun.sleep(TERMINAL_DRAIN_MS_MAX)]);
  terminal?.close();
  await writing;
  return code;
}

async function type(
  stdin: AsyncIterable<Uint8Array> | undefined,
  terminal: Bun.Terminal | undefined,
): Promise<void> {
  if (!stdin || !terminal) return;
  for await (const bytes of stdin) {
    if (terminal.closed) return;
    terminal.write(bytes);
  }
}

/** Kills the command and all it started when the client goes; the returned function calls that off. */
function endWithSession(pid: number, { gone }: RemoteStreams): () => void {
  const kill = (): void => endSession(pid);
  if (gone.aborted) kill();
  gone.addEventListener("abort", kill);
  return () => {
    gone.removeEventListener("abort", kill);
    // What it left behind in its session has nobody to talk to any more.
    kill();
  };
}
