// The compiled program as a user has it: alone in an empty folder, started by its name.

import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

export const root = join(import.meta.dir, "..", "..");
export const realProgramsFolder =
  process.env["KWOKBENCH_REAL_BIN"] ?? join(homedir(), ".cache", "kwokbench", "real", "v1.36.3");
export const binary = join(root, "dist", "kwokbench");

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An empty folder that is gone when the test is. */
export function emptyFolder(): { readonly path: string; [Symbol.dispose](): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "kwokbench-test-")));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export interface Started {
  readonly pid: number;
  readonly ended: Promise<Outcome>;
  /** Standard error so far. */
  readonly stderr: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
}

/** Starts the program; its home is the folder, so that no kubeconfig of the machine is used. */
export function start(folder: string, ...args: readonly string[]): Started {
  const child = Bun.spawn([binary, ...args], {
    cwd: folder,
    stdout: "pipe",
    stderr: "pipe",
    stdin: "ignore",
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: folder,
      CI: "true",
      KWOKBENCH_REAL_BIN: realProgramsFolder,
    },
  });
  let stderr = "";
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of child.stderr) stderr += decoder.decode(chunk, { stream: true });
  })();
  const stdout = new Response(child.stdout).text();
  const ended = (async () => {
    const exitCode = await child.exited;
    await reading;
    return { exitCode, stdout: await stdout, stderr };
  })();
  return { pid: child.pid, ended, stderr: () => stderr, kill: (signal) => child.kill(signal) };
}

export function run(folder: string, ...args: readonly string[]): Promise<Outcome> {
  return start(folder, ...args).ended;
}

/** Pids of the program's processes below `pid`, by role. Linux. */
export function childrenOf(pid: number): ReadonlyMap<string, number> {
  const roles = new Map<string, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      if (parent !== pid) continue;
      const role = readFileSync(`/proc/${name}/cmdline`, "latin1").split("\0")[1] ?? "";
      roles.set(role, Number(name));
    } catch {
      // It ended while we looked.
    }
  }
  return roles;
}

export function isAlive(pid: number): boolean {
  return (
    existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, "latin1").includes(") Z ")
  );
}

/** Waits until `condition` holds; fails with `what` otherwise. */
export async function eventually(
  what: string,
  condition: () => boolean,
  withinMs = 60_000,
): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await Bun.sleep(20);
  }
}
