// A supervised program ends with its supervisor's parent, also where it takes no notice of being asked.

import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SUPERVISE } from "../../base/index.ts";

const MAIN = join(import.meta.dir, "..", "..", "main.ts");
const STUBBORN = "trap '' TERM INT; echo begun >&2; while :; do sleep 0.1; done";
const KILLED = 128 + 9;
const WITHIN_MS = 60_000;

const isAlive = (pid: number): boolean =>
  existsSync(`/proc/${pid}/stat`) && !readFileSync(`/proc/${pid}/stat`, "latin1").includes(") Z ");

/** A supervisor with a program that cannot be asked to end, which has begun. */
async function supervised() {
  const supervisor = Bun.spawn([process.execPath, MAIN, SUPERVISE, "sh", "-c", STUBBORN], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
  });
  const { value } = await supervisor.stdout.getReader().read();
  await supervisor.stderr.getReader().read();
  return { supervisor, program: Number(new TextDecoder().decode(value)) };
}

for (const [how, act] of [
  ["its parent is gone", ({ stdin }) => void stdin.end()],
  ["it is asked to", (supervisor) => supervisor.kill("SIGTERM")],
  [
    "it is asked to twice",
    (supervisor) => {
      supervisor.kill("SIGTERM");
      supervisor.kill("SIGINT");
    },
  ],
] as readonly (readonly [string, (supervisor: Bun.Subprocess<"pipe", "pipe", "pipe">) => void])[])
  test.concurrent(
    `a program that does not listen is ended when ${how}`,
    async () => {
      const { supervisor, program } = await supervised();
      expect(isAlive(program)).toBe(true);
      act(supervisor);
      expect(await supervisor.exited).toBe(KILLED);
      expect(isAlive(program)).toBe(false);
    },
    WITHIN_MS,
  );
