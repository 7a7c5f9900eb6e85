// A run that cannot be believed says so: what is planted from outside is found by the program's own audit.

import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../src/result/index.ts";
import { emptyFolder, eventually, start } from "./program.ts";

const STALL_MS = 2_000;

const scenario = `
apiVersion: kwokbench.dev/v1alpha1
kind: Scenario
metadata: { name: stalls }
spec:
  nodes: [{ count: 5 }]
  stages: { profile: fast }
  phases: [{ name: steady, create: { kind: Pod, count: 400, profile: small }, arrival: { constant: { rate: 50/s } } }]
`;

test("a driver that stood still: its schedule slipped, it is invalid, and the corrected latency has the stall in it", async () => {
  using folder = emptyFolder();
  writeFileSync(join(folder.path, "stalls.yaml"), scenario);
  const run = start(folder.path, "run", "stalls.yaml", "--out", "out");
  await eventually("the load", () => run.stderr().includes("phase steady"));
  await Bun.sleep(1_000);
  run.kill("SIGSTOP");
  await Bun.sleep(STALL_MS);
  run.kill("SIGCONT");
  const { exitCode, stderr } = await run.ended;
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
