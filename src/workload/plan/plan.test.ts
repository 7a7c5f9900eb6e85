import { describe, expect, test } from "bun:test";
import { prng } from "../../base/index.ts";
import { type Scenario, parseScenario } from "../../scenario/index.ts";
import { planDigest } from "../digest.ts";
import { Population } from "../population.ts";
import { allPhases, planPhase } from "./plan.ts";

function scenario(phases: string, { nodes = 4, seed = 1 } = {}): Scenario {
  const text = `
apiVersion: kwokbench.dev/v1alpha1
kind: Scenario
metadata: { name: t }
spec:
  seed: ${seed}
  nodes: [{ count: ${nodes}, zones: 2 }]
  phases:
${phases}`;
  return parseScenario(text, { file: "t.yaml", readFile: () => undefined });
}

/** `phase atMs verb key`, for the phases after the nodes. */
function transcript(of: Scenario): readonly string[] {
  const context = { random: prng(of.seed), population: new Population(), run: "r" };
  return allPhases(of).flatMap((phase) =>
    [...planPhase(phase, context)].map(
      ({ atMs, verb, key }) => `${phase.name} ${Math.round(atMs)} ${verb} ${key}`,
    ),
  );
}

test("a plan reads as a transcript: nodes first, then each phase's requests in the order of time", () => {
  const plan = transcript(
    scenario(`
    - { name: fill, create: { count: 3, namespaces: 2 }, arrival: { constant: { rate: 10/s } } }
    - { name: churn, duration: 150ms, churn: { rate: 10/s, namespaces: 2 }, arrival: constant }
    - { name: empty, delete: { from: fill }, arrival: { constant: { rate: 1/s } } }
`),
  );
  expect(plan).toEqual([
    "nodes 0 create node-000000",
    "nodes 0 create node-000001",
    "nodes 0 create node-000002",
    "nodes 0 create node-000003",
    "fill 0 create kwokbench-t-0/fill-000000",
    "fill 100 create kwokbench-t-1/fill-000001",
    "fill 200 create kwokbench-t-0/fill-000002",
    "churn 0 delete kwokbench-t-0/fill-000000",
    "churn 0 create kwokbench-t-0/churn-000000",
    "churn 100 delete kwokbench-t-1/fill-000001",
    "churn 100 create kwokbench-t-1/churn-000001",
    "empty 0 delete kwokbench-t-0/fill-000002",
  ]);
});

test("churn goes on to what it made itself when the older ones are gone, and leaves other templates alone", () => {
  const plan = transcript(
    scenario(
      `
    - { name: other, create: { count: 1, profile: large } }
    - { name: fill, create: { count: 1 } }
    - { name: churn, duration: 250ms, churn: { rate: 10/s }, arrival: constant }
`,
      { nodes: 1 },
    ),
  );
  expect(plan.filter((line) => line.includes("delete"))).toEqual([
    "churn 0 delete kwokbench-t-0/fill-000000",
    "churn 100 delete kwokbench-t-0/churn-000000",
    "churn 200 delete kwokbench-t-0/churn-000001",
  ]);
});

test("workloads are scaled, rolled out and deleted, each once", () => {
  const of = scenario(`
    - { name: web, create: { kind: Deployment, count: 2 } }
    - { name: up, scale: { from: web, replicas: 5 } }
    - { name: new, rollout: { from: web } }
    - { name: down, delete: { from: web, count: 1 } }
`);
  const context = { random: prng(1), population: new Population(), run: "r" };
  const requests = allPhases(of).flatMap((phase) =>
    [...planPhase(phase, context)].map(({ goal, request }) => ({ goal, ...request() })),
  );
  const path = "/apis/apps/v1/namespaces/kwokbench-t-0/deployments";
  const patch = { method: "PATCH", goal: "settled", contentType: "application/merge-patch+json" };
  expect(requests.slice(6)).toMatchObject([
    { ...patch, path: `${path}/web-000000`, body: '{"spec":{"replicas":5}}' },
    { ...patch, path: `${path}/web-000001` },
    {
      ...patch,
      body: '{"spec":{"template":{"metadata":{"annotations":{"kwokbench.dev/rollout":"new"}}}}}',
    },
    patch,
    { method: "DELETE", goal: "gone", path: `${path}/web-000000` },
  ]);
  expect(requests[4]).toMatchObject({ method: "POST", goal: "settled", path });
});

describe("nodes", () => {
  test("fail once each, and recover in the order they failed", () => {
    const plan = transcript(
      scenario(`
    - { name: f, failNodes: { count: 3, recoverAfter: 150ms }, arrival: { constant: { rate: 10/s } } }
`),
    ).slice(4);
    const [times, keys] = [
      plan.map((line) => line.split(" ")[1]),
      plan.map((line) => line.split(" ")[3]),
    ];
    expect(times).toEqual(["0", "100", "150", "200", "250", "350"]);
    expect([keys[0], keys[1], keys[3]]).toEqual([keys[2], keys[4], keys[5]]);
    expect(new Set(keys).size).toBe(3);
  });
  test("are removed at random, each once; which ones follows from the seed", () => {
    const removed = (seed: number): readonly string[] =>
      transcript(
        scenario(`    - { name: r, removeNodes: { count: 50 } }`, { nodes: 50, seed }),
      ).slice(50);
    expect(new Set(removed(1)).size).toBe(50);
    expect(removed(1)).toEqual(removed(1));
    expect(removed(2)).not.toEqual(removed(1));
    expect(removed(2).toSorted()).toEqual(removed(1).toSorted());
  });
  test("something happens to them meanwhile, in the order of time", () => {
    const plan = transcript(
      scenario(`
    - name: pods
      create: { count: 4 }
      arrival: { constant: { rate: 10/s } }
      meanwhile:
        - { after: 50ms, addNodes: { count: 2, name: late }, arrival: { constant: { rate: 10/s } } }
`),
    ).slice(4);
    expect(plan).toEqual([
      "pods 0 create kwokbench-t-0/pods-000000",
      "pods 50 create late-000000",
      "pods 100 create kwokbench-t-0/pods-000001",
      "pods 150 create late-000001",
      "pods 200 create kwokbench-t-0/pods-000002",
      "pods 300 create kwokbench-t-0/pods-000003",
    ]);
  });
});

describe("the digest of a plan", () => {
  const text = `
    - { name: fill, create: { count: 200 }, arrival: { poisson: { rate: 100/s } } }
    - { name: churn, duration: 2s, churn: { rate: 100/s } }
`;
  const first = planDigest(scenario(text));

  test("same seed, same plan", () => {
    expect(planDigest(scenario(text))).toBe(first);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
  });
  test("another seed, another plan", () => {
    expect(planDigest(scenario(text, { seed: 2 }))).not.toBe(first);
  });
  test("another object, another plan", () => {
    expect(planDigest(scenario(text.replace("count: 200", "count: 201")))).not.toBe(first);
    const large = text
      .replace("count: 200", "count: 200, profile: large")
      .replace("churn: { rate: 100/s", "churn: { rate: 100/s, profile: large");
    expect(planDigest(scenario(large))).not.toBe(first);
  });
  test("how long the run would wait is not part of it", () => {
    const patient = text.replace("duration: 2s", "duration: 2s, timeout: 1h, wait: false");
    expect(planDigest(scenario(patient))).toBe(first);
  });
});
