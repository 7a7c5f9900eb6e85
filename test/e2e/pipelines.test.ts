// The pipelines of docs/pipelines as their services run them: the shell of every step, taken from the YAML, in a workspace
// laid out as the comments say. Once with real runs; then with runs planted in their place, so that what they are is known.

import { beforeEach, afterEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { prng } from "../../src/base/index.ts";
import { type Planted, simulateRuns } from "../../src/compare/runs.test-kit.ts";
import { type Result, serializeResult } from "../../src/result/index.ts";
import { binary, emptyFolder, root } from "./program.ts";

const COMMENT_CHARACTERS_MAX = 65_536;
const NIGHTS = 10;
const pipelines = join(root, "docs", "pipelines");
const random = prng("nights");

const tiny = `
apiVersion: kwokbench.dev/v1alpha1
kind: Scenario
metadata: { name: tiny }
spec:
  nodes: [{ count: 5 }]
  stages: { profile: fast }
  phases: [{ name: fill, create: { kind: Pod, count: 20, profile: small }, arrival: { asap: { inFlight: 8 } } }]
`;

/** Stands for the program where runs are planted: \`run\` copies what lies in planted/, all else is the program's. */
const planting = `#!/bin/sh
[ "$1" = run ] || exec ${binary} "$@"
while [ "$1" != --out ]; do shift; done
mkdir -p "$2" && cp -R "$PLANTED"/. "$2"
`;

/** Stands for gh and curl: keeps what they were told, and the file they were to send. */
const sending = `#!/bin/sh
echo "$@" >"$SENT/words"
for word in "$@"; do case $word in body@*) cp "\${word#body@}" "$SENT/body" ;; *comment.md) cp "$word" "$SENT/body" ;; esac; done
`;

let folder: ReturnType<typeof emptyFolder>;
let workspace = "";
beforeEach(() => {
  folder = emptyFolder();
  workspace = folder.path;
  for (const name of ["performance", "tools", "sent", "planted"]) mkdirSync(join(workspace, name));
  copyFileSync(join(pipelines, "nightly.sh"), join(workspace, "performance", "nightly.sh"));
  chmodSync(join(workspace, "performance", "nightly.sh"), 0o755);
  writeFileSync(join(workspace, "performance", "10k-nodes.yaml"), tiny);
  for (const name of ["gh", "curl"]) program(name, sending);
});
afterEach(() => folder[Symbol.dispose]());

function program(name: string, text: string): void {
  writeFileSync(join(workspace, "tools", name), text);
  chmodSync(join(workspace, "tools", name), 0o755);
}

interface Ended {
  readonly code: number;
  readonly output: string;
}

async function shell(
  script: string,
  env: Readonly<Record<string, string>>,
  options: readonly string[],
): Promise<Ended> {
  const child = Bun.spawn(["sh", ...options, "-c", script], {
    cwd: workspace,
    stdout: "pipe",
    stderr: "pipe",
    env: {
      PATH: `${join(workspace, "tools")}:${process.env["PATH"] ?? ""}`,
      HOME: workspace,
      CI: "true",
      REPEATS: "1",
      SENT: join(workspace, "sent"),
      PLANTED: join(workspace, "planted"),
      ...env,
    },
  });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { code: await child.exited, output: stdout + stderr };
}

/** The folders of the store, beside the index that only saves reading. */
const nightsKept = (): string[] =>
  readdirSync(join(workspace, "nights", "10k-nodes")).filter((name) => !name.startsWith("."));
const read = (...path: readonly string[]): string => readFileSync(join(workspace, ...path), "utf8");

interface GitHubStep {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the steps of the workflow's job in order, as for a pull request or at night; gives how the last one ended. */
async function gitHub(isPullRequest: boolean): Promise<Ended> {
  const text = readFileSync(join(pipelines, "github-actions.yml"), "utf8");
  const { env, jobs } = parse(text) as {
    readonly env: Readonly<Record<string, string>>;
    readonly jobs: { readonly performance: { readonly steps: readonly GitHubStep[] } };
  };
  const values: Record<string, string> = {
    "github.workspace": workspace,
    "github.event.number": "7",
    "github.token": "token",
    "github.event_name == 'pull_request' && '0' || '1'": isPullRequest ? "0" : "1",
  };
  const fill = (template: string): string =>
    template.replace(/\$\{\{ (.*?) \}\}/g, (all, expression: string) => values[expression] ?? all);
  const filled = (of: Readonly<Record<string, string>> = {}): Record<string, string> =>
    Object.fromEntries(Object.entries(of).map(([name, value]) => [name, fill(value)]));
  let ended: Ended = { code: 0, output: "" };
  for (const { name, run, env: own } of jobs.performance.steps) {
    if (run === undefined || (name?.includes("pull request") && !isPullRequest)) continue;
    const files = {
      GITHUB_OUTPUT: join(workspace, "github-output"),
      GITHUB_STEP_SUMMARY: join(workspace, "github-summary"),
    };
    ended = await shell(fill(run), { ...filled(env), ...filled(own), ...files }, ["-e"]);
    if (existsSync(files.GITHUB_OUTPUT))
      values["steps.night.outputs.code"] = /code=(\d+)/.exec(read("github-output"))![1]!;
  }
  return ended;
}

interface GitLabJob {
  readonly variables: Readonly<Record<string, string>>;
  readonly script: readonly string[];
  readonly artifacts: { readonly reports: { readonly junit: readonly string[] } };
}

const gitLabJob = (): GitLabJob =>
  (parse(readFileSync(join(pipelines, "gitlab-ci.yml"), "utf8")) as { performance: GitLabJob })
    .performance;

function gitLab(): Promise<Ended> {
  const { variables, script } = gitLabJob();
  const expanded = Object.entries(variables).map(
    ([name, value]) => [name, value.replace("$CI_PROJECT_DIR", workspace)] as const,
  );
  const env = {
    ...Object.fromEntries(expanded),
    CI_MERGE_REQUEST_IID: "3",
    PERFORMANCE_TOKEN: "token",
    CI_API_V4_URL: "https://gitlab.example.com/api/v4",
    CI_PROJECT_ID: "5",
  };
  return shell(script.join("\n"), env, ["-e"]);
}

test("with real runs: the first night has nothing to compare with, the second compares with it", async () => {
  symlinkSync(binary, join(workspace, "tools", "kwokbench"));
  const first = await gitHub(false);
  // A machine that is busy with something else makes a run invalid, and then the night ends so.
  expect([0, 4], first.output).toContain(first.code);
  expect(read("github-summary")).toContain("There are no earlier nights to compare with yet.");
  const second = await gitHub(false);
  expect([0, 4], second.output).toContain(second.code);
  const comparison = JSON.parse(read("performance-out", "comparison.json")) as { base: object };
  expect(JSON.stringify(comparison.base)).toContain("startedAt");
  expect(nightsKept()).toHaveLength(2);
  expect(read("performance-out", "history.html")).toStartWith("<!doctype html>");
}, 120_000);

describe("with ten nights in the store", () => {
  const planted = (count: number, more: Planted = {}): Result[] =>
    simulateRuns(random, count, { noise: 0.02, ...more }).map((result) => ({
      ...result,
      scenario: { ...result.scenario, digest: "ab12cd34" },
    }));
  const night = (index: number): string =>
    `2026${String(1 + Math.floor(index / 28)).padStart(2, "0")}${String(1 + (index % 28)).padStart(2, "0")}T020000Z`;
  const put = (path: string, result: Result): void => {
    mkdirSync(join(workspace, path), { recursive: true });
    writeFileSync(join(workspace, path, "result.json"), serializeResult(result));
    writeFileSync(join(workspace, path, "junit.xml"), "<testsuites/>");
  };
  const tonight = (more: Planted = {}): void =>
    put("planted/01", planted(1, { index: NIGHTS, ...more })[0]!);

  beforeEach(() => {
    program("kwokbench", planting);
    for (const [at, result] of planted(NIGHTS).entries())
      put(`nights/10k-nodes/${night(at)}/01`, result);
  });

  test("a night like them passes, is kept, and says so on the job's page", async () => {
    tonight();
    expect(await gitHub(false)).toMatchObject({ code: 0 });
    expect(read("github-summary")).toContain("10 base runs · 1 candidate run");
    expect(nightsKept()).toHaveLength(NIGHTS + 1);
  });

  test("a slower one fails with 3, is marked, and is no base for the next", async () => {
    tonight({ factors: { pod_startup: 1.5 } });
    expect(await gitHub(false)).toMatchObject({ code: 3 });
    const nights = join(workspace, "nights", "10k-nodes");
    const marked = readdirSync(nights).filter((name) =>
      existsSync(join(nights, name, "regressed")),
    );
    expect(marked).toHaveLength(1);
    expect(await gitHub(false)).toMatchObject({ code: 3 });
    expect(read("github-summary")).not.toContain("11 base runs");
  });

  test("a pull request is told, in a comment that fits, and not kept", async () => {
    tonight({ factors: { pod_startup: 1.5 } });
    expect(await gitHub(true)).toMatchObject({ code: 3 });
    expect(read("sent", "words")).toStartWith("pr comment 7 --body-file ");
    const body = read("sent", "body");
    expect(body).toContain("pod_startup.p50");
    expect(body.length).toBeLessThanOrEqual(COMMENT_CHARACTERS_MAX);
    expect(nightsKept()).toHaveLength(NIGHTS);
  });

  test("a comment too long for its service is cut between lines, and says so", async () => {
    const names = Array.from({ length: 350 }, (_, at) => `a_metric_with_a_rather_long_name_${at}`);
    const swollen = (result: Result): Result => ({
      ...result,
      metrics: Object.fromEntries(names.map((name) => [name, result.metrics["watch_lag"]!])),
    });
    for (const [at, result] of planted(NIGHTS).entries())
      put(`nights/10k-nodes/${night(at)}/01`, swollen(result));
    put("planted/01", swollen(planted(1, { index: NIGHTS })[0]!));
    await gitHub(true);
    const body = read("sent", "body");
    expect(body.length).toBeLessThanOrEqual(COMMENT_CHARACTERS_MAX);
    expect(body).toEndWith("\nThe rest is in comparison.md and the reports of the runs.\n");
  });

  test("on GitLab: the same code, the comment posted, and the JUnit files where it looks for them", async () => {
    tonight({ factors: { pod_startup: 1.5 } });
    const ended = await gitLab();
    expect(ended.code, ended.output).toBe(3);
    expect(read("sent", "words")).toContain(
      "https://gitlab.example.com/api/v4/projects/5/merge_requests/3/notes",
    );
    expect(read("sent", "body")).toContain("pod_startup.p50");
    for (const pattern of gitLabJob().artifacts.reports.junit)
      expect([...new Bun.Glob(pattern).scanSync(workspace)], pattern).not.toEqual([]);
  });
});
