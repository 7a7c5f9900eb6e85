// The commands over runs already made: compare, history, sign-off and its verification, as a pipeline calls them.

import { expect, test } from "bun:test";
import { join } from "node:path";
import { prng } from "../../src/base/index.ts";
import { type Planted, simulateRuns } from "../../src/compare/runs.test-kit.ts";
import { serializeResult } from "../../src/result/index.ts";
import { expectDescribed } from "./described.ts";
import { emptyFolder, run } from "./program.ts";

const random = prng("pipeline");

async function putRuns(
  folder: string,
  name: string,
  count: number,
  planted: Planted = {},
): Promise<void> {
  for (const [at, result] of simulateRuns(random, count, planted).entries())
    await Bun.write(
      join(folder, name, String(at).padStart(2, "0"), "result.json"),
      serializeResult(result),
    );
}

/** As `kwokbench schema` publishes it. */
async function expectPublished(folder: string, name: string, document: unknown): Promise<void> {
  const { exitCode, stdout } = await run(folder, "schema", name);
  expect(exitCode).toBe(0);
  expectDescribed(stdout, document);
}

test("compare ends with 3 on a regression, 0 without, 4 with nothing valid, 2 on misuse", async () => {
  using folder = emptyFolder();
  await putRuns(folder.path, "old", 8);
  await putRuns(folder.path, "same", 8);
  await putRuns(folder.path, "slow", 8, { factors: { pod_startup: 1.4 } });
  await putRuns(folder.path, "broken", 4, { overrides: { verdict: "invalid" } });
  const slow = await run(folder.path, "compare", "old", "--", "slow", "--out", "documents");
  expect(slow.exitCode).toBe(3);
  expect(slow.stdout).toStartWith(" REGRESSION  simulated ");
  const written = await Bun.file(join(folder.path, "documents", "comparison.json")).json();
  expect(written).toMatchObject({ kind: "Comparison", verdict: "regression" });
  await expectPublished(folder.path, "comparison", written);
  expect(await Bun.file(join(folder.path, "documents", "comparison.xml")).text()).toContain(
    "<failure",
  );
  expect((await run(folder.path, "compare", "old", "same", "--only", "pod_startup")).exitCode).toBe(
    0,
  );
  expect((await run(folder.path, "compare", "old", "--", "broken")).exitCode).toBe(4);
  const one = await run(
    folder.path,
    "compare",
    "old/00",
    "slow/00",
    "--threshold",
    "20%",
    "--format",
    "json",
  );
  expect(one.exitCode).toBe(3);
  expect(JSON.parse(one.stdout)).toMatchObject({ method: { threshold: 0.2 } });
  const wrong = await run(folder.path, "compare", "old");
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toContain(
    "one of them is missing; write kwokbench compare BASE… -- CANDIDATE…",
  );
  expect((await run(folder.path, "compare", "old", "nowhere")).stderr).toContain(
    "there is no result.json in nowhere",
  );
});

test("history finds the change, stops a gate until it is acknowledged, and prunes", async () => {
  using folder = emptyFolder();
  await putRuns(folder.path, "reports/simulated/before", 15);
  await putRuns(folder.path, "reports/simulated/later", 8, {
    index: 15,
    factors: { pod_startup: 1.4 },
  });
  const gate = await run(folder.path, "history", "--gate", "--only", "pod_startup.p50");
  expect(gate.exitCode).toBe(3);
  expect(gate.stdout).toMatch(/pod_startup\.p50 +\+\d\d\.\d % +worse +2026-01-16 00:00 UTC/);
  await Bun.write(
    join(folder.path, "reports", "acknowledged.yaml"),
    "- { metric: pod_startup, run: 2026-01-16, note: The sidecar. }\n",
  );
  const known = await run(folder.path, "history", "--gate", "--only", "pod_startup.p50");
  expect(known.exitCode).toBe(0);
  expect(known.stdout).toContain("acknowledged: The sidecar.");
  const html = await run(folder.path, "history", "--format", "html");
  expect(html.stdout).toStartWith("<!doctype html>");
  const json = await run(folder.path, "history", "--format", "json");
  await expectPublished(folder.path, "history", JSON.parse(json.stdout));
  const pruned = await run(
    folder.path,
    "history",
    "--prune",
    "--keep-last",
    "3",
    "--keep-days",
    "0",
  );
  expect(pruned.stdout).toMatch(/removed reports\/simulated\/before\/00|0 removed/);
  expect((await run(folder.path, "history", "nowhere")).stderr).toContain(
    "there is no folder nowhere",
  );
});

test("a sign-off over runs made before holds until a file is touched", async () => {
  using folder = emptyFolder();
  await putRuns(folder.path, "release-1", 6);
  await putRuns(folder.path, "made/1-simulated", 6);
  await Bun.write(
    join(folder.path, "scenario.yaml"),
    `apiVersion: kwokbench.dev/v1alpha1
kind: Scenario
metadata: { name: simulated }
spec:
  nodes: [{ count: 1, profile: small }]
  phases: [{ name: fill, create: { kind: Pod, count: 1, profile: small }, arrival: { asap: { inFlight: 1 } } }]
`,
  );
  await Bun.write(
    join(folder.path, "plan.yaml"),
    `apiVersion: kwokbench.dev/v1alpha1
kind: SignoffPlan
metadata: { name: release-2 }
spec:
  repeats: 6
  scenarios: [{ scenario: scenario.yaml, slo: kubernetes, baseline: release-1, minimumEffect: 50% }]
`,
  );
  const signed = await run(
    folder.path,
    "signoff",
    "plan.yaml",
    "--results",
    "made",
    "--out",
    "out",
  );
  expect(signed.stderr).toBe("");
  expect(signed).toMatchObject({ exitCode: 0 });
  expect(signed.stdout).toStartWith(" APPROVED  release-2 ");
  const written = await Bun.file(join(folder.path, "out", "signoff.json")).json();
  await expectPublished(folder.path, "signoff", written);
  expect(await run(folder.path, "signoff", "--verify", "out/signoff.json")).toMatchObject({
    exitCode: 0,
    stdout: "out/signoff.json holds: approved, and all 14 inputs are as they were signed.\n",
  });
  const touched = join(folder.path, "made", "1-simulated", "03", "result.json");
  await Bun.write(touched, (await Bun.file(touched).text()).replace('"cores": 2', '"cores": 4'));
  expect(await run(folder.path, "signoff", "--verify", "out/signoff.json")).toMatchObject({
    exitCode: 4,
    stderr: "../made/1-simulated/03/result.json is not the file that was signed.\n",
  });
});
