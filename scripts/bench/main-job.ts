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

interface Rounds {
  readonly large: readonly MainJob[];
  readonly small: readonly MainJob[];
  readonly bare: readonly number[];
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
  printTable(
    "The main job (10,000 nodes, 10,000 pods, 64 in flight; best of three)",
    mainRows({ large, small, bare }),
  );
  printTable(
    "Where the CPU time goes (whole run: 10,000 nodes, 10,000 pods made and deleted)",
    processRows(fastest(large)),
  );
}

function mainRows({ large, small, bare }: Rounds): Row[] {
  const best = (of: (job: MainJob) => number, jobs = large): number => Math.max(...jobs.map(of));
  const least = (of: (job: MainJob) => number): number => Math.min(...large.map(of));
  const pods = best(({ podsPerSecond }) => podsPerSecond);
  const nodes = best(({ nodesPerSecond }) => nodesPerSecond);
  const deletes = best(({ deletesPerSecond }) => deletesPerSecond);
  const ready = least(({ readySeconds }) => readySeconds);
  const memory = least(({ rssBytes }) => rssBytes);
  const server = Math.max(...bare);
  const share = (pods * 3) / server;
  const growth = best(({ podsPerSecond }) => podsPerSecond, small) / pods;
  return [
    row("embedded cluster ready", `${ready.toFixed(2)} s`, "< 1 s", ready < 1),
    row("10,000 nodes created → Ready", perSecond(nodes), "≥ 4,000/s", nodes >= 4_000),
    row("10,000 pods created → scheduled → Running", perSecond(pods), "≥ 2,000/s", pods >= 2_000),
    row("pods deleted", perSecond(deletes), "≥ 3,000/s", deletes >= 3_000),
    row("memory of all roles", megabytes(memory), "< 800 MB", memory < 800e6),
    row("a bare Bun server on this machine", perSecond(server), "", undefined),
    row("pods/s × 3 as a share of it", percent(share), "≥ 12 %", share >= 0.12),
    row("cost per pod, 1,000 → 10,000 nodes", times(growth), "≤ 1.3 ×", growth <= 1.3),
  ];
}

function row(what: string, figure: string, bar: string, met: boolean | undefined): Row {
  return { what, figure, bar, met };
}

function fastest(jobs: readonly MainJob[]): MainJob {
  return jobs.reduce((one, other) => (other.podsPerSecond > one.podsPerSecond ? other : one));
}

function processRows({ result }: MainJob): Row[] {
  return result.processes.map(({ role, cpuSeconds, rssMaxBytes }) => ({
    what: role,
    figure: `${cpuSeconds.toFixed(1)} s, ${micros(cpuSeconds / 20_000)} an object`,
    bar: megabytes(rssMaxBytes),
    met: undefined,
  }));
}
