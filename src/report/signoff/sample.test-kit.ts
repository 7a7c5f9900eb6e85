// A sign-off to draw: one scenario rejected, with everything that a document can say of it.

import { prng } from "../../base/index.ts";
import { compareResults, type Signoff } from "../../compare/index.ts";
import { simulateRuns } from "../../compare/runs.test-kit.ts";

const random = prng("sign-off");
const [base, candidate] = [1, 1.4].map((factor) =>
  simulateRuns(random, 6, { encode: false, factors: { pod_startup: factor } }),
);
const comparison = compareResults(base!, candidate!, { merge: false, only: ["pod_startup"] });
export const signoff: Signoff = {
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
