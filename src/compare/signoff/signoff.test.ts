import { describe, expect, test } from "bun:test";
import { prng } from "../../base/index.ts";
import { type Result, serializeResult } from "../../result/index.ts";
import { serializeDocument } from "../document.ts";
import { type Planted, simulateRuns } from "../runs.test-kit.ts";
import { buildSignoff } from "./build.ts";
import { type Evidence, sha256 } from "./evidence.ts";
import type { ThresholdParser } from "./objectives.ts";
import { parseSignoffPlan } from "./plan.ts";
import type { Signoff } from "./types.ts";
import { verifySignoff } from "./verify.ts";

const PLAN = `
apiVersion: kwokbench.dev/v1alpha1
kind: SignoffPlan
metadata: { name: release-1.2 }
spec:
  repeats: 8
  baseline: reports/release-1.1
  minimumEffect: 5%
  scenarios:
    - scenario: scenarios/small.yaml
      slo: kubernetes
      thresholds: [pod_scheduling.p99 < 1s]
`;

/** As much of the scenario room's grammar as these tests need. */
const parseThreshold: ThresholdParser = (expression) => {
  const match = /^(\w+)(?:\{verb=(\w+)\})?\.(\w+) (<=?) ([\d.]+)s$/.exec(expression);
  if (!match) return `"${expression}" is not a threshold`;
  const [, metric = "", verb, statistic = "", operator, bound] = match;
  const labels: Record<string, string> = verb === undefined ? {} : { verb };
  return {
    expression,
    metric,
    labels,
    phase: undefined,
    statistic,
    operator: operator === "<" ? "<" : "<=",
    bound: Number(bound),
  };
};

function evidenceOf(
  planted: Planted = {},
  change: (result: Result) => Result = (same) => same,
): Evidence {
  const random = prng("signoff");
  const source = (result: Result, at: number, folder: string) => ({
    path: `${folder}/${at}/result.json`,
    text: serializeResult(result),
  });
  const base = simulateRuns(random, 8).map((result, at) =>
    source(result, at, "reports/release-1.1"),
  );
  const results = simulateRuns(random, 8, { index: 100, ...planted }).map((result, at) =>
    source(change(result), at, "reports/candidate"),
  );
  const scenario = { path: "scenarios/small.yaml", text: "kind: Scenario" };
  return {
    plan: { path: "plan.yaml", text: PLAN },
    scenarios: [{ scenario, results, baseline: base }],
  };
}

const context = { createdAt: "2026-11-24T08:00:00Z", version: "0.1.0", parseThreshold };

/** A disk with the evidence on it. */
function disk({ plan, scenarios }: Evidence): Map<string, string> {
  const all = [
    plan,
    ...scenarios.flatMap(({ scenario, results, baseline }) => [scenario, ...results, ...baseline]),
  ];
  return new Map(all.map(({ path, text }) => [path, text]));
}

describe("sign-off", () => {
  const evidence = evidenceOf();
  const approved = buildSignoff(evidence, context);

  test("a release like the last one is approved, with its evidence", () => {
    expect(approved).toMatchObject({
      kind: "Signoff",
      name: "release-1.2",
      verdict: "approved",
      sentence: "1 of 1 scenarios are approved.",
      scenarios: [{ name: "simulated", verdict: "approved", runsPlanned: 8, runsValid: 8 }],
      environments: [{ host: "bench-01" }],
    });
    expect(
      approved.scenarios[0]!.objectives.map(({ expression, source, runsPassed }) => [
        expression,
        source,
        runsPassed,
      ]),
    ).toEqual([
      ["pod_scheduling.p99 < 1s", "plan", 8],
      ["pod_startup.p99 <= 5s", "slo", 8],
      ["api_request{verb=POST}.p99 <= 1s", "slo", 8],
    ]);
    expect(approved.inputs).toHaveLength(18);
    expect(approved.inputs[0]).toEqual({
      role: "plan",
      path: "plan.yaml",
      sha256: sha256(PLAN),
      bytes: PLAN.length,
    });
  });

  test("a slower one is rejected, and says what became slower", () => {
    const rejected = buildSignoff(evidenceOf({ factors: { pod_startup: 1.3 } }), context);
    expect(rejected.verdict).toBe("rejected");
    expect(rejected.scenarios[0]!.reasons[0]).toContain("Against its baseline");
    expect(rejected.scenarios[0]!.reasons[0]).toContain("pod_startup.p50 +");
  });

  test("one that misses an objective in a single run is rejected", () => {
    const slow = evidenceOf({ factors: { pod_scheduling: 40 } });
    const { scenarios } = buildSignoff(slow, context);
    expect(scenarios[0]!.verdict).toBe("rejected");
    expect(scenarios[0]!.reasons[0]).toContain(
      "pod_scheduling.p99 < 1s held in 0 of 8 runs. It was",
    );
  });

  test("too few valid runs, or another scenario than the baseline's, are inconclusive", () => {
    let at = 0;
    const invalid = evidenceOf({}, (result) =>
      at++ < 2 ? { ...result, verdict: "invalid", reason: "A watch was lost." } : result,
    );
    const few = buildSignoff(invalid, context);
    expect(few.verdict).toBe("inconclusive");
    expect(few.scenarios[0]!.reasons).toEqual([
      "6 valid runs of the 8 planned: invalid: A watch was lost.",
    ]);
    const other = evidenceOf({}, (result) => ({
      ...result,
      scenario: { ...result.scenario, digest: "other" },
    }));
    expect(buildSignoff(other, context).scenarios[0]!.reasons[0]).toContain(
      "could not be compared with its baseline: the runs differ in their scenario",
    );
  });
});

describe("verification", () => {
  const evidence = evidenceOf();
  const files = disk(evidence);
  // As it comes back from a file.
  const document = JSON.parse(serializeDocument(buildSignoff(evidence, context))) as Signoff;
  const verify = (changed: Signoff, disk: ReadonlyMap<string, string> = files): string[] =>
    verifySignoff(changed, (path) => disk.get(path), parseThreshold);

  test("a document and its files hold", () => {
    expect(verify(document)).toEqual([]);
  });

  test("a changed verdict, a changed file and a missing one are each told", () => {
    expect(verify({ ...document, verdict: "rejected" })).toEqual([
      "The document was changed after it was made.",
      "The verdict that comes out of the same files is approved, not rejected.",
    ]);
    const path = "reports/candidate/3/result.json";
    const edited = new Map(files).set(path, files.get(path)!.replace('"cores": 2', '"cores": 4'));
    expect(verify(document, edited)).toEqual([`${path} is not the file that was signed.`]);
    const fewer = new Map(files);
    fewer.delete("plan.yaml");
    expect(verify(document, fewer)).toEqual(["plan.yaml cannot be read."]);
  });

  test("figures changed together with the digest are still found out", async () => {
    const { digestOf } = await import("./evidence.ts");
    const { digest: _, ...rest } = document;
    const [scenario] = rest.scenarios;
    const forged = { ...rest, scenarios: [{ ...scenario!, reasons: ["All is well."] }] };
    expect(verify({ ...forged, digest: digestOf(forged) })).toEqual([
      "simulated: other figures come out of the same files.",
    ]);
  });
});

describe("the plan", () => {
  test("defaults come from above", () => {
    expect(parseSignoffPlan(PLAN, "plan.yaml").scenarios[0]).toEqual({
      scenario: "scenarios/small.yaml",
      set: {},
      repeats: 8,
      baseline: "reports/release-1.1",
      minimumEffect: 0.05,
      minimumEffects: {},
      thresholds: ["pod_scheduling.p99 < 1s"],
      slo: "kubernetes",
    });
  });

  test("what is wrong is told with its place", () => {
    const wrong = PLAN.replace("repeats: 8", "repeats: 0").replace("slo:", "sol:");
    expect(() => parseSignoffPlan(wrong, "plan.yaml")).toThrow("plan.yaml:6:12: spec.repeats");
    expect(() => parseSignoffPlan(wrong, "plan.yaml")).toThrow("plan.yaml:10:7: spec.scenarios.0");
    expect(() => parseSignoffPlan("a: [", "plan.yaml")).toThrow("plan.yaml:1:");
  });
});
