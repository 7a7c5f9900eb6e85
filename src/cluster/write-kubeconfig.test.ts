import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeSecret } from "./write-kubeconfig.ts";

test("a secret is its owner's alone, in a folder that was not there or over a file that all could read", async () => {
  const folder = mkdtempSync(join(tmpdir(), "secret-"));
  try {
    const open = join(folder, "open");
    writeFileSync(open, "read me", { mode: 0o644 });
    for (const file of [open, join(folder, "deep", "down")]) {
      await writeSecret(file, "do not");
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(await Bun.file(file).text()).toBe("do not");
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
