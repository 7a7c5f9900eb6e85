// A user's own controller measured from outside, as scenarios/own-controller.yaml says: the program's API server alone, the
// CustomResourceDefinition and the controller of the example, and a run against them.

import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../src/result/index.ts";
import { binary, emptyFolder, root, run } from "./program.ts";

const WIDGETS = 60;
const WORK_MS = 100;
const example = join(root, "scenarios", "own-controller");

async function firstLine(child: Bun.Subprocess<"ignore", "pipe", "inherit">): Promise<string> {
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  return new TextDecoder().decode(value).split("\n")[0]!;
}

test("what the controller takes for a Widget is what was planted, by owner and by name", async () => {
  using folder = emptyFolder();
  const kubeconfig = join(folder.path, "kubeconfig");
  const serve = ["apiserver", "--listen", "127.0.0.1:0", "--write-kubeconfig", kubeconfig];
  const children: Bun.Subprocess[] = [];
  const begin = async (command: readonly string[]): Promise<string> => {
    const child = Bun.spawn([...command], { stdin: "ignore", stdout: "pipe", stderr: "inherit" });
    children.push(child);
    return firstLine(child);
  };
  try {
    const ready = await begin([binary, ...serve, "--json"]);
    const { url } = JSON.parse(ready) as { url: string };
    const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    const created = await fetch(url + definitions, {
      method: "POST",
      headers: { "content-type": "application/yaml" },
      body: readFileSync(join(example, "crd.yaml")),
    });
    expect(created.status).toBe(201);
    const script = join(example, "controller.ts");
    await begin([process.execPath, script, url, String(WORK_MS)]);
    const { exitCode, stderr } = await run(
      folder.path,
      "run",
      join(root, "scenarios", "own-controller.yaml"),
      "--kubeconfig",
      kubeconfig,
      "--set",
      `widgets=${WIDGETS}`,
      "--set",
      "rate=30/s",
      "--set",
      "settle=4s",
      "--out",
      "out",
    );
    // A machine that is busy with something else makes a run invalid, and one that is very busy slow.
    expect([0, 4, 99], stderr).toContain(exitCode);
    const { metrics, fidelity } = JSON.parse(
      readFileSync(join(folder.path, "out", "result.json"), "utf8"),
    ) as Result;
    for (const name of ["widget_ready", "widget_settings", "widget_finalized"])
      expect(metrics[name], name).toMatchObject({ count: WIDGETS, censored: 0 });
    // A runner kept from reading sees both ends late, and at once: that may shorten one in a few, not half of them.
    for (const name of ["widget_ready", "widget_settings"])
      expect(metrics[name]!.p50 * 1000).toBeGreaterThan(WORK_MS - 20);
    expect(fidelity.join(" ")).toContain("kwokbench started no controller");
    expect(fidelity.join(" ")).not.toContain("Node leases");
  } finally {
    for (const child of children) {
      child.kill();
      await child.exited;
    }
  }
}, 180_000);
