import { expect, test } from "bun:test";
import { join } from "node:path";
import { parseScenario } from "../scenario/index.ts";
import { planText } from "./plan-text.ts";
import { type PlanSummary, summarizePlan } from "./summary.ts";

async function summary(
  file: string,
  set: Readonly<Record<string, string>> = {},
): Promise<PlanSummary> {
  const path = join(import.meta.dir, "../../scenarios", file);
  const text = await Bun.file(path).text();
  return summarizePlan(parseScenario(text, { file, set, readFile: () => undefined }));
}

test("the smoke scenario, counted", async () => {
  const plan = await summary("smoke.yaml");
  const churned = plan.phases[2]!.creates;
  expect(churned).toBeWithin(40, 80);
  expect(plan).toMatchObject({
    objects: { Node: 50, Pod: 200 + churned },
    requests: 50 + 200 + 3 * churned,
    estimate: { nodesMax: 50, podsMax: 200 },
    phases: [
      { name: "nodes", action: "addNodes", creates: 50, isTimed: false },
      { name: "fill", creates: 200, arrival: "asap, 16 in flight" },
      { name: "churn", deletes: churned, seconds: 3, isTimed: true, arrival: "poisson, 20/s" },
      { name: "empty", creates: 0, deletes: churned, arrival: "constant, 50/s" },
    ],
  });
});

test("pods of workloads count as living", async () => {
  const { estimate, objects } = await summary("deployments.yaml");
  expect(objects).toEqual({ Node: 200, Deployment: 100 });
  expect(estimate.podsMax).toBe(2000);
});

test("ten times the nodes need more of everything", async () => {
  const [small, large] = [
    await summary("10k-nodes.yaml", { nodes: "1000" }),
    await summary("10k-nodes.yaml"),
  ];
  for (const figure of ["memoryBytes", "etcdBytes", "nodesMax"] as const)
    expect(large.estimate[figure]).toBeGreaterThan(small.estimate[figure]);
});

test("as text: a table of phases, then totals", async () => {
  const text = planText(await summary("10k-nodes.yaml", { nodes: "100", pods: "500" }));
  const lines = text.split("\n");
  expect(lines[0]).toBe("10k-nodes: Ten thousand nodes; fill, then steady churn.");
  expect(lines[4]).toBe(
    "fill   create    asap, 64 in flight      500        0        0   ≈ 167ms      ≈ 3000",
  );
  expect(text).toContain("\nthresholds    pod_startup.p99 < 5s; pod_scheduling.p99 < 1s; ");
  expect(text).toEndWith("(seed 1)\n");
});
