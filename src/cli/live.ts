// Progress while a run goes: a calm block repainted in place on a terminal, plain lines elsewhere and in CI.

import chalk from "chalk";
import { formatMs } from "../base/index.ts";
import type { RunProgress } from "../run/index.ts";

const PLAIN_LINE_EVERY_SECONDS = 5;
const BAR_COLUMNS = 24;

export interface LiveView {
  show(progress: RunProgress): void;
  /** Leaves the screen as it is for whatever is printed next. */
  end(): void;
}

export interface Terminal {
  readonly isTTY: boolean | undefined;
  readonly columns: number | undefined;
  write(text: string): unknown;
}

export function liveView(terminal: Terminal, plain: boolean): LiveView {
  return plain || !terminal.isTTY ? plainView(terminal) : paintedView(terminal);
}

function plainView(terminal: Terminal): LiveView {
  let lastStep = "";
  let nextSeconds = 0;
  return {
    show: (progress) => {
      if (progress.step === lastStep && progress.elapsedSeconds < nextSeconds) return;
      lastStep = progress.step;
      nextSeconds = progress.elapsedSeconds + PLAIN_LINE_EVERY_SECONDS;
      terminal.write(`${plainLine(progress)}\n`);
    },
    end: () => {},
  };
}

function plainLine(progress: RunProgress): string {
  const parts = [`${progress.elapsedSeconds.toFixed(0).padStart(4)}s`, progress.step];
  const phase = phaseOf(progress);
  if (phase) parts.push(`${phase.completed}/${phase.offered} done`);
  for (const [name, { p99 }] of latenciesOf(progress)) parts.push(`${name} p99 ${seconds(p99)}`);
  if (progress.measured && progress.measured.requestsFailed > 0)
    parts.push(`${progress.measured.requestsFailed} requests failed`);
  return parts.join("  ");
}

function paintedView(terminal: Terminal): LiveView {
  let painted = 0;
  return {
    show: (progress) => {
      const lines = block(progress, Math.max(40, terminal.columns ?? 80));
      // Up to the block's first line, then each line anew and cleared to its end: no flicker.
      const up = painted > 0 ? `\u001B[${painted}A` : "";
      const shorter = "\u001B[J";
      terminal.write(`${up}\r${lines.map((line) => `${line}\u001B[K\n`).join("")}${shorter}`);
      painted = lines.length;
    },
    end: () => {
      if (painted > 0) terminal.write(`\u001B[${painted}A\r\u001B[J`);
      painted = 0;
    },
  };
}

/** The screen's lines, none wider than `columns`. */
function block(progress: RunProgress, columns: number): string[] {
  const { measured } = progress;
  const left =
    progress.remainingSeconds === undefined
      ? ""
      : `  ${progress.remainingSeconds.toFixed(0)} s left`;
  const lines = [
    `${chalk.bold(progress.scenario)}  ${progress.step}  ${chalk.dim(`${progress.elapsedSeconds.toFixed(0)} s${left}`)}`,
  ];
  for (const phase of measured?.phases ?? []) {
    const done = phase.offered > 0 ? phase.completed / phase.offered : 0;
    const filled = Math.round(done * BAR_COLUMNS);
    const bar = chalk.green("━".repeat(filled)) + chalk.dim("─".repeat(BAR_COLUMNS - filled));
    const failed = phase.failed > 0 ? chalk.red(`  ${phase.failed} failed`) : "";
    lines.push(`  ${phase.name.padEnd(12)} ${bar} ${phase.completed}/${phase.offered}${failed}`);
  }
  if (measured) {
    const rates = Object.entries(measured.rates)
      .filter(([, { perSecond }]) => perSecond > 0)
      .map(([name, { perSecond }]) => `${name.replaceAll("_", " ")} ${Math.round(perSecond)}/s`);
    if (rates.length > 0) lines.push(`  ${chalk.dim("now")}  ${rates.join("  ")}`);
    const latencies = latenciesOf(progress).map(
      ([name, { p50, p99 }]) => `${name} ${seconds(p50)} / ${seconds(p99)}`,
    );
    if (latencies.length > 0) lines.push(`  ${chalk.dim("p50 / p99")}  ${latencies.join("  ")}`);
  }
  const processes = progress.processes.map(
    ({ role, cpuShare, rssBytes }) =>
      `${role} ${Math.round(cpuShare * 100)}% ${Math.round(rssBytes / 1e6)} MB`,
  );
  if (processes.length > 0) lines.push(`  ${chalk.dim("cpu, memory")}  ${processes.join("  ")}`);
  return lines.map((line) => Bun.sliceAnsi(line, 0, columns - 1));
}

function phaseOf(progress: RunProgress) {
  const name = progress.step.replace(/^phase /, "");
  return progress.measured?.phases.find((phase) => phase.name === name);
}

const SHOWN = ["node_ready", "pod_scheduling", "pod_startup", "pod_deletion"];

function latenciesOf(progress: RunProgress) {
  return Object.entries(progress.measured?.latencies ?? {}).filter(
    ([name, { count }]) => SHOWN.includes(name) && count > 0,
  );
}

function seconds(value: number): string {
  return Number.isFinite(value) ? formatMs(value * 1000) : "> time-out";
}
