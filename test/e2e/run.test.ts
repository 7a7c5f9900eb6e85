// The main job, by the compiled program alone in an empty folder.

import { expect, test } from "bun:test";
import { copyFileSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../src/result/index.ts";
import { expectDescribed } from "./described.ts";
import { emptyFolder, root, run } from "./program.ts";

const scenario = (name: string): string => join(root, "scenarios", name);

function resultIn(folder: string): Result {
  return JSON.parse(readFileSync(join(folder, "result.json"), "utf8")) as Result;
}

test("smoke.yaml: every pod that was asked for is accounted for, in every document", async () => {
  using folder = emptyFolder();
  copyFileSync(scenario("smoke.yaml"), join(folder.path, "smoke.yaml"));
  const { exitCode, stdout } = await run(folder.path, "run", "smoke.yaml", "--out", "out");
  const result = resultIn(join(folder.path, "out"));

  // A machine that is busy with something else makes a run slow or invalid, and the program says so: that is no fault of it.
  expect([0, 4, 99]).toContain(exitCode);
  expect(
    result.validity.findings.filter(({ severity }) => severity === "invalid").map(({ id }) => id),
  ).toEqual(exitCode === 0 ? [] : expect.arrayContaining(["machine-shared"]));
  expect(result.metrics["node_ready"]).toMatchObject({ count: 50, censored: 0 });
  const fill = result.phases.find(({ name }) => name === "fill")!;
  expect(fill).toMatchObject({
    offered: 200,
    sent: 200,
    acknowledged: 200,
    completed: 200,
    failed: 0,
  });
  const startups = result.metrics["pod_startup"]!;
  expect(startups.count).toBe(result.metrics["pod_scheduling"]!.count);
  expect(startups.p50).toBeGreaterThan(0);
  expect(startups.p50).toBeLessThanOrEqual(startups.max);
  expect(Object.keys(result.metrics)).toContain("stage_reconcile{stage=pod-ready}");
  expect(result.processes.map(({ role }) => role).sort()).toEqual(
    expect.arrayContaining(["apiserver", "controller", "runner", "scheduler"]),
  );
  expect(readdirSync(join(folder.path, "out")).sort()).toEqual([
    "histograms.hlog",
    "junit.xml",
    "metrics.prom",
    "report.html",
    "report.md",
    "result.json",
  ]);
  expect(stdout).toContain("pod_startup");
  expectDescribed((await run(folder.path, "schema", "result")).stdout, result);
});

test("the same seed gives the same plan, another seed another", async () => {
  using folder = emptyFolder();
  const planDigest = async (out: string, seed: string): Promise<string> => {
    const small = ["--set", "nodes=5", "--set", "pods=20"];
    await run(folder.path, "run", scenario("smoke.yaml"), ...small, "--out", out, "--seed", seed);
    return resultIn(join(folder.path, out)).scenario.planDigest;
  };
  const first = await planDigest("a", "7");
  expect(await planDigest("b", "7")).toBe(first);
  expect(await planDigest("c", "8")).not.toBe(first);
});

test("deployments.yaml, smaller: Deployments become ready, are rolled out and go", async () => {
  using folder = emptyFolder();
  const { exitCode } = await run(
    folder.path,
    "run",
    scenario("deployments.yaml"),
    "--set",
    "nodes=50",
    "--set",
    "deployments=10",
    "--out",
    "out",
  );
  expect([0, 4, 99]).toContain(exitCode);
  const result = resultIn(join(folder.path, "out"));
  expect(result.metrics["workload_ready{kind=Deployment}"]!.censored).toBe(0);
  expect(result.phases.every(({ offered, completed }) => offered === completed)).toBe(true);
});

// The times of the scenario are shorter too: enough for each to happen before the next however slow the machine is.
test("node-failure.yaml, smaller: failed nodes are noticed, evicted from, and recover", async () => {
  using folder = emptyFolder();
  const sizes = { nodes: 50, pods: 100, failures: 5, churn: "10/s", deployments: 2 };
  const times = {
    grace: "12s",
    renew: "1s",
    tolerated: 2,
    calm: "2s",
    failure: "28s",
    recoverAfter: "26s",
  };
  const { exitCode } = await run(
    folder.path,
    "run",
    scenario("node-failure.yaml"),
    ...Object.entries({ ...sizes, ...times }).flatMap(([name, value]) => [
      "--set",
      `${name}=${value}`,
    ]),
    "--out",
    "out",
  );
  expect([0, 4, 99]).toContain(exitCode);
  const { metrics, verdict } = resultIn(join(folder.path, "out"));
  expect(verdict).not.toBe("incomplete");
  expect(metrics["node_unreachable"]?.count).toBe(5);
  expect(metrics["node_recovery"]?.count).toBe(5);
  expect(metrics["pod_eviction"]?.count).toBeGreaterThan(0);
}, 300_000);
