// A run replaces itself with itself, to have the settings that its runtime reads at the start: nobody else sees them.

import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RUNNER_SETTINGS, roleSettings } from "../../src/base/index.ts";
import { childrenOf, emptyFolder, eventually, start } from "./program.ts";

const scenario = `
apiVersion: kwokbench.dev/v1alpha1
kind: Scenario
metadata: { name: waits }
spec:
  nodes: [{ count: 1 }]
  phases: [{ name: wait, sleep: 10m }]
`;

function environmentOf(pid: number): ReadonlyMap<string, string> {
  const entries = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").filter(Boolean);
  return new Map(entries.map((entry) => entry.split(/=(.*)/s).slice(0, 2) as [string, string]));
}

test.skipIf(process.platform !== "linux")(
  "a run has its settings under the pid it was started with, hands none of them on, and ends as asked",
  async () => {
    using folder = emptyFolder();
    writeFileSync(join(folder.path, "waits.yaml"), scenario);
    const started = start(folder.path, "run", "waits.yaml", "--out", "out");
    await eventually("the phase", () => started.stderr().includes("phase wait"));
    const own = environmentOf(started.pid);
    for (const [name, value] of Object.entries(RUNNER_SETTINGS)) expect(own.get(name)).toBe(value);
    const children = childrenOf(started.pid);
    expect([...children.keys()]).toContain("apiserver");
    for (const [role, pid] of children) {
      const handedOn = environmentOf(pid);
      expect(handedOn.get("KWOKBENCH_SETTLED")).toBeUndefined();
      for (const [name, value] of Object.entries(roleSettings(role) ?? {}))
        expect(handedOn.get(name)).toBe(value);
    }
    started.kill("SIGTERM");
    const { exitCode, stdout } = await started.ended;
    expect(exitCode).toBe(5);
    expect(stdout).toContain("interrupted");
  },
  60_000,
);
