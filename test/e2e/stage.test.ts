// Stages tried and explained by the compiled program, without a cluster.

import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { emptyFolder, run } from "./program.ts";

const pod = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: default }
spec: { nodeName: n, containers: [{ name: main, image: app:1 }] }
status: { phase: Pending }
`;

function stage(name: string, spec: string): string {
  return `apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: { name: ${name} }
spec: { resourceRef: { kind: Pod }, ${spec} }
`;
}

const steps = (template: string): string => `steps: [{ patch: { template: '${template}' } }]`;

test("stage test: odds, delays, effects and the object after each", async () => {
  using folder = emptyFolder();
  mkdirSync(join(folder.path, "stages"));
  const write = (name: string, text: string): void => writeFileSync(join(folder.path, name), text);
  write("pod.yaml", pod);
  const delay = "delay: { durationMilliseconds: 100, jitterDurationMilliseconds: 300 }";
  write("stages/a.yaml", stage("often", `weight: 3, selector: {}, ${delay}, ${steps("x: 1")}`));
  write("stages/b.yaml", stage("seldom", "weight: 1, selector: {}, steps: [{ delete: true }]"));
  const never = "selector: { matchLabels: { a: b } }";
  write("stages/c.yml", stage("never", `${never}, ${steps("x: 1")}`));
  const { exitCode, stdout, stderr } = await run(
    folder.path,
    "stage",
    "test",
    "stages",
    "--object",
    "pod.yaml",
    "--json",
  );
  expect(stderr).toBe("");
  expect(exitCode).toBe(0);
  const [{ trials }] = JSON.parse(stdout);
  expect(trials).toMatchObject([
    {
      stage: "often",
      matches: true,
      chance: 0.75,
      delayMs: [100, 300],
      effects: [{ kind: "patch", type: "strategic", body: { x: 1 } }],
      after: { kind: "Pod", x: 1 },
    },
    { stage: "seldom", matches: true, chance: 0.25, effects: [{ kind: "delete" }] },
    { stage: "never", matches: false, chance: 0, effects: [] },
  ]);
  const text = await run(folder.path, "stage", "test", "stages", "--object", "pod.yaml");
  expect(text.stdout).toContain("v1/Pod web: 2 of 3 stages match");
  expect(text.stdout).toContain("often: 75 % (weight 3), after 100ms to 300ms");
  expect(text.stdout).toContain("the object is gone");
  expect(text.stdout).toContain("not matching: never");
});

test("stage test --life plays on to the end; what cannot be tried is refused with a sentence", async () => {
  using folder = emptyFolder();
  writeFileSync(join(folder.path, "pod.yaml"), pod);
  const life = await run(
    folder.path,
    "stage",
    "test",
    "realistic",
    "--object",
    "pod.yaml",
    "--life",
  );
  expect(life.stdout).toMatch(/pod-accept: patch\n.*pod-sandbox: .*\n.*pod-start/);
  writeFileSync(
    join(folder.path, "bad.yaml"),
    stage("bad", `selector: {}, ${steps("{{ frob }}")}`),
  );
  const bad = await run(folder.path, "stage", "test", "bad.yaml", "--object", "pod.yaml");
  expect(bad).toMatchObject({ exitCode: 2, stdout: "" });
  expect(bad.stderr).toMatch(/bad\.yaml:4:\d+: stage bad: function "frob" not defined/);
  writeFileSync(join(folder.path, "job.yaml"), "apiVersion: batch/v1\nkind: Job\nmetadata: {}\n");
  const kind = await run(folder.path, "stage", "test", "fast", "--object", "job.yaml");
  expect(kind.stderr).toContain("there are no stages for batch/v1/Job");
});

test("stage explain says in words what stages do, and draws them", async () => {
  using folder = emptyFolder();
  const words = await run(folder.path, "stage", "explain", "fast");
  expect(words.stdout).toContain("when   .metadata.deletionTimestamp is not set");
  const drawn = await run(folder.path, "stage", "explain", "fast", "--diagram");
  expect(drawn.stdout).toContain("stateDiagram-v2");
  expect(drawn.stdout).toContain("pod-ready");
  const node = `apiVersion: v1
kind: Node
metadata: { name: n, annotations: { dra.kwokbench.dev/devices: "2" } }
`;
  writeFileSync(join(folder.path, "node.yaml"), node);
  const args = ["fast", "dra", "--object", "node.yaml", "--diagram"];
  const own = await run(folder.path, "stage", "explain", ...args);
  expect(own.stdout).toContain("s1 --> s2: node-publish-devices");
});
