// What goes wrong outside the program: it says so in a sentence, ends with the right code, leaves a partial Result where
// anything was measured, and leaves no process behind.

import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../src/result/index.ts";
import { childrenOf, emptyFolder, eventually, isAlive, root, run, start } from "./program.ts";

const long = `
apiVersion: kwokbench.dev/v1alpha1
kind: Scenario
metadata: { name: long }
spec:
  nodes: [{ count: 10 }]
  stages: { profile: fast }
  phases:
    - { name: fill, create: { kind: Pod, count: 20, profile: small }, arrival: { asap: { inFlight: 8 } } }
    - { name: churn, duration: 10m, churn: { rate: 20/s, profile: small }, arrival: poisson }
`;

/** Starts the long scenario and waits until its second phase goes. */
async function churning(folder: string) {
  writeFileSync(join(folder, "long.yaml"), long);
  const started = start(folder, "run", "long.yaml", "--out", "out");
  await eventually("the churn phase", () => started.stderr().includes("phase churn"));
  const children = childrenOf(started.pid);
  expect([...children.keys()].sort()).toEqual(["apiserver", "controller", "scheduler"]);
  return { ...started, children };
}

function partial(folder: string): Result {
  const result = JSON.parse(readFileSync(join(folder, "out", "result.json"), "utf8")) as Result;
  expect(result.verdict).toBe("incomplete");
  expect(result.phases.find(({ name }) => name === "fill")).toMatchObject({ completed: 20 });
  return result;
}

const noneAlive = (children: ReadonlyMap<string, number>): boolean =>
  [...children.values()].every((pid) => !isAlive(pid));

describe("a run is ended", () => {
  test("by Ctrl-C: what was measured is kept, everything started is gone", async () => {
    using folder = emptyFolder();
    const { kill, ended, children } = await churning(folder.path);
    kill("SIGINT");
    const { exitCode, stderr, stdout } = await ended;
    expect(exitCode).toBe(5);
    expect(stderr).toContain("ending the run and writing what was measured");
    expect(stdout).toContain("interrupted");
    expect(partial(folder.path).metrics["pod_startup"]!.count).toBeGreaterThanOrEqual(20);
    expect(noneAlive(children)).toBe(true);
  });

  test("by Ctrl-C twice: at once, with the last phase's partial result", async () => {
    using folder = emptyFolder();
    const { kill, ended, children } = await churning(folder.path);
    kill("SIGINT");
    kill("SIGINT");
    const { exitCode } = await ended;
    expect(exitCode).toBe(5);
    await eventually("the children end", () => noneAlive(children));
    partial(folder.path);
  });

  for (const role of ["apiserver", "controller", "scheduler"]) {
    test(`by SIGKILL of its ${role}: named, incomplete, nothing left behind`, async () => {
      using folder = emptyFolder();
      const { ended, children } = await churning(folder.path);
      process.kill(children.get(role)!, "SIGKILL");
      const { exitCode, stdout, stderr } = await ended;
      expect(exitCode).toBe(5);
      expect(stdout).toContain(`${role} (pid`);
      expect(stdout).toContain("SIGKILL");
      expect(stdout + stderr).not.toContain("    at ");
      partial(folder.path);
      expect(noneAlive(children)).toBe(true);
    });
  }

  test("by SIGKILL of itself: its children notice", async () => {
    using folder = emptyFolder();
    const { kill, children } = await churning(folder.path);
    kill("SIGKILL");
    await eventually("the children end", () => noneAlive(children));
    partial(folder.path);
  });

  test("by a time-out: says how many had not got there", async () => {
    using folder = emptyFolder();
    // No node is big enough, so no pod is ever scheduled.
    const stuck = long
      .replace("count: 20, profile: small }", "count: 20, profile: small }, timeout: 2s")
      .replace("count: 10 }", "count: 0 }");
    writeFileSync(
      join(folder.path, "stuck.yaml"),
      stuck.replace("nodes: [{ count: 0 }]", "nodes: []"),
    );
    const { exitCode, stdout } = await run(folder.path, "run", "stuck.yaml", "--out", "out");
    expect(exitCode).toBe(5);
    expect(stdout).toContain("20 objects of phase fill had not got there");
    const result = JSON.parse(
      readFileSync(join(folder.path, "out", "result.json"), "utf8"),
    ) as Result;
    expect(result.metrics["pod_startup"]).toMatchObject({
      count: 0,
      censored: 20,
      p99: null as never,
    });
  });
});

describe("a run cannot start", () => {
  const cases: readonly {
    readonly name: string;
    readonly args: readonly string[];
    readonly code: number;
    readonly says: string;
  }[] = [
    {
      name: "no such scenario",
      args: ["run", "nowhere.yaml"],
      code: 2,
      says: "nowhere.yaml could not be read",
    },
    { name: "no such flag", args: ["run", "smoke.yaml", "--sed", "3"], code: 2, says: "--seed" },
    { name: "no such command", args: ["rum"], code: 2, says: "run" },
    {
      name: "no such kubeconfig",
      args: ["run", "smoke.yaml", "--kubeconfig", "nowhere"],
      code: 2,
      says: "the kubeconfig nowhere does not exist",
    },
    {
      name: "no such context",
      args: ["run", "smoke.yaml", "--kubeconfig", "config", "--context", "prod"],
      code: 2,
      says: 'no context "prod"; its contexts are: dead',
    },
    {
      name: "a server that refuses",
      args: ["run", "smoke.yaml", "--kubeconfig", "config"],
      code: 5,
      says: "the API server at http://127.0.0.1:1 does not answer",
    },
    {
      name: "reports that cannot be written",
      args: ["run", "smoke.yaml", "--out", "config/out"],
      code: 2,
      says: "the reports cannot be written to config/out",
    },
    {
      name: "an open address without authentication",
      args: ["apiserver", "--listen", "0.0.0.0:0"],
      code: 2,
      says: "full rights",
    },
    {
      name: "tokens that nobody would be asked for",
      args: ["apiserver", "--listen", "127.0.0.1:0", "--token-auth-file", "tokens.csv"],
      code: 2,
      says: "--token-auth-file has no effect",
    },
    {
      name: "a token file that is not there",
      args: ["apiserver", "--listen", "127.0.0.1:0", "--secure", "--token-auth-file", "none.csv"],
      code: 2,
      says: "the token file none.csv could not be read",
    },
    {
      name: "a scheduler without a server",
      args: ["scheduler", "--master", "http://127.0.0.1:1"],
      code: 5,
      says: "does not answer",
    },
    {
      name: "a controller without stages",
      args: ["controller", "--master", "http://127.0.0.1:1", "--manage-all-nodes"],
      code: 2,
      says: "there are no stages to play",
    },
  ];
  for (const { name, args, code, says } of cases) {
    test(name, async () => {
      using folder = emptyFolder();
      writeFileSync(
        join(folder.path, "smoke.yaml"),
        readFileSync(join(root, "scenarios", "smoke.yaml")),
      );
      writeFileSync(join(folder.path, "config"), deadKubeconfig);
      const { exitCode, stderr } = await run(folder.path, ...args);
      expect(stderr).toContain(says);
      expect(stderr).not.toContain("    at ");
      expect(exitCode).toBe(code);
    });
  }

  test("a port in use", async () => {
    using folder = emptyFolder();
    const taken = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    const { exitCode, stderr } = await run(
      folder.path,
      "apiserver",
      "--listen",
      `127.0.0.1:${taken.port}`,
    );
    taken.stop(true);
    expect(stderr).toContain("port");
    expect(stderr).toContain("in use");
    expect(exitCode).toBe(2);
  });

  test("a disk that is full when the reports are written: they go elsewhere, and it says where", async () => {
    using folder = emptyFolder();
    const small = join(folder.path, "small");
    mkdirSync(small);
    const mounted = Bun.spawnSync([
      "mount",
      "-t",
      "tmpfs",
      "-o",
      "size=4k",
      "tmpfs",
      small,
    ]).success;
    if (!mounted) return console.log("skipped: this user may not mount a small disk");
    try {
      writeFileSync(
        join(folder.path, "smoke.yaml"),
        readFileSync(join(root, "scenarios", "smoke.yaml")),
      );
      const { exitCode, stderr, stdout } = await run(
        folder.path,
        "run",
        "smoke.yaml",
        "--out",
        "small",
      );
      expect(stderr).toContain("could not be written to small");
      const written = /reports: (\S+)/.exec(stdout)![1]!;
      expect(JSON.parse(readFileSync(join(written, "result.json"), "utf8"))).toMatchObject({
        kind: "Result",
      });
      expect([0, 4, 99]).toContain(exitCode);
      Bun.spawnSync(["rm", "-r", written]);
    } finally {
      Bun.spawnSync(["umount", small]);
    }
  });
});

const deadKubeconfig = JSON.stringify({
  apiVersion: "v1",
  kind: "Config",
  clusters: [
    { name: "dead", cluster: { server: "http://127.0.0.1:1", "insecure-skip-tls-verify": true } },
  ],
  users: [{ name: "dead", user: {} }],
  contexts: [{ name: "dead", context: { cluster: "dead", user: "dead" } }],
  "current-context": "dead",
});
