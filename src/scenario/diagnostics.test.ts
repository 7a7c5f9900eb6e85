// What a person who made a mistake reads: one mistake each, made in a good scenario, and the whole of what is said.

import { expect, test } from "bun:test";
import { FailureError } from "../base/index.ts";
import { parseScenario } from "./parse.ts";

const good = `apiVersion: kwokbench.dev/v1alpha1
kind: Scenario
metadata: { name: bad }
vars: { nodes: 10 }
spec:
  nodes: [{ count: "\${nodes}" }]
  phases:
    - { name: fill, create: { count: 20, profile: small } }
    - { name: churn, duration: 10s, churn: { rate: 5/s, profile: small }, arrival: poisson }
  thresholds: [pod_startup.p99 < 5s]
`;

interface Mistake {
  readonly name: string;
  readonly from: string | RegExp;
  readonly to: string;
  readonly set?: Readonly<Record<string, string>>;
  readonly said: readonly string[];
}

const mistakes: readonly Mistake[] = [
  {
    name: "an unknown key",
    from: "nodes: [{ count:",
    to: "nodes: [{ cuont: 1, count:",
    said: ['bad.yaml:6:13: spec.nodes.0.cuont: unknown key "cuont"; did you mean "count"?'],
  },
  {
    name: "an unknown action",
    from: "create: {",
    to: "crate: {",
    said: ['bad.yaml:8:21: spec.phases.0.crate: unknown key "crate"; did you mean "create"?'],
  },
  {
    name: "an unknown top-level key",
    from: "spec:",
    to: "sepc:",
    said: ['bad.yaml:5:1: sepc: unknown key "sepc"; did you mean "spec"?'],
  },
  {
    name: "a key far from any",
    from: "metadata: { name: bad }",
    to: "metadata: { name: bad, zzzzzzzz: 1 }",
    said: [
      'bad.yaml:3:24: metadata.zzzzzzzz: unknown key "zzzzzzzz"; known here: name, description',
    ],
  },
  {
    name: "a misspelt key of the cluster",
    from: "  nodes: [",
    to: "  cluster: { durabilty: fsync }\n  nodes: [",
    said: [
      'bad.yaml:6:14: spec.cluster.durabilty: unknown key "durabilty"; did you mean "durability"?',
    ],
  },
  {
    name: "what no kube-apiserver does",
    from: "  nodes: [",
    to: "  cluster: { provider: binary, secure: false }\n  nodes: [",
    said: [
      "bad.yaml:6:32: spec.cluster.secure: kube-apiserver cannot be started with secure: false; leave it out, or choose provider: embedded",
    ],
  },
  {
    name: "choices for a server that is there already",
    from: "  nodes: [",
    to: "  cluster: { provider: kind, managedFields: always }\n  nodes: [",
    said: [
      "bad.yaml:6:30: spec.cluster.managedFields: the API server of a kind cluster is there already, so managedFields is not the run's to choose; leave it out, or choose provider: embedded or binary",
    ],
  },
  {
    name: "a grace period without anybody to grant it",
    from: "  nodes: [",
    to: "  cluster: { nodeMonitorGrace: 20s }\n  nodes: [",
    said: [
      "bad.yaml:6:14: spec.cluster.nodeMonitorGrace: the run starts no controller manager, so nobody heeds it; leave it out, or add controllerManager: embedded",
    ],
  },
  {
    name: "a negative count",
    from: "count: 20",
    to: "count: -20",
    said: [
      "bad.yaml:8:38: spec.phases.0.create.count: must be at least 1, got -20; write a whole number of at least 1",
    ],
  },
  {
    name: "a fraction",
    from: "count: 20",
    to: "count: 2.5",
    said: [
      "bad.yaml:8:38: spec.phases.0.create.count: expected a whole number, got 2.5; write a whole number without quotes, such as 100",
    ],
  },
  {
    name: "a count as words",
    from: "count: 20",
    to: "count: many",
    said: [
      'bad.yaml:8:38: spec.phases.0.create.count: expected a whole number, got "many"; write a whole number without quotes, such as 100',
    ],
  },
  {
    name: "count null",
    from: "count: 20",
    to: "count:",
    said: [
      "bad.yaml:8:37: spec.phases.0.create.count: expected a whole number, got nothing; write a whole number without quotes, such as 100",
    ],
  },
  {
    name: "a duration without a unit",
    from: "duration: 10s",
    to: "duration: 10",
    said: [
      "bad.yaml:9:32: spec.phases.1.duration: 10 has no unit; a duration needs one; write 10s or 10ms",
    ],
  },
  {
    name: "a duration with a wrong unit",
    from: "duration: 10s",
    to: "duration: 10sec",
    said: [
      'bad.yaml:9:32: spec.phases.1.duration: "10sec" is not a duration; write a number with its unit: 60s, 500ms, 5m, 1m30s',
    ],
  },
  {
    name: "a negative duration",
    from: "duration: 10s",
    to: "duration: -10s",
    said: [
      'bad.yaml:9:32: spec.phases.1.duration: a duration cannot be negative, got "-10s"; write 0s or more',
    ],
  },
  {
    name: "a rate without a unit",
    from: "rate: 5/s",
    to: "rate: 5",
    said: [
      "bad.yaml:9:52: spec.phases.1.churn.rate: 5 has no unit; a rate needs one; write 5/s or 5/m",
    ],
  },
  {
    name: "a rate with wrong unit",
    from: "rate: 5/s",
    to: "rate: 5qps",
    said: [
      'bad.yaml:9:52: spec.phases.1.churn.rate: "5qps" is not a rate; write a number per s, m or h: 100/s, 30/m',
    ],
  },
  {
    name: "zero rate",
    from: "rate: 5/s",
    to: "rate: 0/s",
    said: [
      'bad.yaml:9:52: spec.phases.1.churn.rate: a rate must be positive, got "0/s"; write for example 100/s',
    ],
  },
  {
    name: "unknown pod profile",
    from: "count: 20, profile: small",
    to: "count: 20, profile: smal",
    said: [
      'bad.yaml:8:51: spec.phases.0.create.profile: there is no Pod profile "smal"; did you mean "small"? (a file\'s path ends in .yaml)',
    ],
  },
  {
    name: "unknown node profile",
    from: '{ count: "${nodes}" }',
    to: '{ count: "${nodes}", profile: huge }',
    said: [
      'bad.yaml:6:41: spec.nodes.0.profile: there is no Node profile "huge"; known here: standard, small, large (a file\'s path ends in .yaml)',
    ],
  },
  {
    name: "a missing manifest file",
    from: "count: 20, profile: small",
    to: "count: 20, profile: pods/web.yaml",
    said: [
      'bad.yaml:8:51: spec.phases.0.create.profile: there is no file "pods/web.yaml"; paths are relative to the scenario\'s folder; looked for pods/web.yaml',
    ],
  },
  {
    name: "a missing stage file",
    from: "  phases:\n",
    to: "  stages: { files: [stages/pod.yaml] }\n  phases:\n",
    said: [
      'bad.yaml:7:21: spec.stages.files.0: there is no file "stages/pod.yaml"; paths are relative to the scenario\'s folder; looked for stages/pod.yaml',
    ],
  },
  {
    name: "an unknown stage profile",
    from: "  phases:\n",
    to: "  stages: { profile: quick }\n  phases:\n",
    said: [
      'bad.yaml:7:22: spec.stages.profile: "quick" is not one of fast, realistic, chaos, none; write one of them',
    ],
  },
  {
    name: "an unknown arrival",
    from: "arrival: poisson",
    to: "arrival: poison",
    said: [
      'bad.yaml:9:84: spec.phases.1.arrival: "poison" is not one of asap, constant, poisson, ramp; did you mean "poisson"?',
    ],
  },
  {
    name: "arrival without rate",
    from: "profile: small } }\n",
    to: "profile: small }, arrival: constant }\n",
    said: [
      "bad.yaml:8:69: spec.phases.0.arrival: constant arrivals need a rate here; write arrival: { constant: { rate: 100/s } }",
    ],
  },
  {
    name: "arrival map with unknown key",
    from: "arrival: poisson",
    to: "arrival: { possion: { rate: 5/s } }",
    said: [
      'bad.yaml:9:86: spec.phases.1.arrival.possion: unknown key "possion"; did you mean "poisson"?',
    ],
  },
  {
    name: "asap inFlight zero",
    from: "profile: small } }\n",
    to: "profile: small }, arrival: { asap: { inFlight: 0 } } }\n",
    said: [
      "bad.yaml:8:89: spec.phases.0.arrival.asap.inFlight: must be at least 1, got 0; write a whole number of at least 1",
    ],
  },
  {
    name: "two rates",
    from: "arrival: poisson",
    to: "arrival: { poisson: { rate: 9/s } }",
    said: [
      "bad.yaml:9:84: spec.phases.1.arrival: the rate is given twice, in churn and in arrival; keep churn's rate and write only the model's name: arrival: poisson",
    ],
  },
  {
    name: "asap churn",
    from: "arrival: poisson",
    to: "arrival: asap",
    said: [
      "bad.yaml:9:84: spec.phases.1.arrival: churn has a rate, so it cannot be asap; use poisson, constant or ramp",
    ],
  },
  {
    name: "churn without rate",
    from: "rate: 5/s, ",
    to: "",
    said: ["bad.yaml:9:44: spec.phases.1.churn: churn has no rate; write churn: { rate: 100/s }"],
  },
  {
    name: "churn without an end",
    from: "duration: 10s, ",
    to: "",
    said: ["bad.yaml:9:22: spec.phases.1.churn: churn has no end; give the phase a duration: 60s"],
  },
  {
    name: "two actions",
    from: "name: fill,",
    to: "name: fill, sleep: 5s,",
    said: [
      "bad.yaml:8:21: spec.phases.0.sleep: the phase's action must be one of create, churn, delete, scale, rollout, addNodes, removeNodes, failNodes, sleep, got create and sleep; keep one",
    ],
  },
  {
    name: "no action",
    from: "create: { count: 20, profile: small }",
    to: "wait: true",
    said: [
      "bad.yaml:8:7: spec.phases.0: the phase's action is missing: one of create, churn, delete, scale, rollout, addNodes, removeNodes, failNodes, sleep; write for example create: { count: 100 }",
    ],
  },
  {
    name: "two phases of one name",
    from: "name: churn,",
    to: "name: fill,",
    said: [
      'bad.yaml:9:15: spec.phases.1.name: two phases are named "fill"; give each phase a name of its own',
    ],
  },
  {
    name: "a phase name that is no name",
    from: "name: fill,",
    to: "name: Fill_Up,",
    said: [
      'bad.yaml:8:15: spec.phases.0.name: "Fill_Up" is not a name: lower-case letters and digits, with dashes between them; for example node-failure',
    ],
  },
  {
    name: "unknown threshold metric",
    from: "pod_startup.p99 < 5s",
    to: "pod_statup.p99 < 5s",
    said: [
      'bad.yaml:10:16: spec.thresholds.0: there is no metric "pod_statup"; did you mean "pod_startup"?',
    ],
  },
  {
    name: "unknown statistic",
    from: "pod_startup.p99 < 5s",
    to: "pod_startup.p9x < 5s",
    said: [
      'bad.yaml:10:16: spec.thresholds.0: pod_startup has no statistic "p9x"; did you mean "p90"?',
    ],
  },
  {
    name: "threshold without unit",
    from: "pod_startup.p99 < 5s",
    to: "pod_startup.p99 < 5",
    said: [
      'bad.yaml:10:16: spec.thresholds.0: "5" is not a duration; write the bound with its unit: 5s, 250ms',
    ],
  },
  {
    name: "threshold unknown phase",
    from: "pod_startup.p99 < 5s",
    to: "pod_startup@chrun.p99 < 5s",
    said: ['bad.yaml:10:16: spec.thresholds.0: there is no phase "chrun"; did you mean "churn"?'],
  },
  {
    name: "threshold unknown label",
    from: "[pod_startup.p99 < 5s]",
    to: '["api_request{verbs=POST}.p99 < 5s"]',
    said: [
      'bad.yaml:10:16: spec.thresholds.0: api_request has no label "verbs"; did you mean "verb"?',
    ],
  },
  {
    name: "threshold nonsense",
    from: "pod_startup.p99 < 5s",
    to: "fast please",
    said: [
      'bad.yaml:10:16: spec.thresholds.0: "fast please" is not a threshold; write for example pod_startup.p99 < 5s or api_request{verb=POST}@churn.p99 < 1s',
    ],
  },
  {
    name: "threshold rate of counter",
    from: "pod_startup.p99 < 5s",
    to: "pods_bound.rate > 5s",
    said: [
      'bad.yaml:10:16: spec.thresholds.0: "5s" is not a rate; write the bound per s, m or h: 270/s',
    ],
  },
  {
    name: "threshold of memory without a role",
    from: "pod_startup.p99 < 5s",
    to: "memory.max < 5GB",
    said: [
      "bad.yaml:10:16: spec.thresholds.0: memory is each role's own; name one: memory{role=apiserver}.max",
    ],
  },
  {
    name: "threshold of memory without a unit",
    from: "[pod_startup.p99 < 5s]",
    to: '["memory{role=apiserver}.max < 800M"]',
    said: [
      'bad.yaml:10:16: spec.thresholds.0: "800M" is not a size; write the bound with its unit: 800MB, 2GiB',
    ],
  },
  {
    name: "unknown variable",
    from: '"${nodes}"',
    to: '"${node}"',
    said: [
      'bad.yaml:6:20: spec.nodes.0.count: ${node} is not a variable of this scenario; did you mean "nodes"? (a literal ${ is written $${)',
    ],
  },
  {
    name: "unused variable",
    from: "vars: { nodes: 10 }",
    to: "vars: { nodes: 10, pods: 5 }",
    said: [
      'bad.yaml:4:20: vars.pods: the variable "pods" is never used; use it as "${pods}", or remove it',
    ],
  },
  {
    name: "unknown --set",
    from: "",
    to: "",
    set: { node: "5" },
    said: ['--set node: the scenario has no variable "node"; did you mean "nodes"?'],
  },
  {
    name: "--set of the wrong type",
    from: "",
    to: "",
    set: { nodes: "lots" },
    said: [
      'bad.yaml:6:20: spec.nodes.0.count: expected a whole number, got "lots"; write a whole number without quotes, such as 100',
    ],
  },
  {
    name: "hole outside",
    from: "name: bad }",
    to: 'name: bad, description: "${index}" }',
    said: [
      "bad.yaml:3:37: metadata.description: ${index} has a meaning only inside a manifest; use a variable of `vars` here",
    ],
  },
  {
    name: "wrong apiVersion",
    from: "v1alpha1",
    to: "v1",
    said: [
      'bad.yaml:1:13: apiVersion: must be kwokbench.dev/v1alpha1, got "kwokbench.dev/v1"; did you mean "kwokbench.dev/v1alpha1"?',
    ],
  },
  {
    name: "missing spec.phases",
    from: /  phases:[^]*  thresholds/,
    to: "  thresholds",
    said: ['bad.yaml:5:1: spec.phases: "phases" is missing; add it: what happens, in order.'],
  },
  {
    name: "phases empty",
    from: /  phases:[^]*  thresholds/,
    to: "  phases: []\n  thresholds",
    said: [
      "bad.yaml:7:11: spec.phases: must have at least 1 entry; see `kwokbench init` for an example",
    ],
  },
  {
    name: "YAML syntax",
    from: "metadata: { name: bad }",
    to: "metadata: { name: bad",
    said: [
      "bad.yaml:4:1: YAML syntax: Flow map in block collection must be sufficiently indented and end with a }; check indentation, quotes and braces here",
    ],
  },
  {
    name: "not a map",
    from: /[^]*/,
    to: "- just\n- a list\n",
    said: ["bad.yaml:1:1: this is not a scenario; `kwokbench init` writes one to start from"],
  },
  {
    name: "empty file",
    from: /[^]*/,
    to: "",
    said: ["bad.yaml: this is not a scenario; `kwokbench init` writes one to start from"],
  },
  {
    name: "duplicate key",
    from: "kind: Scenario",
    to: "kind: Scenario\nkind: Scenario",
    said: ["bad.yaml:3:1: YAML syntax: Map keys must be unique; remove one of the two"],
  },
  {
    name: "delete of nothing",
    from: "arrival: poisson }\n",
    to: "arrival: poisson }\n    - { name: gone, delete: { from: full } }\n",
    said: [
      'bad.yaml:10:37: spec.phases.2.delete.from: no earlier phase "full" creates anything; did you mean "fill"? (it must be an earlier phase that creates)',
    ],
  },
  {
    name: "scale pods",
    from: "arrival: poisson }\n",
    to: "arrival: poisson }\n    - { name: up, scale: { from: fill, replicas: 3 } }\n",
    said: [
      'bad.yaml:10:34: spec.phases.2.scale.from: "fill" creates Pod objects, scale is for Deployment and ReplicaSet; name a phase that creates those',
    ],
  },
  {
    name: "fail too many",
    from: "arrival: poisson }\n",
    to: "arrival: poisson }\n    - { name: down, failNodes: { count: 11 } }\n",
    said: [
      "bad.yaml:10:41: spec.phases.2.failNodes.count: there are 10 nodes by then, fewer than 11; lower the count, or have more nodes",
    ],
  },
  {
    name: "churn of another profile",
    from: "rate: 5/s, profile: small",
    to: "rate: 5/s, profile: large",
    said: [
      'bad.yaml:9:37: spec.phases.1.churn: no earlier phase creates a Pod of profile "large", so there is nothing to replace; put a create phase with the same kind, profile and replicas before it',
    ],
  },
  {
    name: "replicas of a pod",
    from: "count: 20,",
    to: "count: 20, replicas: 3,",
    said: [
      "bad.yaml:8:42: spec.phases.0.create.replicas: a Pod has no replicas; remove it, or create a Deployment, ReplicaSet, Job",
    ],
  },
  {
    name: "kind without a profile",
    from: "count: 20, profile: small",
    to: "count: 20, kind: Widget",
    said: [
      'bad.yaml:8:48: spec.phases.0.create.kind: there is no built-in manifest of kind "Widget"; give a manifest, or a kind that has one: Node, Pod, Deployment, ReplicaSet, Job, ConfigMap, Service',
    ],
  },
  {
    name: "manifest of another kind",
    from: "count: 20, profile: small",
    to: "kind: Pod, count: 20, manifest: { apiVersion: apps/v1, kind: Deployment }",
    said: [
      "bad.yaml:8:63: spec.phases.0.create.manifest: the manifest is of kind Deployment, not Pod; make the two the same, or leave kind out",
    ],
  },
  {
    name: "manifest without apiVersion",
    from: "count: 20, profile: small",
    to: "count: 20, manifest: { kind: Widget }",
    said: [
      "bad.yaml:8:52: spec.phases.0.create.manifest: the manifest has no apiVersion and kind; begin it with for example apiVersion: v1, kind: Pod",
    ],
  },
  {
    name: "lease",
    from: '{ count: "${nodes}" }',
    to: '{ count: "${nodes}", lease: { duration: 5s, renew: 10s } }',
    said: [
      "bad.yaml:6:39: spec.nodes.0.lease: a lease must last at least 1s and be renewed before it ends; the kubelet's is { duration: 40s, renew: 10s }",
    ],
  },
  {
    name: "unknown provider",
    from: "  phases:\n",
    to: "  cluster: { provider: embeded }\n  phases:\n",
    said: [
      'bad.yaml:7:24: spec.cluster.provider: "embeded" is not one of embedded, binary, kubeconfig, kind; did you mean "embedded"?',
    ],
  },
  {
    name: "scheduler map",
    from: "  phases:\n",
    to: "  cluster: { scheduler: { bin: kube-scheduler } }\n  phases:\n",
    said: [
      'bad.yaml:7:14: spec.cluster.scheduler.binary: "binary" is missing; add it: the scheduler program: a path, or a name on PATH.',
      'bad.yaml:7:27: spec.cluster.scheduler.bin: unknown key "bin"; known here: binary, config',
    ],
  },
  {
    name: "span",
    from: "  phases:\n",
    to: "  spans: [{ name: widget_ready, from: { apiVersion: v1, kind: Pod, when: create }, to: 'condition:Ready' }]\n  phases:\n",
    said: [
      'bad.yaml:7:74: spec.spans.0.from.when: "create" is not a condition; did you mean "created"? For example created, condition:Ready, jq:.status.phase == "Done"',
    ],
  },
  {
    name: "meanwhile asap",
    from: "profile: small } }\n",
    to: "profile: small }, meanwhile: [{ failNodes: { count: 1 } }] }\n",
    said: [
      "bad.yaml:8:60: spec.phases.0.meanwhile: an asap phase has no timeline for something to happen meanwhile; give the phase an arrival with a rate: { constant: { rate: 100/s } }",
    ],
  },
  {
    name: "several",
    from: "nodes: [{ count:",
    to: "nodes: [{ zone: 3, count:",
    said: ['bad.yaml:6:13: spec.nodes.0.zone: unknown key "zone"; did you mean "zones"?'],
  },
];

for (const { name, from, to, set = {}, said } of mistakes)
  test(name, () => {
    expect(
      complaints(
        good.replace(from, () => to),
        set,
      ),
    ).toEqual([...said]);
  });

test("the good scenario has nothing to complain of", () => {
  expect(complaints(good)).toEqual([]);
});

function complaints(text: string, set: Readonly<Record<string, string>> = {}): readonly string[] {
  try {
    parseScenario(text, { file: "bad.yaml", set, readFile: () => undefined });
    return [];
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return error.message.split("\n");
  }
}
