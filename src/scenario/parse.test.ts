import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { FailureError } from "../base/index.ts";
import { initScenario } from "./init.ts";
import { type ParseOptions, parseScenario } from "./parse.ts";
import type { Phase, Scenario } from "./types.ts";

const head = `apiVersion: kwokbench.dev/v1alpha1
kind: Scenario
metadata: { name: example }
`;

function parse(text: string, options: Partial<ParseOptions> = {}): Scenario {
  return parseScenario(text, { file: "dir/example.yaml", readFile: () => undefined, ...options });
}

function refusals(text: string, options: Partial<ParseOptions>): readonly string[] {
  try {
    parse(text, options);
    return [];
  } catch (error) {
    return (error as FailureError).message.split("\n");
  }
}

function phase(text: string): Phase {
  const { phases } = parse(`${head}spec:
  nodes: [{ count: 10 }]
  phases:
    - { name: pods, create: { count: 10 } }
    - { name: web, create: { kind: Deployment, count: 2 } }
    - { name: it, ${text} }
`);
  return phases[2]!;
}

test("defaults: one phase is enough", () => {
  const scenario = parse(`${head}spec: { phases: [{ name: fill, create: { count: 5 } }] }`);
  expect(scenario).toMatchObject({
    name: "example",
    seed: 1,
    cluster: {
      provider: "embedded",
      scheduler: { kind: "embedded" },
      controllerManager: { kind: "none" },
      controller: { kind: "embedded", shards: 1 },
      apiServer: { secure: false, durability: "memory", managedFields: "applied" },
      admission: { enable: [], disable: [] },
    },
    stages: { profile: "fast", files: [] },
    timeouts: { nodesReadyMs: 300_000, settleMs: 120_000 },
    warmupMs: 0,
  });
  expect(scenario.phases[0]).toMatchObject({
    action: "create",
    count: 5,
    arrival: { kind: "asap", inFlight: 64 },
    wait: true,
    timeoutMs: 600_000,
    template: { kind: "Pod", profile: "small", namespaces: ["kwokbench-example-0"] },
  });
});

describe("the concise forms of a phase", () => {
  const forms: readonly (readonly [string, object])[] = [
    ["create: { count: 1 }, arrival: asap", { arrival: { kind: "asap", inFlight: 64 } }],
    [
      "create: { count: 1 }, arrival: { constant: { rate: 30/m } }",
      { arrival: { kind: "constant", ratePerSecond: 0.5 } },
    ],
    [
      "create: { count: 1 }, arrival: { ramp: { from: 10/s, to: 200/s } }",
      { arrival: { kind: "ramp", fromPerSecond: 10, toPerSecond: 200 } },
    ],
    [
      "duration: 1m, churn: { rate: 100/s }",
      { action: "churn", ratePerSecond: 100, arrival: { kind: "poisson", ratePerSecond: 100 } },
    ],
    [
      "duration: 1m, churn: { rate: 100/s }, arrival: constant",
      { arrival: { kind: "constant", ratePerSecond: 100 } },
    ],
    [
      "duration: 1m, churn: {}, arrival: { ramp: { from: 10/s, to: 30/s } }",
      { ratePerSecond: 20, arrival: { kind: "ramp", fromPerSecond: 10, toPerSecond: 30 } },
    ],
    ["delete: { from: pods, count: 3 }", { action: "delete", kind: "Pod", count: 3 }],
    ["scale: { from: web, replicas: 7 }", { action: "scale", kind: "Deployment", replicas: 7 }],
    ["rollout: { from: web }", { action: "rollout", annotation: "kwokbench.dev/rollout" }],
    ["removeNodes: { count: 2 }", { action: "removeNodes", count: 2 }],
    ["failNodes: { count: 2 }", { action: "failNodes", recoverAfterMs: undefined }],
    ["failNodes: { count: 2, recoverAfter: 1m }", { recoverAfterMs: 60_000 }],
    ["addNodes: { count: 2 }", { action: "addNodes", group: { name: "it", count: 2 } }],
    ["sleep: 90s", { action: "sleep", durationMs: 90_000 }],
    [
      "sleep: 9s, meanwhile: [{ after: 2s, removeNodes: { count: 1 } }]",
      { meanwhile: [{ afterMs: 2000, action: "removeNodes", count: 1 }] },
    ],
  ];
  for (const [text, expected] of forms)
    test(text, () => {
      expect(phase(text)).toMatchObject(expected);
    });
});

test("a variable keeps its type, alone or overridden, and is text inside text", () => {
  const text = `${head}vars: { pods: 5, rate: 9/s, place: a }
spec:
  nodes: [{ count: "\${vars.pods}", labels: { place: "zone-\${place}-\${pods}" } }]
  phases: [{ name: fill, create: { count: "\${pods}" }, arrival: { poisson: { rate: "\${rate}" } } }]
`;
  const scenario = parse(text, { set: { pods: "70", rate: "5/m" } });
  expect(scenario.nodes[0]).toMatchObject({ count: 70, labels: { place: "zone-a-70" } });
  expect(scenario.phases[0]).toMatchObject({ count: 70, arrival: { ratePerSecond: 5 / 60 } });
  expect(scenario.vars).toEqual({ pods: 70, rate: "5/m", place: "a" });
});

test("a manifest file takes variables and keeps holes; problems in it have places of that file", () => {
  const scenario = `${head}vars: { image: web }
spec: { phases: [{ name: fill, create: { count: 5, profile: pods/web.yaml } }] }
`;
  const manifest = `apiVersion: v1
kind: Pod
metadata: { name: ignored, labels: { index: "\${index}" } }
spec:
  containers: [{ name: main, image: "\${image}:1", command: [sh, -c, "echo $\${HOME} $\${name}"] }]
`;
  const asked: string[] = [];
  const readFile = (path: string): string => (asked.push(path), manifest);
  const [fill] = parse(scenario, { readFile }).phases;
  expect(asked).toEqual(["pods/web.yaml"]);
  const template = JSON.parse((fill as Extract<Phase, { action: "create" }>).template.manifest);
  expect(template.metadata).toEqual({
    name: "${name}",
    namespace: "${namespace}",
    labels: {
      index: "${index}",
      "app.kubernetes.io/managed-by": "kwokbench",
      "kwokbench.dev/run": "${run}",
      "kwokbench.dev/phase": "${phase}",
    },
  });
  expect(template.spec.containers[0]).toMatchObject({
    image: "web:1",
    // Escaped twice over: what looks like a hole must survive until bodies are made.
    command: ["sh", "-c", "echo ${HOME} $${name}"],
  });

  const broken = (): string => manifest.replace("image}:1", "imgae}:1");
  expect(() => parse(scenario, { readFile: broken })).toThrow(
    'pods/web.yaml:5:37: spec.containers.0.image: ${imgae} is not a variable of this scenario; did you mean "image"?',
  );
});

test("workloads: replicas reach the manifest, and marks reach the pods", () => {
  const scenario = parse(`${head}spec:
  phases: [{ name: web, create: { kind: Deployment, count: 2, replicas: 3, namespaces: 2 } }]
`);
  const [web] = scenario.phases as readonly Extract<Phase, { action: "create" }>[];
  const { spec } = JSON.parse(web!.template.manifest);
  expect(web!.template).toMatchObject({
    replicas: 3,
    resource: { group: "apps", plural: "deployments" },
    namespaces: ["kwokbench-example-0", "kwokbench-example-1"],
  });
  expect(spec.replicas).toBe(3);
  expect(spec.template.metadata.labels).toMatchObject({ "kwokbench.dev/run": "${run}" });
  expect(scenario.cluster.controllerManager).toEqual({ kind: "embedded" });
});

test("custom resources: the plural is guessed, or given", () => {
  const create = (extra: string): Phase =>
    parse(`${head}spec:
  phases:
    - name: custom
      create: { count: 1, ${extra} manifest: { apiVersion: example.com/v1, kind: Policy } }
`).phases[0]!;
  expect(create("")).toMatchObject({ template: { resource: { plural: "policies" } } });
  expect(create("plural: policy, namespaced: false,")).toMatchObject({
    template: { resource: { plural: "policy", namespaced: false }, namespaces: [] },
  });
});

test("on a cluster that has real nodes, simulated pods and nodes keep to themselves", () => {
  const text = `${head}spec: { nodes: [{ count: 1 }], phases: [{ name: fill, create: { count: 1 } }] }`;
  const scenario = parse(text, { provider: "kubeconfig" });
  expect(scenario.cluster).toMatchObject({
    provider: "kubeconfig",
    scheduler: { kind: "external" },
    controllerManager: { kind: "external" },
  });
  const [fill] = scenario.phases as readonly Extract<Phase, { action: "create" }>[];
  expect(JSON.parse(fill!.template.manifest).spec).toMatchObject({
    nodeSelector: { "kwokbench.dev/simulated": "true" },
    tolerations: [{ key: "kwokbench.dev/simulated", operator: "Exists" }],
  });
  expect(JSON.parse(scenario.nodes[0]!.manifest).spec.taints).toMatchObject([
    { key: "kwokbench.dev/simulated", effect: "NoSchedule" },
  ]);
  expect(parse(text).nodes[0]!.manifest).not.toContain("NoSchedule");
});

test("thresholds: units become seconds and per second; the preset is what the scenario exercises", () => {
  const { thresholds } = parse(`${head}spec:
  phases: [{ name: fill, create: { count: 1 } }]
  thresholds:
    - pod_startup@fill.p99.9 <= 250ms
    - "api_request{verb=POST, resource=pods}.p99 < 1s"
    - pods_bound.rate >= 600/m
    - memory{role=apiserver}.max < 300MB
    - cpu{role=scheduler}.p95 <= 0.5
    - { threshold: requests_failed.count <= 0, abortOnFail: true, delayAbort: 10s }
    - { slo: kubernetes }
`);
  expect(thresholds).toMatchObject([
    { metric: "pod_startup", phase: "fill", statistic: "p99.9", operator: "<=", bound: 0.25 },
    { metric: "api_request", labels: { verb: "POST", resource: "pods" }, bound: 1 },
    { metric: "pods_bound", statistic: "rate", operator: ">=", bound: 10 },
    { metric: "memory", labels: { role: "apiserver" }, bound: 300_000_000 },
    { metric: "cpu", bound: 0.5 },
    { metric: "requests_failed", bound: 0, abortOnFail: true, delayAbortMs: 10_000 },
    { expression: "pod_startup.p99 <= 5s" },
    { expression: "api_request{verb=POST}.p99 <= 1s" },
  ]);
});

test("a span's short end means the same objects", () => {
  const { spans, thresholds } = parse(`${head}spec:
  phases: [{ name: fill, create: { count: 1 } }]
  thresholds: [widget_ready.p99 < 2s]
  spans:
    - name: widget_ready
      from: { apiVersion: example.com/v1, kind: Widget, when: created }
      to: condition:Ready
`);
  const object = { apiVersion: "example.com/v1", kind: "Widget", labelSelector: undefined };
  expect(spans).toEqual([
    {
      name: "widget_ready",
      from: { ...object, when: "created" },
      to: { ...object, when: "condition:Ready" },
      correlate: "name",
    },
  ]);
  expect(thresholds).toHaveLength(1);
});

const stage = (ms: number | string): string => `apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: { name: pod-ready }
spec:
  resourceRef: { apiGroup: v1, kind: Pod }
  selector: { matchExpressions: [{ key: .status.phase, operator: DoesNotExist }] }
  delay: { durationMilliseconds: ${ms} }
  next: { patches: [{ template: "phase: Running", root: status }] }
`;

test("stage files and the expressions of spans are compiled, with places of their own", () => {
  const text = `${head}spec:
  stages: { files: [good.yaml, broken.yaml, empty.yaml] }
  phases: [{ name: fill, create: { count: 1 } }]
  spans:
    - { name: done, from: { apiVersion: v1, kind: Pod, when: created }, to: "jq:.status | (" }
`;
  const files: Readonly<Record<string, string>> = {
    "good.yaml": stage(1000),
    "broken.yaml": stage("soon"),
    "empty.yaml": "",
  };
  const lines = refusals(text, { readFile: (path) => files[path] });
  expect(lines.map((line) => line.split(": ")[0])).toEqual([
    "dir/example.yaml:5:45",
    "broken.yaml:7:34",
    "dir/example.yaml:8:77",
  ]);
});

test("the digest is of what is measured: not of seed, description or layout, but of variables and files", () => {
  const text = (more = ""): string => `${head}vars: { pods: 5 }
spec:
  stages: { files: [stage.yaml] }
  ${more}
  phases: [{ name: fill, create: { count: "\${pods}" } }]
`;
  const digest = (options: Partial<ParseOptions> = {}, more?: string): string =>
    parse(text(more), { readFile: () => stage(1000), ...options }).digest;
  const first = digest();
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(digest({ seed: 9 })).toBe(first);
  expect(digest({ file: "elsewhere/copy.yaml" })).toBe(first);
  expect(digest({}, "seed: 7\n  # a comment")).toBe(first);
  expect(digest({ set: { pods: "6" } })).not.toBe(first);
  expect(digest({ readFile: () => stage(2000) })).not.toBe(first);
  expect(parse(text(), { readFile: () => stage(1000) }).stages.files).toEqual(["dir/stage.yaml"]);
});

test("how the API server serves and keeps is part of the digest where it is unusual", () => {
  const parsed = (cluster: string, options: Partial<ParseOptions> = {}): Scenario =>
    parse(
      `${head}spec: { cluster: {${cluster}}, phases: [{ name: a, create: { count: 1 } }] }`,
      options,
    );
  const usual = parsed("");
  const chosen = parsed("secure: true, durability: fsync, managedFields: always");
  expect(chosen.cluster.apiServer).toEqual({
    secure: true,
    durability: "fsync",
    managedFields: "always",
  });
  expect(chosen.digest).not.toBe(usual.digest);
  expect(parsed("secure: false, durability: memory").digest).toBe(usual.digest);
  expect(parsed("provider: binary").cluster.apiServer).toEqual({
    secure: true,
    durability: "log",
    managedFields: "always",
  });
  expect(
    parsed("secure: true", { provider: "kubeconfig" }).cluster.apiServer,
    "what is there already is not chosen",
  ).toBeUndefined();
});

test("several mistakes are told in one go, in the order of the text", () => {
  const text = `apiVersion: kwokbench.dev/v1alpha1
kind: Scenaro
metadata: { name: many }
vars: { unused: 1 }
spec:
  nodes: [{ count: -1 }, { count: 5, profile: tiny }]
  phases:
    - { name: fill, create: { count: 5, profile: missing.yaml }, duration: 5 }
    - { name: gone, delete: { from: nowhere } }
  thresholds: [pod_startup.p99 < 5]
`;
  const lines = refusals(text, { file: "many.yaml", set: { more: "1" } });
  expect(lines.map((line) => line.split(": ")[0])).toEqual([
    "--set more",
    "many.yaml:2:7",
    "many.yaml:4:9",
    "many.yaml:6:20",
    "many.yaml:6:47",
    "many.yaml:8:76",
    "many.yaml:9:37",
    "many.yaml:10:16",
  ]);
});

describe("what is shipped", () => {
  const folder = join(import.meta.dir, "../../scenarios");
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".yaml")))
    test(`scenarios/${file} is valid, named as its file, and says what it answers`, async () => {
      const text = await Bun.file(join(folder, file)).text();
      expect(parse(text).name).toBe(file.replace(".yaml", ""));
      expect(text).toStartWith("# yaml-language-server: $schema=scenario.schema.json\n#\n");
      expect(text).toContain("# What it answers:");
    });
  for (const name of ["first", "My Scenario (2)", "", "-"])
    test(`init ${JSON.stringify(name)} writes a valid scenario`, () => {
      expect(parse(initScenario(name)).phases).toHaveLength(2);
    });
});

describe("whatever the text, it is parsed or refused with diagnostics", () => {
  const attempt = (text: string): void => {
    try {
      parse(text);
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      expect(error.diagnostics.length).toBeGreaterThan(0);
    }
  };
  const good = initScenario("fuzz");

  test("any text", () => {
    fc.assert(fc.property(fc.string(), attempt));
  });
  test("a scenario with a piece replaced", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom("{", "[", "&a", "*a", "${x}", "$${name}", "~", "<<: *a", "!!binary x"),
    );
    const place = fc.nat(good.length);
    fc.assert(
      fc.property(place, fc.nat(20), piece, (at, length, text) =>
        attempt(good.slice(0, at) + text + good.slice(at + length)),
      ),
    );
  });
  test("any value anywhere", () => {
    const lines = good.split("\n");
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.json(), (at, value) => {
        const key = /^(\s*(?:- )?\w+:)/.exec(lines[at]!)?.[1];
        if (key !== undefined) attempt(lines.with(at, `${key} ${value}`).join("\n"));
      }),
    );
  });
  test("nesting and aliases without end", () => {
    attempt("[".repeat(100_000));
    attempt(`a: &a [${"*a,".repeat(10)}]\n`);
    const bomb = Array.from(
      { length: 12 },
      (_, n) => `k${n}: &k${n} [${`*k${n - 1},`.repeat(n && 9)}]`,
    );
    attempt(bomb.join("\n"));
  });
});
