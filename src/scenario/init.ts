// The scenario to start from: small, whole, and with a comment on each thing one would change.

import { nearestName } from "./name.ts";

/** The text of a first scenario file. Any name will do; what cannot stand in a name is replaced. */
export function initScenario(name: string): string {
  return `# yaml-language-server: $schema=scenario.schema.json
# (for completion in editors, made by: kwokbench schema > scenario.schema.json)
#
# A first kwokbench scenario. Check it with:  kwokbench validate FILE
# See what it would do:                       kwokbench plan FILE
# Run it:                                     kwokbench run FILE --set nodes=1000
apiVersion: kwokbench.dev/v1alpha1
kind: Scenario
metadata:
  name: ${nearestName(name)}
  description: Fill a cluster, then replace pods at a steady rate.

# Values used below as "\${name}", each overridden by --set name=value.
vars: { nodes: 100, pods: 500, churn: 20/s }

spec:
  # Same seed, same plan: names, arrival times and random choices.
  seed: 1

  # embedded: kwokbench's own API server and scheduler. A real cluster: --kubeconfig FILE.
  cluster: { provider: embedded, scheduler: embedded }

  # Simulated nodes: small, standard or large; or the path of a Node manifest.
  nodes:
    - { count: "\${nodes}", profile: standard, zones: 3 }

  # How simulated nodes and pods live: fast, realistic, chaos; or files: [KWOK Stage YAML].
  stages: { profile: fast }

  # What happens, in order. A phase has a name, one action, and when its requests arrive.
  phases:
    - name: fill
      create: { kind: Pod, count: "\${pods}", profile: small }
      arrival: { asap: { inFlight: 64 } }
    - name: churn
      duration: 30s
      churn: { rate: "\${churn}", profile: small }
      arrival: poisson

  # What must hold for the run to pass: metric{labels}@phase.statistic operator value.
  thresholds:
    - pod_startup@churn.p99 < 5s
    - pod_scheduling@churn.p99 < 1s
    - api_request{verb=POST}.p99 < 1s
`;
}
