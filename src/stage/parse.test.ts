import { describe, expect, test } from "bun:test";
import { formatDiagnostic } from "../base/index.ts";
import { parseStages } from "./parse.ts";

const said = (text: string): string[] =>
  parseStages(text, "s.yaml").diagnostics.map(formatDiagnostic);

const minimal = `apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: { name: a }
spec:
  resourceRef: { kind: Pod }
  selector: {}
`;

describe("a stage file", () => {
  test("fills in what is left out", () => {
    const [stage] = parseStages(minimal, "s.yaml").stages;
    expect(stage).toMatchObject({
      name: "a",
      resourceRef: { apiVersion: "v1", kind: "Pod" },
      weight: { fixed: undefined },
      immediateNextStage: false,
      steps: [],
      place: { file: "s.yaml", line: 1, column: 1 },
    });
  });

  test("may hold several documents, lists, and kinds for others", () => {
    const list = `apiVersion: v1
kind: List
items:
- apiVersion: kwok.x-k8s.io/v1alpha1
  kind: Stage
  metadata: { name: b }
  spec: { resourceRef: { apiGroup: apps/v1, kind: Deployment }, selector: {} }
- apiVersion: config.kwok.x-k8s.io/v1alpha1
  kind: KwokConfiguration
  options: { manageAllNodes: true }
---
`;
    const { stages, others, diagnostics } = parseStages(`${minimal}---\n${list}`, "s.yaml");
    expect(diagnostics).toEqual([]);
    expect(stages.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(others).toMatchObject([
      { kind: "KwokConfiguration", object: { options: { manageAllNodes: true } } },
    ]);
  });

  test("turns the deprecated next into steps, in KWOK's order", () => {
    const { stages, diagnostics } = parseStages(
      `${minimal}  next:
    delete: true
    statusTemplate: "phase: Done"
    statusPatchAs: { username: kubelet }
    event: { type: Normal, reason: Gone, message: bye }
    finalizers: { empty: true }
`,
      "s.yaml",
    );
    expect(diagnostics).toEqual([]);
    expect(stages[0]?.steps.map(({ kind }) => kind)).toEqual([
      "event",
      "finalizers",
      "patch",
      "delete",
    ]);
    expect(stages[0]?.steps[2]).toMatchObject({
      subresource: "status",
      root: "status",
      impersonate: "kubelet",
    });
  });

  test("takes patches of next before its status template", () => {
    const [stage] = parseStages(
      `${minimal}  next:
    statusTemplate: "phase: Done"
    patches:
    - { subresource: status, root: status, template: "x: 1", type: merge }
    - { root: spec, template: "y: 1" }
`,
      "s.yaml",
    ).stages;
    expect(stage?.steps).toMatchObject([
      { kind: "patch", root: "status", type: "merge" },
      { kind: "patch", root: "spec", subresource: "", type: undefined },
    ]);
  });
});

describe("a mistake is told with its place and the way out", () => {
  test("an unknown field, which a newer KWOK may know", () => {
    expect(said(`${minimal}  wieght: 3\n`)).toEqual([
      "s.yaml:7:11: spec.wieght: unknown field wieght, which is ignored; did you mean weight?",
    ]);
  });

  test("a requirement without its parts", () => {
    const text = minimal.replace(
      "selector: {}",
      "selector: { matchExpressions: [ { jq: { key: .a, operator: Equals } } ] }",
    );
    expect(said(text)).toEqual([
      "s.yaml:6:62: spec.selector.matchExpressions.0.jq.operator: Equals is not one of In, NotIn, Exists, DoesNotExist",
    ]);
  });

  test("two languages where one counts, as in KWOK: jq in a selector, CEL in an amount", () => {
    const both = `{ cel: { expression: "true" }, jq: { key: .a, operator: Exists } }`;
    const selector = minimal.replace("selector: {}", `selector: { matchExpressions: [${both}] }`);
    expect(said(selector).join()).toContain("cel is ignored, because jq is given");
    expect(parseStages(selector, "s.yaml").stages[0]?.selector.requirements).toMatchObject([
      { kind: "jq" },
    ]);
    const weight = `${minimal}  weightFrom: { cel: { expression: "1" }, jq: { expression: "2" } }\n`;
    expect(said(weight).join()).toContain("jq is ignored, because cel is given");
    expect(parseStages(weight, "s.yaml").stages[0]?.weight.from?.language).toBe("cel");
  });

  test("a value of the wrong type", () => {
    expect(said(`${minimal}  weight: -1\n  immediateNextStage: maybe\n`)).toEqual([
      "s.yaml:7:11: spec.weight: expected a whole number that is not negative",
      "s.yaml:8:23: spec.immediateNextStage: expected true or false",
    ]);
  });

  test("no selector: the stage never plays, and is left out", () => {
    const { stages } = parseStages(minimal.replace("  selector: {}\n", ""), "s.yaml");
    expect(stages).toEqual([]);
    expect(said(minimal.replace("  selector: {}\n", ""))).toEqual([
      "s.yaml:5:3: spec: no selector, so this stage never plays; add `selector: {}` to match every object",
    ]);
  });

  test("text that is not YAML", () => {
    expect(said("a: [1\nb: 2\n")[0]).toStartWith("s.yaml:");
  });

  test("a version that there is not", () => {
    expect(said(minimal.replace("v1alpha1", "v1beta1"))).toEqual([
      "s.yaml:1:13: apiVersion: Stage has no version kwok.x-k8s.io/v1beta1; use kwok.x-k8s.io/v1alpha1",
    ]);
  });
});

test("a place inside a block of text is found in the file", () => {
  const { stages } = parseStages(
    `${minimal}  steps:
  - patch:
      template: |
        a: 1
        b: {{ oops }}
`,
    "s.yaml",
  );
  const step = stages[0]?.steps[0];
  expect(step?.kind === "patch" && step.template.inside(2, 7)).toEqual({
    file: "s.yaml",
    line: 11,
    column: 15,
  });
});
