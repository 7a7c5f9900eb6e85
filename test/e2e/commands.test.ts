// The commands that start nothing.

import { expect, test } from "bun:test";
import { join } from "node:path";
import { emptyFolder, root, run } from "./program.ts";

const smoke = join(root, "scenarios", "smoke.yaml");

test("version, schema and help print", async () => {
  using folder = emptyFolder();
  expect((await run(folder.path, "version")).stdout).toMatch(
    /^kwokbench \d+\.\d+\.\d+ \(Bun 1\.4\.5/,
  );
  const schema = JSON.parse((await run(folder.path, "schema")).stdout) as { properties: object };
  expect(Object.keys(schema.properties)).toContain("spec");
  const help = await run(folder.path);
  expect(help.stdout).toContain("validate");
  expect(help.stdout).not.toContain("__supervise");
});

test("init writes a scenario that validates, and does not overwrite", async () => {
  using folder = emptyFolder();
  expect((await run(folder.path, "init", "mine.yaml")).exitCode).toBe(0);
  expect(await run(folder.path, "validate", "mine.yaml")).toMatchObject({
    exitCode: 0,
    stdout: "mine.yaml: valid\n",
  });
  expect(await run(folder.path, "init", "mine.yaml")).toMatchObject({ exitCode: 2 });
});

test("validate tells every mistake with its place and the way out", async () => {
  using folder = emptyFolder();
  await Bun.write(
    join(folder.path, "bad.yaml"),
    `apiVersion: kwokbench.dev/v1alpha1
kind: Scenario
metadata: { name: bad }
spec:
  nodes: [{ cuont: 10 }]
  phases:
    - { name: fill, create: { kind: Pod, count: -1, profile: small }, arrival: poison }
`,
  );
  const { exitCode, stderr } = await run(folder.path, "validate", "bad.yaml");
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/bad\.yaml:5:\d+: .*cuont.*count/);
  expect(stderr).toMatch(/bad\.yaml:7:\d+: .*-1/);
  expect(stderr).toMatch(/bad\.yaml:7:\d+: .*poisson/);
});

test("plan says what a run would do", async () => {
  using folder = emptyFolder();
  const { stdout, exitCode } = await run(folder.path, "plan", smoke);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("200");
  const plan = JSON.parse((await run(folder.path, "plan", smoke, "--json")).stdout) as object;
  expect(Object.keys(plan).length).toBeGreaterThan(0);
});

test("completion proposes commands, and its scripts are valid", async () => {
  using folder = emptyFolder();
  expect((await run(folder.path, "__complete", "ru")).stdout).toBe("run\n");
  const { stdout } = await run(folder.path, "completion", "bash");
  expect(Bun.spawnSync(["bash", "-n"], { stdin: Buffer.from(stdout) }).exitCode).toBe(0);
  expect((await run(folder.path, "completion", "tcsh")).exitCode).toBe(2);
});
