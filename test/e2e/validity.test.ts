// A run that cannot be believed says so: what is planted from outside is found by the program's own audit.

import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Result } from "../../src/result/index.ts";
import { emptyFolder, eventually, run, start } from "./program.ts";

const STALL_MS = 2_000;

const scenario = (pods: number, rate: string): string => `
apiVersion: kwokbench.dev/v1alpha1
kind: Scenario
metadata: { name: planted }
spec:
  nodes: [{ count: 5 }]
  stages: { profile: fast }
  phases: [{ name: steady, create: { kind: Pod, count: ${pods}, profile: small }, arrival: { constant: { rate: ${rate} } } }]
`;

test("a driver that stood still: its schedule slipped, it is invalid, and the corrected latency has the stall in it", async () => {
  using folder = emptyFolder();
  writeFileSync(join(folder.path, "stalls.yaml"), scenario(400, "50/s"));
  const planted = start(folder.path, "run", "stalls.yaml", "--out", "out");
  await eventually("the load", () => planted.stderr().includes("phase steady"));
  await Bun.sleep(1_000);
  planted.kill("SIGSTOP");
  await Bun.sleep(STALL_MS);
  planted.kill("SIGCONT");
  const { exitCode, stderr } = await planted.ended;
  expect(exitCode, stderr).toBe(4);
  const { validity, metrics } = JSON.parse(
    readFileSync(join(folder.path, "out", "result.json"), "utf8"),
  ) as Result;
  const slip = validity.findings.find(({ id }) => id === "schedule-slip");
  expect(slip).toMatchObject({ severity: "invalid" });
  expect(Number(slip?.evidence["slipSecondsP99 steady"]) * 1000).toBeGreaterThan(STALL_MS / 2);
  const { p99, raw } = metrics["api_request{resource=pods,verb=POST}"]!;
  expect(p99 * 1000).toBeGreaterThan(STALL_MS / 2);
  expect(raw!.p99).toBeLessThan(p99);
}, 120_000);

/** Idle share of all cores from now on, over a second or so. Linux. */
async function idleShare(): Promise<number> {
  const ticks = (): number[] =>
    (/^cpu +(.*)$/m.exec(readFileSync("/proc/stat", "latin1"))?.[1] ?? "")
      .split(" ")
      .slice(0, 8)
      .map(Number);
  const before = ticks();
  await Bun.sleep(1_000);
  const spent = ticks().map((each, at) => each - before[at]!);
  return (spent[3]! + spent[4]!) / spent.reduce((sum, each) => sum + each, 0);
}

// The load needs a few percent of one core, so whatever is not idle is the burners' (or was stolen): certain, once they are
// seen to leave nothing idle. Where they cannot (a container that may not use all cores it sees) there is nothing to show.
test("a machine whose cores others have: it is invalid, and the reason is the machine", async () => {
  using folder = emptyFolder();
  writeFileSync(join(folder.path, "starved.yaml"), scenario(100, "10/s"));
  const burners = Array.from({ length: 2 * availableParallelism() }, () =>
    Bun.spawn([process.execPath, "-e", "for (;;);"], { stdout: "ignore", stderr: "ignore" }),
  );
  try {
    let idle = 1;
    for (let look = 0; look < 20 && idle > 0.05; look++) idle = await idleShare();
    if (idle > 0.05) {
      console.warn(`skipped: of the cores that are seen, ${idle} stays idle`);
      return;
    }
    const { exitCode, stdout, stderr } = await run(
      folder.path,
      "run",
      "starved.yaml",
      "--out",
      "out",
    );
    expect(exitCode, stderr).toBe(4);
    const result = JSON.parse(
      readFileSync(join(folder.path, "out", "result.json"), "utf8"),
    ) as Result;
    const { id, severity, message } = result.validity.findings[0]!;
    expect(["machine-shared", "machine-steal"]).toContain(id);
    expect({ severity, verdict: result.verdict }).toEqual({
      severity: "invalid",
      verdict: "invalid",
    });
    expect(result.reason).toStartWith(message);
    expect(stdout).toStartWith(" INVALID  planted");
  } finally {
    for (const burner of burners) burner.kill("SIGKILL");
    await Promise.all(burners.map((burner) => burner.exited));
  }
}, 300_000);
