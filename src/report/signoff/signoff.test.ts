import { describe, expect, test } from "bun:test";
import { compareResults, type Signoff } from "../../compare/index.ts";
import { prng } from "../../base/index.ts";
import { simulateRuns } from "../../compare/runs.test-kit.ts";
import { signoffHtmlReport, signoffMarkdownReport, signoffTerminalReport } from "./signoff.ts";

const random = prng("sign-off");
const [base, candidate] = [1, 1.4].map((factor) =>
  simulateRuns(random, 6, { encode: false, factors: { pod_startup: factor } }),
);
const comparison = compareResults(base!, candidate!, { merge: false, only: ["pod_startup"] });
const signoff: Signoff = {
  apiVersion: "kwokbench.dev/v1alpha1",
  kind: "Signoff",
  name: "release <1.2>",
  createdAt: "2026-11-24T08:00:00Z",
  version: "0.1.0",
  verdict: "rejected",
  sentence: "0 of 1 scenarios are approved; rejected: small.",
  scenarios: [
    {
      scenario: "scenarios/small.yaml",
      name: "small",
      verdict: "rejected",
      reasons: ["pod_startup.p99 < 50ms held in 4 of 6 runs. It was beyond what was seen."],
      runsPlanned: 6,
      runsValid: 6,
      objectives: [
        {
          expression: "pod_startup.p99 < 50ms",
          source: "plan",
          values: [0.04, 0.03, null, 0.045],
          runsPassed: 3,
          pass: false,
        },
        {
          expression: "pods_bound.rate >= 270/s",
          source: "scenario",
          values: [300, 280],
          runsPassed: 2,
          pass: true,
        },
      ],
      comparison,
      findings: [{ id: "machine-steal", severity: "warning", message: "Stolen time.", runs: 2 }],
      fidelity: ["There is no kubelet."],
    },
  ],
  environments: [base![0]!.environment],
  inputs: [{ role: "plan", path: "plan.yaml", sha256: "ab".repeat(32), bytes: 1234 }],
  digest: "cd".repeat(32),
};

describe("sign-off report", () => {
  test("on a terminal: verdict, why, objectives with their worst and best run", () => {
    const text = signoffTerminalReport(signoff, { color: false, width: 140 });
    expect(text).toStartWith(
      " REJECTED  release <1.2>  2026-11-24T08:00:00Z · kwokbench 0.1.0 · document cdcdcdcdcdcd",
    );
    expect(text).toMatch(/pod_startup\.p99 < 50ms +✘ missed +plan +3 of 4 +> time-out +30\.0ms/);
    expect(text).toMatch(/pods_bound\.rate >= 270\/s +✔ holds +scenario +2 of 2 +280\/s +300\/s/);
    expect(text).toContain("warning: Stolen time. (machine-steal, in 2 runs)");
    expect(text).toMatch(/pod_startup\.p50 +worse/);
  });

  test("as Markdown and HTML: the same, with digests of the inputs, and names escaped", () => {
    const markdown = signoffMarkdownReport(signoff);
    expect(markdown).toStartWith("# ❌ REJECTED: release \\<1.2\\>\n");
    expect(markdown).toContain(`| plan.yaml | plan | ${"ab".repeat(32)} | 1,234 |`);
    const html = signoffHtmlReport(signoff);
    expect(html).toContain("<title>release &lt;1.2&gt;: REJECTED</title>");
    expect(html).toContain("ab".repeat(32));
    expect(html).not.toMatch(/https?:\/\//);
  });
});
