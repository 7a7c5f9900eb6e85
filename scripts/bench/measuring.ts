// What measuring costs: the same load driven with everything measured (all metrics, every object's trace, the components'
// own metrics read), and by as little as possible. In turns, so that what drifts weighs on both; each pair gives a ratio.
// KWOKBENCH_BENCH_SCALE=0.1 makes it a tenth as large.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RUNNER_SETTINGS } from "../../src/base/index.ts";
import type { Result } from "../../src/result/index.ts";
import { binary } from "../setup.ts";
import type { LeastDriven } from "./least-driver.ts";
import { type Row, median, micros, perSecond, printTable, times } from "./table.ts";

const PAIRS = 5;
const scale = Number(process.env["KWOKBENCH_BENCH_SCALE"] ?? 1);
const NODES = Math.round(10_000 * scale);
const PODS = Math.round(20_000 * scale);
const PHASES: Readonly<Record<string, string>> = {
  nodes: "nodes created → Ready",
  fill: "pods created → Ready",
  empty: "pods deleted",
};

const scenario = `
apiVersion: kwokbench.dev/v1alpha1
kind: Scenario
metadata: { name: measuring }
spec:
  nodes: [{ count: ${NODES} }]
  stages: { profile: fast }
  phases:
    - { name: fill, create: { kind: Pod, count: ${PODS}, profile: small }, arrival: { asap: { inFlight: 64 } } }
    - { name: empty, delete: { from: fill }, arrival: { asap: { inFlight: 64 } } }
`;

/** Prints the table. */
export async function benchMeasuring(): Promise<void> {
  const pairs: { readonly full: LeastDriven; readonly least: LeastDriven }[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    // Whoever goes first finds the machine as the other has not left it: they take turns in that too.
    const least = pair % 2 === 0 ? await inFolder(runLeast) : undefined;
    const full = await inFolder(runFull);
    pairs.push({ full, least: least ?? (await inFolder(runLeast)) });
  }
  const ratios = (of: (driven: LeastDriven) => number): number[] =>
    pairs.map(({ full, least }) => of(full) / of(least));
  const all = (of: (driven: LeastDriven) => number): readonly [number, number] => [
    median(pairs.map(({ least }) => of(least))),
    median(pairs.map(({ full }) => of(full))),
  ];
  const rows = Object.entries(PHASES).map(([phase, what]): Row => {
    const of = ({ perSecond: rates }: LeastDriven): number => rates[phase]!;
    const [least, full] = all(of);
    const ratio = median(ratios(of));
    return {
      what,
      figure: `${perSecond(least)} → ${perSecond(full)}: ${times(ratio)} (pairs ${spread(ratios(of))})`,
      bar: "≥ 0.95 ×",
      met: ratio >= 0.95,
    };
  });
  const cpu = all(({ cpuSeconds }) => cpuSeconds / (NODES + PODS));
  rows.push({
    what: "CPU of the driving process, an object",
    figure: `${micros(cpu[0])} → ${micros(cpu[1])}`,
    bar: "",
    met: undefined,
  });
  printTable(
    `What measuring costs (${NODES} nodes, ${PODS} pods; by as little as possible → all measured; medians of ${PAIRS} pairs)`,
    rows,
  );
}

async function inFolder<T>(action: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "kwokbench-bench-"));
  try {
    writeFileSync(join(folder, "measuring.yaml"), scenario);
    return await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runFull(folder: string): Promise<LeastDriven> {
  const command = [binary, "run", "measuring.yaml", "--out", "out", "--trace", "trace.jsonl"];
  const { code, stderr } = await output([...command, "--json"], folder, {});
  if (![0, 4, 99].includes(code)) throw new Error(`the run ended with ${code}: ${stderr}`);
  const { phases, processes } = JSON.parse(
    readFileSync(join(folder, "out", "result.json"), "utf8"),
  ) as Result;
  return {
    perSecond: Object.fromEntries(
      phases.map(({ name, completed, startSeconds, endSeconds }) => [
        name,
        completed / (endSeconds - startSeconds),
      ]),
    ),
    cpuSeconds: processes.find(({ role }) => role === "runner")!.cpuSeconds,
  };
}

async function runLeast(folder: string): Promise<LeastDriven> {
  const script = join(import.meta.dir, "least-driver.ts");
  const command = [process.execPath, script, binary, "measuring.yaml", folder];
  const { code, stdout, stderr } = await output(command, folder, RUNNER_SETTINGS);
  if (code !== 0) throw new Error(`the least driver ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as LeastDriven;
}

async function output(
  command: readonly string[],
  cwd: string,
  settings: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const env = { ...process.env, ...settings, CI: "true" };
  const child = Bun.spawn([...command], { cwd, stdout: "pipe", stderr: "pipe", env });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { code: await child.exited, stdout, stderr };
}

function spread(ratios: readonly number[]): string {
  return `${times(Math.min(...ratios))} to ${times(Math.max(...ratios))}`;
}
