// A run whose API server is told how to serve and keep: what the scenario chose is what was measured, and the report says so.

import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../src/result/index.ts";
import { emptyFolder, run } from "./program.ts";

// The span ends at a pod's first managedFields: without `always` nothing but applied objects has any.
const scenario = `
apiVersion: kwokbench.dev/v1alpha1
kind: Scenario
metadata: { name: settings }
spec:
  cluster: { secure: true, durability: log, managedFields: always, admission: { disable: [LimitRanger] } }
  nodes: [{ count: 3 }]
  phases: [{ name: fill, create: { kind: Deployment, count: 2, replicas: 5 } }]
  spans:
    - { name: owned, from: { apiVersion: v1, kind: Pod, when: created }, to: "jq:.metadata.managedFields | length > 0" }
  thresholds: [owned.count >= 10, owned.censored <= 0, pod_startup.count >= 10]
`;

test("over HTTPS with RBAC, with a log on disk, with managedFields", async () => {
  using folder = emptyFolder();
  writeFileSync(join(folder.path, "settings.yaml"), scenario);
  const { stderr } = await run(folder.path, "run", "settings.yaml", "--out", "out");
  const { environment, thresholds, scrapes, fidelity } = JSON.parse(
    readFileSync(join(folder.path, "out", "result.json"), "utf8"),
  ) as Result;
  expect(
    thresholds.filter(({ pass }) => !pass),
    stderr,
  ).toEqual([]);
  expect(environment.apiServer).toEqual({
    secure: true,
    durability: "log",
    managedFields: "always",
    admission: { enable: [], disable: ["LimitRanger"] },
  });
  expect(scrapes?.["apiserver"]?.url).toStartWith("https://");
  expect(scrapes?.["apiserver"]?.counters["kwokbench_commit_records_total"]).toBeGreaterThan(10);
  expect(fidelity[0]).toContain("a log that is written, but not synced to the disk");
}, 120_000);
