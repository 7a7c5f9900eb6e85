// What must never be in the repository: a worktree's link to another's packages would take their place when it is merged.

import { expect, test } from "bun:test";
import { join } from "node:path";

test.skipIf(!Bun.which("git"))("packages and what is built are not tracked", () => {
  const cwd = join(import.meta.dir, "..", "..");
  const { stdout } = Bun.spawnSync(["git", "ls-files", "node_modules", "dist"], { cwd });
  expect(stdout.toString()).toBe("");
});
