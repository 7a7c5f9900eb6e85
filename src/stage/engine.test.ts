// The engine as transcripts: stages in YAML, an object, and what comes of it.

import { describe, expect, test } from "bun:test";
import { FakeClock, formatDiagnostic } from "../base/index.ts";
import type { KubeObject } from "../kube/index.ts";
import { checkStages } from "./check.ts";
import { type CompiledStage, compileStages } from "./compile.ts";
import { effectsOf } from "./effects.ts";
import { explainStages, explanationDiagram, explanationText } from "./explain.ts";
import type { StageMachine } from "./machine.ts";
import { parseStages } from "./parse.ts";
import { profileStages } from "./profiles.ts";
import { testEnvironment, testNode, testPod } from "./rehearsal.test-kit.ts";

const stageText = (name: string, spec: string, ref = "{ kind: Pod }"): string =>
  `---\napiVersion: kwok.x-k8s.io/v1alpha1\nkind: Stage\nmetadata: { name: ${name} }\nspec:\n  resourceRef: ${ref}\n${spec}\n`;

const problems: string[] = [];

async function machine(text: string, clock = new FakeClock()): Promise<StageMachine> {
  const { stages, diagnostics } = parseStages(text, "s.yaml");
  expect(diagnostics.map(formatDiagnostic)).toEqual([]);
  const report = (stage: CompiledStage, error: unknown): void => {
    problems.push(`${stage.name}: ${error instanceof Error ? error.message : String(error)}`);
  };
  const { machines } = await compileStages(stages, testEnvironment(clock), report);
  return machines.values().next().value!;
}

const next = (of: StageMachine, object: KubeObject, random = 0.5): string => {
  const match = of.match(object, Date.UTC(2026, 0, 1), () => random);
  return match ? `${match.stage.name} after ${match.delayMs}` : "nothing";
};

const effects = async (spec: string, object: KubeObject, ref?: string): Promise<unknown> => {
  const match = (await machine(stageText("a", `  selector: {}\n${spec}`, ref))).match(
    object,
    0,
    () => 0,
  );
  return effectsOf(match!.stage, object);
};

describe("a selector", () => {
  const selects = async (requirement: string, object: KubeObject): Promise<boolean> => {
    const selector = `  selector: { matchExpressions: [ ${requirement} ] }`;
    return next(await machine(stageText("a", selector)), object) !== "nothing";
  };

  test("joins labels, annotations and expressions by and", async () => {
    const spec = `  selector:
    matchLabels: { app: web }
    matchAnnotations: { mode: slow }
    matchExpressions: [ { key: .status.phase, operator: In, values: [Pending] } ]`;
    const of = await machine(stageText("a", spec));
    const pod = (labels: object, annotations: object): KubeObject =>
      testPod({ metadata: { labels: { ...labels }, annotations: { ...annotations } } });
    expect(next(of, pod({ app: "web" }, { mode: "slow" }))).toBe("a after 0");
    expect(next(of, pod({ app: "web" }, {}))).toBe("nothing");
    expect(next(of, pod({}, { mode: "slow" }))).toBe("nothing");
  });

  test("takes a query that fails as one that gives nothing", async () => {
    const pod = testPod({});
    const query = ".status.conditions[].type";
    expect(
      await selects(`{ jq: { key: "${query}", operator: NotIn, values: [Ready] } }`, pod),
    ).toBe(true);
    expect(await selects(`{ jq: { key: "${query}", operator: DoesNotExist } }`, pod)).toBe(true);
    expect(await selects(`{ jq: { key: "${query}", operator: Exists } }`, pod)).toBe(false);
  });

  test("compares booleans and numbers as they are written", async () => {
    const pod = testPod({ spec: { hostNetwork: true, replicas: 3 } });
    expect(
      await selects('{ jq: { key: .spec.hostNetwork, operator: In, values: ["true"] } }', pod),
    ).toBe(true);
    expect(await selects('{ jq: { key: .spec.replicas, operator: In, values: ["3"] } }', pod)).toBe(
      true,
    );
    expect(
      await selects(
        '{ jq: { key: ".spec.containers | length", operator: In, values: ["1"] } }',
        pod,
      ),
    ).toBe(true);
  });

  test("counts an empty string as there, and null as not", async () => {
    const pod = testPod({ spec: { empty: "", nothing: null } });
    expect(await selects("{ jq: { key: .spec.empty, operator: Exists } }", pod)).toBe(true);
    expect(await selects("{ jq: { key: .spec.nothing, operator: Exists } }", pod)).toBe(false);
  });
});

describe("CEL", () => {
  test("selects, weighs and delays; a stage it cannot be asked of does not match, and holds nobody up", async () => {
    const of = await machine(
      stageText(
        "big",
        `  selector: { matchExpressions: [ { cel: { expression: "self.spec.replicas > 2" } } ] }
  weightFrom: { cel: { expression: "self.spec.replicas" } }
  delay: { durationFrom: { cel: { expression: "duration('1s')" } }, jitterDurationFrom: { cel: { expression: "'3s'" } } }`,
      ) + stageText("any", "  selector: {}\n  weight: 1"),
    );
    problems.length = 0;
    const pod = testPod({ spec: { replicas: 3 } });
    expect(of.probabilities(pod, 0).map(({ chance, delayMs }) => [chance, delayMs])).toEqual([
      [0.75, [1000, 3000]],
      [0.25, [0, 0]],
    ]);
    expect(next(of, pod, 0.5)).toBe("big after 2000");
    expect(problems).toEqual([]);
    expect(next(of, testPod({}))).toBe("any after 0");
    expect(problems).toHaveLength(1);
  });
});

describe("CEL over pods and nodes", () => {
  const pod = testPod({
    metadata: { labels: { app: "web" }, creationTimestamp: "2026-01-01T00:00:00Z" },
    spec: { containers: [{ name: "c", image: "i", resources: { requests: { cpu: "100m" } } }] },
    status: { phase: "Pending" },
  });
  const asks = async (expression: string, object = pod, ref?: string): Promise<string> => {
    const selector = `  selector: { matchExpressions: [ { cel: { expression: ${JSON.stringify(expression)} } } ] }`;
    problems.length = 0;
    const answer = next(await machine(stageText("a", selector, ref)), object);
    return problems.length > 0 ? "fails" : String(answer !== "nothing");
  };

  // The answers are those of kwok v0.8, which has them as typed objects of Go.
  test.each([
    ['self.status.podIP == ""', "true"],
    ["has(self.status.podIP)", "false"],
    ["has(self.status.phase)", "true"],
    ["!self.spec.hostNetwork", "true"],
    ["size(self.status.conditions) == 0", "true"],
    ['"app" in self.metadata.labels', "true"],
    ['"app" in self.metadata.annotations', "false"],
    ['self.metadata.annotations["x"] == "1"', "fails"],
    ["self.spec.initContainers.size() == 0", "true"],
    ['self.spec.containers[0].resources.requests["cpu"] == Quantity("100m")', "true"],
    ['self.spec.containers[0].resources.limits["memory"] == Quantity("0")', "true"],
    ['self.spec.overhead["cpu"] == Quantity("0")', "true"],
    ["self.spec.priority == 0", "false"],
    ["self.spec.terminationGracePeriodSeconds == null", "true"],
    ["has(self.spec.containers[0].livenessProbe)", "false"],
    ['self.metadata.deletionTimestamp == timestamp("0001-01-01T00:00:00Z")', "true"],
    ["has(self.metadata.deletionTimestamp)", "false"],
    ['self.metadata.creationTimestamp > timestamp("2025-12-31T23:59:59Z")', "true"],
    ["self.metadata.generation == 0", "true"],
  ])("%s: %s", async (expression, answer) => {
    expect(await asks(expression)).toBe(answer);
  });

  test("sees the other kinds as they are written", async () => {
    const ref = "{ apiGroup: example.com/v1, kind: Thing }";
    const metadata = { name: "t", creationTimestamp: "2026-01-01T00:00:00Z" };
    const thing = { apiVersion: "example.com/v1", kind: "Thing", metadata, spec: { size: null } };
    expect(await asks("self.spec.count == 0", thing, ref)).toBe("fails");
    expect(await asks("has(self.spec.size)", thing, ref)).toBe("true");
    expect(await asks('self.metadata.creationTimestamp.startsWith("2026")', thing, ref)).toBe(
      "true",
    );
  });
});

describe("of several stages that match", () => {
  test("weights decide, across all of them", async () => {
    const of = await machine(
      stageText("usual", "  selector: {}\n  weight: 1") +
        stageText("rare", "  selector: {}\n  weight: 3"),
    );
    expect(next(of, testPod({}), 0.2)).toBe("usual after 0");
    expect(next(of, testPod({}), 0.3)).toBe("rare after 0");
    const chances = of
      .probabilities(testPod({}), 0)
      .map(({ stage, chance }) => [stage.name, chance]);
    expect(chances).toEqual([
      ["usual", 0.25],
      ["rare", 0.75],
    ]);
  });

  test("a weight may come from the object; one that is no number is set aside", async () => {
    const from = `  weightFrom: { expressionFrom: '.metadata.annotations["w"]' }`;
    const of = await machine(
      stageText("usual", "  selector: {}\n  weight: 1") +
        stageText("own", `  selector: {}\n  weight: 1\n${from}`),
    );
    const pod = (weight: string): KubeObject =>
      testPod({ metadata: { annotations: { w: weight } } });
    const chance = (object: KubeObject): number => of.probabilities(object, 0)[1]!.chance;
    expect(chance(pod("0x7"))).toBe(0.875);
    expect(chance(pod("017"))).toBe(0.9375);
    expect(chance(pod("1_5"))).toBe(0.9375);
    problems.length = 0;
    expect(chance(pod(""))).toBe(0);
    expect(problems).toEqual([]);
    expect(chance(pod("much"))).toBe(0);
    expect(problems).toEqual(['own: .metadata.annotations["w"] gives no weight, such as 10']);
    expect(chance(testPod({}))).toBe(0.5);
  });

  test("the empty string is no weight at all: beside stages without weight, it is not drawn", async () => {
    const from = `  weightFrom: { expressionFrom: '.metadata.annotations["w"]' }`;
    const of = await machine(
      stageText("usual", "  selector: {}") + stageText("own", `  selector: {}\n${from}`),
    );
    const pod = testPod({ metadata: { annotations: { w: "" } } });
    expect(of.probabilities(pod, 0).map(({ chance }) => chance)).toEqual([1, 0]);
  });
});

describe("a delay", () => {
  const delay = async (spec: string, annotation: string): Promise<string> => {
    const of = await machine(stageText("a", `  selector: {}\n  delay: ${spec}`));
    return next(of, testPod({ metadata: { annotations: { delay: annotation } } }));
  };
  const from = `{ jq: { expression: '.metadata.annotations["delay"]' } }`;

  test("lies between duration and jitter", async () => {
    expect(
      await delay("{ durationMilliseconds: 1000, jitterDurationMilliseconds: 3000 }", ""),
    ).toBe("a after 2000");
  });
  test("from the object is a duration, or a time to wait for", async () => {
    expect(await delay(`{ durationFrom: ${from} }`, "1m30s")).toBe("a after 90000");
    expect(await delay(`{ durationFrom: ${from} }`, "2026-01-01T00:00:07.5Z")).toBe("a after 7500");
    expect(await delay(`{ durationFrom: ${from} }`, "2025-01-01T00:00:00Z")).toBe("a after 0");
  });
  test("from the object may say that there is none, jitter or not", async () => {
    const spec = `{ durationMilliseconds: 1000, durationFrom: ${from}, jitterDurationMilliseconds: 3000 }`;
    expect(await delay(spec, "2s")).toBe("a after 2500");
    expect(await delay(spec, "")).toBe("a after 0");
  });
  test("that cannot be read is the fixed one, and said so", async () => {
    problems.length = 0;
    const spec = `{ durationMilliseconds: 5, durationFrom: ${from} }`;
    expect(await delay(spec, "soon")).toBe("a after 5");
    // A time without a zone is none to Go.
    expect(await delay(spec, "2026-01-01T00:00:07")).toBe("a after 5");
    const problem =
      'a: .metadata.annotations["delay"] gives neither a duration, such as 5s, nor a time';
    expect(problems).toEqual([problem, problem]);
  });
});

describe("what a template gives and cannot be used", () => {
  const fails = (step: string, object: KubeObject = testPod({})): Promise<unknown> =>
    effects(`  steps: [ ${step} ]`, object);

  test("is told with its place in the file", () => {
    const template = `"phase: {{ index .spec.containers 7 }}"`;
    expect(fails(`{ patch: { template: ${template} } }`)).rejects.toThrow(
      /^s\.yaml:8:\d+: error calling index: index out of range: 7$/,
    );
    expect(fails(`{ patch: { template: "a: b: {{ .metadata.name }}" } }`)).rejects.toThrow(
      /^what the template at s\.yaml:8:\d+ gives is no YAML: .* \(in its line 1\)$/,
    );
  });

  test("is a patch that is no mapping, or an object without a name", () => {
    expect(fails("{ patch: { template: running } }")).rejects.toThrow(
      'a strategic patch is a mapping, and its template gives "running"',
    );
    expect(fails(`{ apply: { template: "kind: ConfigMap" } }`)).rejects.toThrow(
      "an apply step must give an object with apiVersion, kind and metadata.name",
    );
  });
});

describe("effects", () => {
  test("a template's value goes below its root; built-in kinds merge strategically", async () => {
    const spec = `  next: { statusTemplate: "phase: Running\\nstartTime: {{ Quote Now }}" }`;
    expect(await effects(spec, testPod({}))).toEqual({
      suppressed: 0,
      effects: [
        {
          kind: "patch",
          type: "strategic",
          subresource: "status",
          impersonate: undefined,
          body: { status: { phase: "Running", startTime: "2026-01-01T00:00:00.000Z" } },
        },
      ],
    });
    const custom = { apiVersion: "example.com/v1", kind: "Thing", metadata: { name: "t" } };
    const ref = "{ apiGroup: example.com/v1, kind: Thing }";
    expect(
      await effects(`  next: { statusTemplate: "phase: Running" }`, custom, ref),
    ).toMatchObject({
      effects: [{ type: "merge", body: { status: { phase: "Running" } } }],
    });
  });

  test("operations of a JSON patch are put below the root, from as well as path", async () => {
    const spec = `  steps: [ { patch: { root: metadata, type: json, template: "[ { op: move, from: /name, path: /labels } ]" } } ]`;
    expect(await effects(spec, testPod({}))).toMatchObject({
      effects: [
        { type: "json", body: [{ op: "move", from: "/metadata/name", path: "/metadata/labels" }] },
      ],
    });
  });

  test("what would change nothing is left out, key by key in lists that merge", async () => {
    const spec = `  next: { statusTemplate: "conditions: [ { type: Ready, status: 'True' } ]" }`;
    const conditions = [
      { type: "Other", status: "True" },
      { type: "Ready", status: "True", reason: "Up" },
    ];
    expect(await effects(spec, testPod({ status: { conditions } }))).toEqual({
      effects: [],
      suppressed: 1,
    });
  });

  test("each step sees what the one before it made; after a delete only events are left", async () => {
    const spec = `  steps:
  - finalizers: { add: [ { value: b } ] }
  - finalizers: { remove: [ { value: a } ] }
  - patch: { template: "metadata: { labels: { count: '{{ len .metadata.finalizers }}' } }" }
  - delete: true
  - patch: { template: "metadata: { labels: { late: 'yes' } }" }
  - event: { type: Normal, reason: Gone, message: bye }`;
    const path = "/metadata/finalizers";
    expect(await effects(spec, testPod({ metadata: { finalizers: ["a"] } }))).toMatchObject({
      effects: [
        {
          body: [
            { op: "test", path, value: ["a"] },
            { op: "replace", path, value: ["a", "b"] },
          ],
        },
        {
          body: [
            { op: "test", path, value: ["a", "b"] },
            { op: "replace", path, value: ["b"] },
          ],
        },
        { body: { metadata: { labels: { count: "1" } } } },
        { kind: "delete" },
        { kind: "event", reason: "Gone" },
      ],
    });
  });

  test("removing every finalizer removes the field; what is there already is not added", async () => {
    const held = testPod({ metadata: { finalizers: ["a"] } });
    expect(await effects("  steps: [ { finalizers: { empty: true } } ]", held)).toMatchObject({
      effects: [{ body: [{ op: "test" }, { op: "remove", path: "/metadata/finalizers" }] }],
    });
    expect(
      await effects("  steps: [ { finalizers: { add: [ { value: a } ] } } ]", held),
    ).toMatchObject({ effects: [] });
  });
});

describe("template functions", () => {
  const rendered = async (template: string, object = testPod({})): Promise<unknown> => {
    const spec = `  steps: [ { patch: { type: merge, template: ${JSON.stringify(template)} } } ]`;
    const result = (await effects(spec, object)) as {
      effects: { body: Record<string, unknown> }[];
    };
    return result.effects[0]?.body["x"];
  };

  test("of KWOK", async () => {
    expect(await rendered("x: {{ Quote .spec.nodeName }}")).toBe("n");
    expect(await rendered('x: {{ Quote (dict "a" 1) }}')).toBe('{"a":1}');
    expect(await rendered("x: {{ YAML .spec.containers 1 }}")).toEqual([
      { name: "main", image: "app:1" },
    ]);
    expect(
      await rendered(
        "x: [ {{ Quote Version }}, {{ NodePort }}, {{ Quote NodeName }}, {{ Quote StartTime }} ]",
      ),
    ).toEqual(["test", 10_250, "kubelet", "2026-01-01T00:00:00.000Z"]);
    expect(await rendered('x: {{ Quote (PodIPWith "n" false "u" "p" "ns") }}')).toBe("10.0.0.1");
    expect(await rendered('x: {{ YAML (PodIPsWith "n6" true "u" "p" "ns") 1 }}')).toEqual([
      "192.168.0.6",
      "fd00::6",
    ]);
    expect(await rendered('x: {{ Quote (NodeIPWith "elsewhere") }}')).toBe("192.168.0.1");
    expect(await rendered("x: {{ Quote PodIP }}")).toBe("10.0.0.1");
    expect(
      await rendered(
        "x:\n{{ range NodeConditions }}- {{ .type }}={{ .status }}\n{{ end }}",
        testNode({}),
      ),
    ).toContain("Ready=True");
  });
});

describe("a bad stage", () => {
  test("is told with the place of the mistake, and stands in nobody's way", async () => {
    const text =
      stageText(
        "query",
        "  selector:\n    matchExpressions:\n    - { jq: { key: '.a | frob', operator: Exists } }",
      ) +
      stageText(
        "template",
        "  selector: {}\n  steps:\n  - patch:\n      template: |\n        a: 1\n        b: {{ qoute .x }}",
      ) +
      stageText("good", "  selector: {}");
    const { stages } = parseStages(text, "s.yaml");
    const said = (await checkStages(stages)).map(formatDiagnostic);
    expect(said).toHaveLength(2);
    expect(said[0]).toStartWith("s.yaml:9:26: stage query: function not defined: frob/0");
    expect(said[1]).toStartWith('s.yaml:21:15: stage template: function "qoute" not defined');
    expect(next(await machine(text), testPod({}))).toBe("good after 0");
  });
});

test("stages are explained in words and as a picture", async () => {
  const clock = new FakeClock();
  const [node, pod] = await explainStages(profileStages("fast"), testEnvironment(clock), clock);
  expect(explanationText(node!)).toContain("node-heartbeat");
  expect(explanationDiagram(pod!)).toMatchInlineSnapshot(`
    "%% v1/Pod
    stateDiagram-v2
      state "Pending" as s0
      state "Running +Initialized +Ready +ContainersReady running" as s1
      state "Running +Initialized +Ready +ContainersReady init Completed running" as s2
      state "Running +Initialized +Ready +ContainersReady running" as s3
      state "Succeeded +Initialized Completed" as s4
      state "Running deleted +Ready +ContainersReady running" as s5
      [*] --> s0
      [*] --> s5
      s0 --> s1: pod-ready (0s)
      s0 --> s2: pod-ready (0s)
      s0 --> s3: pod-ready (0s)
      s3 --> s4: pod-complete (0s)
      s5 --> [*]: pod-delete (0s)
    "
  `);
});
