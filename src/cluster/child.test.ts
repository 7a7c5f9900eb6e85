// Children end for certain, and so does whatever they started.

import { expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "./child.ts";

/** A shell that starts a program of its own and tells its pid, as a supervisor does. */
function supervisor(directory: string) {
  const command = ["sh", "-c", "sleep 600 & echo $!; wait"];
  return startChild({ role: "test", command, directory });
}

const isAlive = (pid: number): boolean =>
  existsSync(`/proc/${pid}/stat`) && !readFileSync(`/proc/${pid}/stat`, "latin1").includes(") Z ");

async function gone(pid: number): Promise<boolean> {
  for (let round = 0; round < 100 && isAlive(pid); round++) await Bun.sleep(10);
  return !isAlive(pid);
}

for (const [how, end] of [
  ["killed", (child: ReturnType<typeof supervisor>) => child.kill()],
  ["stopped", (child: ReturnType<typeof supervisor>) => child.stop()],
  [
    "stopped after somebody killed it",
    async (child: ReturnType<typeof supervisor>) => {
      process.kill(child.pid, "SIGKILL");
      await child.stop();
    },
  ],
] as const) {
  test(`a child that is ${how} leaves nothing behind`, async () => {
    const directory = mkdtempSync(join(tmpdir(), "kwokbench-child-"));
    const child = supervisor(directory);
    const program = Number(await child.firstLine);
    expect(isAlive(program)).toBe(true);
    await end(child);
    expect(await child.ended).toStartWith(`test (pid ${child.pid})`);
    expect(await gone(program)).toBe(true);
    rmSync(directory, { recursive: true });
  });
}
