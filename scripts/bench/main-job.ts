// The main job's speed: nodes made ready, pods scheduled and running, pods deleted, by the compiled program.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Result } from "../../src/result/index.ts";
import { binary } from "../setup.ts";
import { bareRequestsPerSecond } from "./bare-server.ts";
import { type Row, megabytes, micros, percent, perSecond, printTable, times } from "./table.ts";

const ROUNDS = 3;

export interface MainJob {
  readonly readySeconds: number;
  readonly nodesPerSecond: number;
  readonly podsPerSecond: number;
  readonly deletesPerSecond: number;
  readonly rssBytes: number;
  readonly result: Result;
}

/** One run: `nodes` nodes, `pods` pods as fast as possible, all deleted again. */
export async function runMainJob(nodes: number, pods: number): Promise<MainJob> {
  const folder = mkdtempSync(join(tmpdir(), "kwokbench-bench-"));
  try {
    writeFileSync(join(folder, "bench.yaml"), scenario(nodes, pods));
    const child = Bun.spawn([binary, "run", "bench.yaml", "--out", "out", "--json"], {
      cwd: folder,
      stdout: "ignore",
      stderr: "pipe",
      env: { ...process.env, CI: "true" },
    });
    const stderr = await new Response(child.stderr).text();
    const code = await child.exited;
    if (![0, 4, 99].includes(code)) throw new Error(`the run ended with ${code}: ${stderr}`);
    return readJob(JSON.parse(readFileSync(join(folder, "out", "result.json"), "utf8")) as Result);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readJob(result: Result): MainJob {
  const phase = (name: string): number => {
    const { completed, startSeconds, endSeconds } = result.phases.find((one) => one.name === name)!;
    return completed / (endSeconds - startSeconds);
  };
  return {
    readySeconds: result.environment.clusterReadySeconds,
    nodesPerSecond: phase("nodes"),
    podsPerSecond: phase("fill"),
    deletesPerSecond: phase("empty"),
    rssBytes: result.processes.reduce((sum, { rssMaxBytes }) => sum + rssMaxBytes, 0),
    result,
  };
}

function scenario(nodes: number, pods: number): string {
  return `
apiVersion: kwokbench.dev/v1alpha1
kind: Scenario
metadata: { name: bench }
spec:
  nodes: [{ count: ${nodes} }]
  stages: { profile: fast }
  phases:
    - { name: fill, create: { kind: Pod, count: ${pods}, profile: small }, arrival: { asap: { inFlight: 64 } } }
    - { name: empty, delete: { from: fill }, arrival: { asap: { inFlight: 64 } } }
`;
}

/** Prints the table; best of three for each figure, as the machine's noise only ever slows. */
export async function benchMainJob(): Promise<void> {
  const large: MainJob[] = [];
  const small: MainJob[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await bareRequestsPerSecond());
    small.push(await runMainJob(1_000, 10_000));
    large.push(await runMainJob(10_000, 10_000));
  }
  const best = (of: (job: MainJob) => number, jobs = large): number => Math.max(...jobs.map(of));
  const least = (of: (job: MainJob) => number, jobs = large): number => Math.min(...jobs.map(of));
  const pods = best(({ podsPerSecond }) => podsPerSecond);
  const share = (pods * 3) / Math.max(...bare);
  const growth = best(({ podsPerSecond }) => podsPerSecond, small) / pods;
  const memory = least(({ rssBytes }) => rssBytes);
  const ready = least(({ readySeconds }) => readySeconds);
  const nodes = best(({ nodesPerSecond }) => nodesPerSecond);
  const deletes = best(({ deletesPerSecond }) => deletesPerSecond);
  const rows: Row[] = [
    {
      what: "embedded cluster ready",
      figure: `${ready.toFixed(2)} s`,
      bar: "< 1 s",
      met: ready < 1,
    },
    {
      what: "10,000 nodes created → Ready",
      figure: perSecond(nodes),
      bar: "≥ 4,000/s",
      met: nodes >= 4_000,
    },
    {
      what: "10,000 pods created → scheduled → Running",
      figure: perSecond(pods),
      bar: "≥ 2,000/s",
      met: pods >= 2_000,
    },
    { what: "pods deleted", figure: perSecond(deletes), bar: "≥ 3,000/s", met: deletes >= 3_000 },
    {
      what: "memory of all roles",
      figure: megabytes(memory),
      bar: "< 800 MB",
      met: memory < 800e6,
    },
    {
      what: "a bare Bun server on this machine",
      figure: perSecond(Math.max(...bare)),
      bar: "",
      met: undefined,
    },
    {
      what: "pods/s × 3 as a share of it",
      figure: percent(share),
      bar: "≥ 12 %",
      met: share >= 0.12,
    },
    {
      what: "cost per pod, 1,000 → 10,000 nodes",
      figure: times(growth),
      bar: "≤ 1.3 ×",
      met: growth <= 1.3,
    },
  ];
  printTable("The main job (10,000 nodes, 10,000 pods, 64 in flight; best of three)", rows);
  const fastest = large.reduce((one, other) =>
    other.podsPerSecond > one.podsPerSecond ? other : one,
  );
  printTable(
    "Where the CPU time goes (whole run: 10,000 nodes, 10,000 pods made and deleted)",
    fastest.result.processes.map(({ role, cpuSeconds, rssMaxBytes }) => ({
      what: role,
      figure: `${cpuSeconds.toFixed(1)} s, ${micros(cpuSeconds / 20_000)} an object`,
      bar: megabytes(rssMaxBytes),
      met: undefined,
    })),
  );
}
